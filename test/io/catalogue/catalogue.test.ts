import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cachedRules, cacheFile } from '../../../src/io/catalogue/catalogue-cache.ts';
import { compileCatalogue, readCatalogue, rememberCatalogue } from '../../../src/io/catalogue/catalogue.ts';
import { files } from '../../../src/io/files/files.ts';
import type { Place } from '../../../src/io/files/paths.ts';
import { trustAt } from '../../../src/io/catalogue/trust.ts';

let folder = '';
let place: Place;
const inFolder = (cwd: string, config?: string, typed = false): Place => ({
  ...place,
  cwd: () => cwd,
  config,
  typed,
});
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'inc-catalogue-')));
  mkdirSync(join(folder, 'app/src/deep'), { recursive: true });
  const paths = { store: join(folder, 'store'), state: join(folder, 'state'), cache: join(folder, 'cache') };
  place = { paths, cwd: () => join(folder, 'app/src/deep'), config: undefined };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, text: string): string => {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
};
const catalogue = `zone: Europe/Paris
services: { web: { owner: platform, checks: [web] } }
checks:
  web: { http: "http://127.0.0.1/" }
redaction:
  - { name: customer, pattern: 'cust-\\d+' }
`;

async function thrownBy(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the catalogue in force', () => {
  it('is none where there is none', async () => {
    expect(await readCatalogue(place)).toBeUndefined();
    expect(cachedRules(place)).toBeUndefined();
  });

  it('is found by walking up, and compiled', async () => {
    const file = put('app/.inc/inc.yaml', catalogue);
    const found = await readCatalogue(place);
    expect(found).toMatchObject({
      file,
      root: join(folder, 'app'),
      trusted: false,
      zone: 'Europe/Paris',
      services: { web: { owner: 'platform', checks: ['web'] } },
      redaction: [{ name: 'customer', pattern: 'cust-\\d+' }],
    });
    expect(found?.checks['web']).toMatchObject({ kind: 'http', url: 'http://127.0.0.1/' });
  });

  it('is the same the second time, and leaves nothing of its checks in the cache', async () => {
    put('app/.inc/inc.yaml', catalogue.replace('127.0.0.1', '127.0.0.1/Tr0ub4dor'));
    const first = await readCatalogue(place);
    const kept = readdirSync(place.paths.cache, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(kept.join('')).toContain('cust-');
    expect(kept.join('')).not.toContain('Tr0ub4dor');
    expect(await readCatalogue(place)).toEqual(first);
  });

  it.each(['other/.inc/inc.yaml', 'other/.inc', 'other', '../../../other'])(
    'is the one that was named: %s',
    async (config) => {
      put('app/.inc/inc.yaml', catalogue);
      const file = put('other/.inc/inc.yaml', 'zone: UTC\n');
      const named = config.startsWith('.') ? config : join(folder, config);
      const from = join(folder, 'app/src/deep');
      expect(await readCatalogue(inFolder(from, named))).toMatchObject({ file, zone: 'UTC', trusted: false });
      expect(await readCatalogue(inFolder(from, named, true))).toMatchObject({ file, trusted: true });
    },
  );

  it('is a fault when the named one does not exist', async () => {
    put('app/.inc/inc.yaml', catalogue);
    expect(await thrownBy(() => readCatalogue(inFolder(folder, 'missing.yaml')))).toMatchObject({
      code: 'NOT_FOUND',
      message: `there is no catalogue ${folder}/missing.yaml`,
    });
  });

  it('is remembered by an incident, for other folders', async () => {
    const file = put('app/.inc/inc.yaml', catalogue);
    const incident = join(folder, 'store/incidents/2026-11-22-x');
    mkdirSync(incident, { recursive: true });
    rememberCatalogue(place, incident);
    const elsewhere = inFolder(folder);
    expect(await readCatalogue(elsewhere)).toBeUndefined();
    expect(await readCatalogue(elsewhere, incident)).toMatchObject({ file });
    expect(cachedRules(elsewhere, incident)).toMatchObject({
      fresh: true,
      redaction: [{ name: 'customer' }],
    });
    // Its rules hold on when the disk it is on is gone.
    renameSync(join(folder, 'app'), join(folder, 'gone'));
    expect(await readCatalogue(elsewhere, incident)).toBeUndefined();
    expect(cachedRules(elsewhere, incident)).toMatchObject({
      fresh: true,
      redaction: [{ name: 'customer' }],
    });
  });

  it('says every mistake of the shape and of the sense, with its place', async () => {
    const file = put(
      'app/.inc/inc.yaml',
      'checks:\n  web: { http: "http://x/", timeout: soon }\nservices:\n  a: { checks: [wbe] }\nredaction:\n  - { name: a, pattern: "(" }\n',
    );
    const fault = await thrownBy(() => readCatalogue(place));
    expect(fault).toMatchObject({ code: 'CONFIG' });
    const lines = (fault as Error).message.split('\n');
    expect(lines).toEqual([
      `${file} has 3 problems`,
      `${file}:2:38: soon is not a time-out: write 500ms, 5s or 1m (an hour at most)`,
      `${file}:4:17: no check is called wbe; did you mean web?`,
      `${file}:6:25: redaction rule 1 is not in force: it is no regular expression: Unterminated group`,
    ]);
  });
});

