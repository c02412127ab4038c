import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

const probe = join(import.meta.dirname, '../support/loaded-modules.cjs');
let machine: Sandbox;
beforeEach(() => {
  machine = sandbox();
  expect(machine.inc(['open', 'The shop is down', '--tz', 'Europe/Berlin']).exit).toBe(0);
});
afterEach(() => machine.remove());

interface Loaded {
  readonly builtin: readonly string[];
  readonly own: readonly string[];
}

function loadedBy(script: string, args: readonly string[]): Loaded {
  const { stderr } = spawnSync(process.execPath, ['-r', probe, script, ...args], {
    cwd: machine.work,
    env: machine.env,
    encoding: 'utf8',
  });
  return JSON.parse(/^loaded (.*)$/m.exec(stderr)?.[1] ?? '') as Loaded;
}

/** What Node loads for a script that does nothing. */
function bare(): ReadonlySet<string> {
  const empty = join(machine.home, 'empty.cjs');
  writeFileSync(empty, '');
  return new Set(loadedBy(empty, []).builtin);
}

/** Lazily loaded pieces of Node that fs, path, os and text encoding bring along; nothing that costs. */
const cheap =
  /^(?:Internal Binding|NativeModule internal\/(?:fs\/|util|encoding|idna|url|constants|validators|errors)|NativeModule (?:os|path|fs|buffer)$)/;

const added = (loaded: Loaded): string[] => {
  const known = bare();
  return loaded.builtin.filter((name) => !known.has(name) && !cheap.test(name));
};

describe('the hot path', () => {
  it.each([
    ['a note', ['note', 'db-1 disk is at 97%']],
    ['a note with a kind, a tag and an incident', ['n', '-i', 'the-shop', '-t', 'db', 'one more']],
    ['the version', ['--version']],
  ])('of %s loads nothing of Node but files, paths and the machine’s name', (_, args) => {
    expect(added(loadedBy(bin, args))).toEqual([]);
  });

  it('of a note loads the entry’s own chunks and nothing else of ours', () => {
    const { own } = loadedBy(bin, ['note', 'db-1 disk is at 97%']);
    const meta = JSON.parse(readFileSync(join(bin, '../../dist/meta.json'), 'utf8')) as {
      outputs: Record<
        string,
        { entryPoint?: string; imports: { path: string; kind: string; external?: boolean }[] }
      >;
    };
    const entry =
      Object.entries(meta.outputs).find(([, output]) => output.entryPoint === 'src/main.ts')?.[0] ?? '';
    const hot = new Set<string>();
    const walk = (path: string): void => {
      if (hot.has(basename(path))) return;
      hot.add(basename(path));
      for (const { path: next, kind, external } of meta.outputs[path]?.imports ?? [])
        if (kind === 'import-statement' && !external) walk(next);
    };
    walk(entry);
    expect(own.map((file) => basename(file)).filter((file) => !hot.has(file))).toEqual([]);
    expect(own.length).toBeGreaterThan(1);
  });

  it('would not stay silent about crypto, child processes or a terminal', () => {
    const script = join(machine.home, 'heavy.cjs');
    writeFileSync(script, "require('node:crypto'); require('node:child_process'); process.stdout.isTTY;");
    const names = added(loadedBy(script, [])).join(' ');
    expect(names).toMatch(/NativeModule crypto/);
    expect(names).toMatch(/NativeModule child_process/);
    expect(names).toMatch(/NativeModule (?:tty|net|stream)/);
  });
});
