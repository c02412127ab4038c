import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { groupedHelp } from '../src/cli/help.ts';
import { globalFlags } from '../src/cli/global-flags.ts';
import { verbs } from '../src/cli/registry.ts';
import { questionForms } from '../src/core/checks/keys.ts';
import { checksFromSource } from '../src/core/checks/source.ts';
import { isKnown } from '../src/core/record/decode.ts';
import { faultExit, verdictExit } from '../src/core/exit-codes.ts';
import type { FaultCode, Verdict } from '../src/core/faults.ts';
import { jsonLine } from '../src/core/text/json-text.ts';
import type { SourceKind } from '../src/core/ports/file-ports.ts';
import { parseWhen } from '../src/core/time/when.ts';
import { shapeProblems } from '../src/io/catalogue/schema.ts';
import { parseSource } from '../src/io/catalogue/yaml-source.ts';
import { tzZones } from '../src/io/time/zones-tz.ts';
import { fromSource } from '../src/plan/from-source.ts';
import { blockNames } from '../src/render/blocks/named-blocks.ts';
import { documents } from '../src/render/document.ts';
import { parse, section, squeezed, tables, textOf } from './support/markdown-tree.ts';
import { recordOf } from './support/recorded.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const formats = read('FORMATS.md');
const architecture = read('ARCHITECTURE.md');
const documentNames = [
  'README.md',
  'FORMATS.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'RELIABILITY.md',
  'SECURITY.md',
];

/** What stands between two marks of a document. */
function between(text: string, name: string): string {
  const found = new RegExp(`<!-- ${name}:begin -->\n\n([^]*?)\n\n<!-- ${name}:end -->`).exec(text)?.[1];
  if (found === undefined) throw new Error(`no marks for ${name}`);
  return found;
}

/** The rows of the first table under a heading, without its header. */
const rowsUnder = (text: string, heading: string): string[][] =>
  tables(section(parse(text), heading))[0]?.slice(1) ?? [];