describe('the cache of rules', () => {
  it('is stale before the first compilation, after an edit, and for a file of the same size', async () => {
    const file = put('app/.inc/inc.yaml', catalogue);
    expect(cachedRules(place)).toEqual({ fresh: false, file });
    const rules = await compileCatalogue(place, file);
    expect(rules).toEqual({
      fresh: true,
      zone: 'Europe/Paris',
      redaction: [{ name: 'customer', pattern: 'cust-\\d+' }],
    });
    expect(cachedRules(place)).toEqual(rules);
    // Another file in its place, with its size and its time of change.
    put('app/.inc/other.yaml', catalogue.replaceAll('cust', 'team'));
    renameSync(join(folder, 'app/.inc/other.yaml'), file);
    expect(cachedRules(place)).toEqual({ fresh: false, file });
    expect(await compileCatalogue(place, file)).toMatchObject({
      redaction: [{ name: 'teamomer', pattern: 'team-\\d+' }],
    });
    expect(cachedRules(place)).toMatchObject({ fresh: true, redaction: [{ name: 'teamomer' }] });
  });

  it("is stale when it is damaged or another catalogue's", async () => {
    const file = put('app/.inc/inc.yaml', catalogue);
    await compileCatalogue(place, file);
    for (const text of [
      '',
      '{',
      'null',
      '{"v":1}',
      JSON.stringify({ v: 1, file: '/other', redaction: [] }),
    ]) {
      writeFileSync(cacheFile(place.paths, file), text);
      expect(cachedRules(place)).toEqual({ fresh: false, file });
    }
  });

  it('is not needed: where it cannot be written, everything else goes on', async () => {
    const file = put('app/.inc/inc.yaml', catalogue);
    put('cache', 'a file stands where the folder should be');
    expect(await compileCatalogue(place, file)).toMatchObject({ fresh: true, zone: 'Europe/Paris' });
    expect(cachedRules(place)).toEqual({ fresh: false, file });
    expect(await readCatalogue(place)).toMatchObject({ file });
  });

  it('holds the rules of before beside those of a file with a mistake elsewhere', async () => {
    const file = put('app/.inc/inc.yaml', catalogue);
    await compileCatalogue(place, file);
    put('app/.inc/inc.yaml', 'zoen: UTC\nredaction: [{ name: other, pattern: o+ }]\n');
    expect(await compileCatalogue(place, file)).toMatchObject({
      redaction: [{ name: 'other' }, { name: 'customer' }],
    });
    expect(cachedRules(place)).toEqual({ fresh: false, file });
    put('app/.inc/inc.yaml', 'zone: "UTC\n');
    expect(await compileCatalogue(place, file)).toMatchObject({ redaction: [{ name: 'customer' }] });
  });

  it('is a fault when nothing can be read and nothing is known', async () => {
    const file = put('app/.inc/inc.yaml', 'zone: "UTC\n');
    expect(await thrownBy(() => compileCatalogue(place, file))).toMatchObject({ code: 'CONFIG' });
  });
});