const words = (cell: string | undefined): string[] => (cell ? cell.split(' ') : []);
const codes = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('the README', () => {
  it('lists the commands as inc --help does', () => {
    expect(between(readme, 'usage')).toBe(`\`\`\`text\n${groupedHelp(80).trim()}\n\`\`\``);
  });

  it('has the exit codes of core/exit-codes.ts, each with every name that ends so', () => {
    const source = read('src/core/exit-codes.ts');
    const names = (table: string): string[] =>
      [
        ...(new RegExp(`const ${table}[^{]*\\{([^}]*)\\}`).exec(source)?.[1] ?? '').matchAll(
          /^ {2}'?([\w-]+)'?:/gm,
        ),
      ].map(([, name = '']) => name);
    const expected = new Map<string, string[]>();
    const add = (exit: number, name: string): void =>
      void expected.set(String(exit), [...(expected.get(String(exit)) ?? []), name].toSorted());
    for (const name of names('faultExits')) add(faultExit(name as FaultCode), name);
    for (const name of names('verdictExits')) add(verdictExit(name as Verdict), name);
    expect(expected.size).toBeGreaterThan(15);
    const shown = rowsUnder(readme, 'Exit codes').map(([exit = '', , name]) => [
      exit,
      words(name).toSorted(),
    ]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expected));
  });

  it('names every environment variable that the code reads, and no other', () => {
    const inCode = new Set<string>();
    for (const file of sourceFiles())
      for (const [, quoted, under] of read(file).matchAll(/\benv\['(\w+)'\]|\bunder\('(\w+)'/g))
        inCode.add(quoted ?? under ?? '');
    // HOME, where neither XDG nor INC_HOME says otherwise, is everybody's; TERM has no row of its own.
    for (const name of ['HOME', 'TERM']) inCode.delete(name);
    const shown = rowsUnder(readme, 'Environment').flatMap(([name]) => words(name));
    expect(shown.toSorted()).toEqual([...inCode].toSorted());
  });

  it('shows forms of times that are taken', () => {
    const forms = codes(/take (`now`.*?) and `@`/.exec(readme)?.[1] ?? '');
    expect(forms.length).toBeGreaterThan(5);
    const context = { now: Date.parse('2026-11-22T18:00:00Z'), zone: 'UTC', zones: tzZones({}) };
    for (const form of forms) expect(parseWhen(form, context).ms).toBeLessThanOrEqual(context.now);
  });

  it('names no command that is not there', () => {
    const known = new Set([...verbs.flatMap(({ verb, aliases }) => [verb, ...aliases]), 'sync']);
    for (const name of documentNames)
      for (const [, verb = ''] of read(name).matchAll(/`inc ([a-z][\w-]*)/g)) expect(known).toContain(verb);
  });
});

describe('help', () => {
  it('says of each command and flag what it is for, in lines that fit 80 columns', async () => {
    const { verbHelp } = await import('../src/cli/help.ts');
    for (const spec of verbs) {
      const help = verbHelp(spec, 80);
      expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
      const taken = globalFlags.filter(({ long }) => long !== 'incident' || spec.noIncident === undefined);
      for (const { long } of [...spec.flags, ...taken]) expect(help).toContain(`--${long}`);
      for (const alias of spec.aliases) expect(help).toContain(`inc ${alias}`);
      expect(spec.examples.length).toBeGreaterThan(0);
      for (const [command] of spec.examples) expect(command).toMatch(/(?:^|\| |\$\()inc /);
    }
    expect(
      groupedHelp(80)
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });
});

const sourceFiles = (): string[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name}`);

describe('FORMATS.md', () => {
  /** `name?: type;` of one `'type': {…}` of EventData, without what its own objects hold. */
  const payloads = (): Map<string, { must: string[]; may: string[] }> => {
    const source = read('src/core/record/events.ts').replace(/\/\*\*[^]*?\*\//g, '');
    const body = source.slice(
      source.indexOf('export interface EventData {'),
      source.indexOf('export type ReviewSection'),
    );
    return new Map(
      [...body.matchAll(/^ {2}'([\w.]+)': \{([^]*?)\};$/gm)].map(([, type = '', fields = '']) => {
        const names = [...fields.replace(/\{[^}]*\}?/g, '').matchAll(/readonly (\w+)(\??):/g)];
        return [
          type,
          {
            must: names.filter(([, , optional]) => !optional).map(([, name = '']) => name),
            may: names.filter(([, , optional]) => optional).map(([, name = '']) => name),
          },
        ];
      }),
    );
  };
  const bare = (field: string): string => field.replace(/\W+$/, '');
  const sample = (field: string): unknown =>
    ({ '#': 1, '!': true, '[]': [], '{}': {} })[field.slice(bare(field).length)] ?? 'text';

  it('has every event type, with the fields of core/record/events.ts', () => {
    const shown = rowsUnder(formats, 'Events').map(([type = '', must, may]) => [
      type,
      { must: words(must).map(bare), may: words(may).map(bare) },
    ]);
    expect(payloads().size).toBeGreaterThan(20);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(payloads()));
  });

  it('asks for the fields that decoding asks for', () => {
    for (const [type = '', must] of rowsUnder(formats, 'Events')) {
      const data = Object.fromEntries(words(must).map((field) => [bare(field), sample(field)]));
      expect({ type, known: isKnown({ type, data }) }).toEqual({ type, known: true });
      for (const name of Object.keys(data)) {
        const { [name]: _, ...less } = data;
        expect({ type, name, known: isKnown({ type, data: less }) }).toEqual({ type, name, known: false });
        expect({ type, name, known: isKnown({ type, data: { ...data, [name]: null } }) }).toEqual({
          type,
          name,
          known: false,
        });
      }
    }
  });

  it('has the words that fields are made of', () => {
    const source = read('src/core/record/events.ts');
    const [, ...rows] = tables(section(parse(formats), 'Events'))[1] ?? [];
    expect(rows).toHaveLength(
      read('src/core/record/events.ts').match(/^export type \w+ =\s*'/gm)?.length ?? 0,
    );
    for (const [name = '', list = ''] of rows) {
      const union = new RegExp(`type ${name} =([^;]*);`).exec(source)?.[1] ?? '';
      expect(`${name}: ${list}`).toBe(
        `${name}: ${[...union.matchAll(/'([^']+)'/g)].map(([, word]) => word).join(' ')}`,
      );
    }
  });

  it('has every kind of damage, with its level and its promise', () => {
    const source = /const meanings[^{]*\{([^]*?)\n\};/.exec(read('src/io/record/damage.ts'))?.[1] ?? '';
    const kinds = [...source.matchAll(/^ {2}'?([\w-]+)'?: \[\s*'(warning|error)',\s*'([RS]\d+)'/gm)].map(
      ([, kind, level, promise]) => [kind, `${level} ${promise}`],
    );
    expect(kinds.length).toBeGreaterThan(10);
    const shown = rowsUnder(formats, 'Damage').map(([kind, level, promise]) => [kind, `${level} ${promise}`]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(kinds));
  });

  it('has every kind of answer, with its keys', () => {
    const source = ['incident', 'reading', 'act', 'plan', 'plumbing']
      .map((name) => read(`src/render/views/${name}.ts`))
      .join('\n')
      .replace(/\/\*\*[^]*?\*\//g, '');
    const views = [
      ...source.matchAll(/^export interface \w+View \{\n {2}readonly kind: '([\w-]+)';\n([^]*?)^\}/gm),
    ];
    expect(views.length).toBeGreaterThan(10);
    const expected = views.map(([, kind, body = '']) => [
      kind,
      [...body.matchAll(/^ {2}readonly (\w+\??):/gm)].map(([, key]) => key),
    ]);
    const shown = rowsUnder(formats, 'JSON answers').map(([kind, , keys]) => [kind, words(keys)]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(expected));
  });

  it('says which characters a writer escapes', () => {
    const ranges = [...between(formats, 'escaped').matchAll(/U\+([0-9A-F]+)(?:–U\+([0-9A-F]+))?/g)].map(
      ([, from = '', to = from]) => [parseInt(from, 16), parseInt(to, 16)] as const,
    );
    expect(ranges.length).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (let point = 0x20; point <= 0x10ffff; point++) {
      if (point === 0x22 || point === 0x5c || (point >= 0xd800 && point <= 0xdfff)) continue;
      const char = String.fromCodePoint(point);
      const escaped = jsonLine(char) !== `"${char}"`;
      if (escaped !== ranges.some(([from, to]) => from <= point && point <= to))
        wrong.push(point.toString(16));
    }
    expect(wrong).toEqual([]);
  });

  const example = (info: string): string =>
    new RegExp(`^\`\`\`${info}\n([^]*?)^\`\`\`$`, 'm').exec(formats)?.[1] ?? '';

  it('has a catalogue, a plan and answers that compile', () => {
    const catalogue = parseSource('inc.yaml', Buffer.from(example('yaml inc.yaml')), 'catalogue');
    const { checks, problems } = checksFromSource(catalogue, '/srv/shop');
    expect([...catalogue.problems, ...problems]).toEqual([]);
    expect(new Set(Object.values(checks).map(({ kind }) => kind))).toEqual(
      new Set(Object.keys(questionForms)),
    );

    const source = parseSource('web-to-backup.yaml', Buffer.from(example('yaml plan')), 'plan');
    const { plan, problems: inPlan } = fromSource(source, { checks, cwd: '/srv/shop' });
    expect(inPlan).toEqual([]);
    expect(plan?.steps.map(({ id }) => id)).toEqual(['drain', 'dns', 'look', 'switch']);

    expect(parseSource('answers.yaml', Buffer.from(example('yaml answers')), 'answers').problems).toEqual([]);
  });

  /** The keys that the schema knows at a place, told by what it says of one that it does not know. */
  const knownAt = (value: unknown, kind: SourceKind): string => {
    const messages = shapeProblems(value, kind).map(({ message }) => message);
    return (
      /known here: (.*)/.exec(messages.find((message) => message.includes('known here')) ?? '')?.[1] ?? ''
    );
  };
  const odd = { qqqqqqqqqqqq: 1 };
  const keysListed = (name: string): Record<string, string> =>
    Object.fromEntries(
      between(formats, name)
        .split('\n')
        .map((line) => [
          line.replace(/^- |:.*$|`/g, ''),
          codes(line.slice(line.indexOf(': '), line.includes(';') ? line.indexOf(';') : undefined)).join(
            ', ',
          ),
        ]),
    );

  it('lists the keys of the catalogue that the schema knows', () => {
    expect(keysListed('catalogue-keys')).toEqual({
      'the file': knownAt(odd, 'catalogue'),
      'a service': knownAt({ services: { web: odd } }, 'catalogue'),
      'a check': knownAt({ checks: { web: { http: 'http://a', ...odd } } }, 'catalogue'),
      expect: knownAt({ checks: { web: { http: 'http://a', expect: odd } } }, 'catalogue'),
      'a header from a variable': knownAt(
        { checks: { web: { http: 'http://a', headers: { a: { env: 'A', ...odd } } } } },
        'catalogue',
      ),
      'a person': knownAt({ people: { ana: odd } }, 'catalogue'),
      'a redaction rule': knownAt({ redaction: [{ name: 'a', pattern: 'b', ...odd }] }, 'catalogue'),
    });
  });

  it('lists the keys of plans that the schema knows', () => {
    expect(keysListed('plan-keys')).toEqual({
      'the file': knownAt({ steps: [{ run: 'true' }], ...odd }, 'plan'),
      'a step': knownAt({ steps: [{ run: 'true', ...odd }] }, 'plan'),
      retry: knownAt({ steps: [{ run: 'true', retry: odd }] }, 'plan'),
      'a verification': knownAt({ steps: [{ run: 'true' }], verify: [{ check: 'a', ...odd }] }, 'plan'),
      'a variable': knownAt({ steps: [{ run: 'true' }], vars: { a: odd } }, 'plan'),
      drill: knownAt({ steps: [{ run: 'true' }], drill: odd }, 'plan'),
    });
  });

  it('has every rule of inc runbook lint', () => {
    const [, union = ''] = /^type Rule =([^;]*);/m.exec(read('src/plan/lint.ts')) ?? [];
    const rules = [...union.matchAll(/'([^']+)'/g)].map(([, rule]) => rule);
    expect(rules.length).toBeGreaterThan(5);
    expect(rowsUnder(formats, 'Mistakes').map(([rule]) => rule)).toEqual(rules);
  });

  it('lists the keys of answers that the schema knows', () => {
    expect(keysListed('answers-keys')).toEqual({
      'the file': knownAt(odd, 'answers'),
      'an action item': knownAt({ actions: [{ title: 'a', ...odd }] }, 'answers'),
    });
  });

  it('names what a template knows, and has one that works', async () => {
    expect(codes(between(formats, 'template-blocks'))).toEqual(blockNames);
    const given = [
      {
        type: 'incident.opened',
        data: { title: 'Web tier', services: [], zone: 'UTC' },
        at: '2023-10-23T14:25:00+00:00',
      },
    ] as const;
    const build = (text: string) =>
      documents({ zones: tzZones({}), readTemplate: () => ({ file: 'own.md', text }) }).build({
        incident: '2023-10-23-web-tier',
        template: 'own',
        record: recordOf(given),
        previous: undefined,
        templates: undefined,
        blob: () => undefined,
      });
    const { text } = await build(example('liquid template'));
    expect(text).toContain('# Web tier (unknown)');
    const hint = await build('{{ nothing }}').catch((error: { hint?: string }) => error.hint ?? '');
    expect(
      `a template knows: ${codes(between(formats, 'template-variables')).join(', ')}; and {% region NAME %}`,
    ).toBe(hint);
  });
});

describe('ARCHITECTURE.md', () => {
  it('is short', () => {
    expect(architecture.split('\n').length).toBeLessThanOrEqual(150);
    expect(architecture.match(/^- Invariant: /gm)?.length).toBeGreaterThan(10);
  });

  it('has the layers and packages that architecture.test.ts enforces', () => {
    const source = read('test/architecture.test.ts');
    const table = (name: string): string =>
      new RegExp(`const ${name}[^{]*\\{([^}]*)\\}`).exec(source)?.[1] ?? '';
    const owners = [...table('owners').matchAll(/^ {2}(\w+): 'src\/(\w+)\//gm)].map(
      ([, name = '', layer = '']) => ({
        name,
        layer,
      }),
    );
    const expected = [...table('allowed').matchAll(/^ {2}(\w+): \[(.*)\]/gm)].map(
      ([, layer = '', list = '']) => [
        layer,
        [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name),
        owners
          .filter((owner) => owner.layer === layer)
          .map(({ name }) => name)
          .toSorted(),
      ],
    );
    expect(expected).toHaveLength(8);
    const shown = rowsUnder(architecture, 'Layers').map(([layer, imports, packages]) => [
      layer,
      words(imports),
      packages === 'none' ? [] : words(packages).toSorted(),
    ]);
    expect(shown).toEqual(expected);
  });

  it('names files that exist', () => {
    for (const [folder = '', , start = ''] of rowsUnder(architecture, 'Code map'))
      for (const file of start.split(', ')) {
        const path = folder.endsWith('/') ? `${folder}${file}` : folder;
        expect({ path, exists: existsSync(join(root, path)) }).toEqual({ path, exists: true });
      }
  });
});

describe('the documents', () => {
  it.each(documentNames)('%s: links lead somewhere', (name) => {
    const slug = (heading: string): string =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\d\s-]/gu, '')
        .trim()
        .replace(/\s/g, '-');
    const anchorsOf = (file: string): string[] =>
      (parse(read(file)).children ?? [])
        .filter(({ type }) => type === 'heading')
        .map((heading) => slug(squeezed(textOf(heading))));
    const without = read(name).replace(/^```[^]*?^```$/gm, '');
    for (const [, target = ''] of without.matchAll(/\]\(([^)]+)\)/g)) {
      if (target.startsWith('https://')) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? name : join(dirname(name), path);
      expect({ target, exists: existsSync(join(root, file)) }).toEqual({ target, exists: true });
      if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
    }
  });

  it.each(documentNames)('%s: names only npm scripts that there are', (name) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const [, script = ''] of read(name).matchAll(/`npm run ([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
  });

  it.each(documentNames)('%s: names only files of tests that there are', (name) => {
    for (const [path] of read(name).matchAll(/\btest\/[\w/-]+\.(?:test\.)?(?:ts|mjs|py)\b/g))
      expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });

  it('RELIABILITY.md names a test for each promise, and every part of the torture', () => {
    const promises = [...read('RELIABILITY.md').matchAll(/^\| (R\d+) .*$/gm)];
    expect(promises.map(([, id]) => id)).toEqual(Array.from({ length: 12 }, (_, n) => `R${n + 1}`));
    for (const [row] of promises) expect(row).toMatch(/`test\/[^`]+\.test\.ts`/);
    const parts = [...read('test/torture/parts.ts').matchAll(/^ {2}'?(\w+)'?(?:: \w+)?,$/gm)].map(
      ([, part]) => part,
    );
    const named = promises.flatMap(([row]) =>
      [
        ...(row
          .split('|')
          .at(-2)
          ?.matchAll(/`(\w+)`/g) ?? []),
      ].map(([, part]) => part),
    );
    for (const part of named) expect(parts).toContain(part);
  });

  it.each(documentNames)('%s: names no machine, and nothing that is not the project', (name) => {
    expect(read(name).match(/\/work\b|\/root\b|\bissue #|\bsession\b/gi)).toBeNull();
  });
});