describe('what is trusted', () => {
  const digestOf = async (): Promise<string | undefined> => (await readCatalogue(place))?.digest;

  it('is every file of the folder', async () => {
    put('app/.inc/inc.yaml', catalogue);
    const seen = [await digestOf()];
    put('app/.inc/plans/failover.yaml', 'a');
    seen.push(await digestOf());
    put('app/.inc/plans/failover.yaml', 'b');
    seen.push(await digestOf());
    put('app/.inc/hooks/on-open', 'b');
    seen.push(await digestOf());
    const script = put('script.sh', 'c');
    symlinkSync(script, join(folder, 'app/.inc/hooks/link'));
    seen.push(await digestOf());
    put('script.sh', 'd');
    seen.push(await digestOf());
    renameSync(join(folder, 'app/.inc/hooks/on-open'), join(folder, 'app/.inc/hooks/on-close'));
    seen.push(await digestOf());
    expect(new Set(seen).size).toBe(seen.length);
    // Nothing outside of it.
    put('app/README', 'x');
    expect(await digestOf()).toBe(seen.at(-1));
  });

  it('is asked of the folder and this very content', async () => {
    const file = put('app/.inc/inc.yaml', catalogue);
    const trust = trustAt(place.paths.state);
    trust.allow(dirname(file), (await digestOf()) ?? '');
    expect(await readCatalogue(place)).toMatchObject({ trusted: true });
    put('app/.inc/plans/x.yaml', 'steps: []');
    expect(await readCatalogue(place)).toMatchObject({ trusted: false });
  });

  it('of a catalogue elsewhere is the file and the folders that belong to it', async () => {
    put('ops/inc.yaml', 'zone: UTC\n');
    const there = inFolder(folder, join(folder, 'ops/inc.yaml'));
    const digest = async (): Promise<string | undefined> => (await readCatalogue(there))?.digest;
    const first = await digest();
    put('ops/unrelated', 'x');
    expect(await digest()).toBe(first);
    put('ops/plans/a.yaml', 'x');
    expect(await digest()).not.toBe(first);
  });
});

describe("people's files", () => {
  it('are read, written whole, and told apart', () => {
    const path = join(folder, 'new/folder/doc.md');
    expect(files.read(path)).toBeUndefined();
    expect(files.kind(path)).toBe('missing');
    files.write(path, 'one');
    files.write(path, 'two');
    expect(files.read(path)).toBe('two');
    expect(files.kind(path)).toBe('file');
    expect(files.kind(dirname(path))).toBe('folder');
    expect(files.kind('/dev/null')).toBe('other');
    expect(files.digest(path)).toBe('3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3');
    expect(files.digest(`${path}.missing`)).toBeUndefined();
    expect(readdirSync(dirname(path))).toEqual(['doc.md']);
    chmodSync(path, 0o750);
    files.write(path, 'three');
    expect(files.kind(path)).toBe('executable');
  });

  it('are written through a link', () => {
    const real = put('real.md', 'one');
    const link = join(folder, 'link.md');
    symlinkSync(real, link);
    files.write(link, 'two');
    expect(files.read(real)).toBe('two');
  });

  it('are a fault where they cannot be written', () => {
    const blocked = put('blocked', 'a file');
    expect(() => files.write(`${blocked}/doc.md`, 'x')).toThrow(
      /cannot be written: a part of its path is not a folder/,
    );
    expect(() => files.write(folder, 'x')).toThrow(/cannot be written/);
  });
});
