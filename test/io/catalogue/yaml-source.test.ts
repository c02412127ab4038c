import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseSource, sources } from '../../../src/io/catalogue/yaml-source.ts';

const parse = (text: string, kind: 'catalogue' | 'plan' = 'catalogue') =>
  parseSource('inc.yaml', Buffer.from(text), kind);
const problemsOf = (text: string, kind: 'catalogue' | 'plan' = 'catalogue') =>
  parse(text, kind).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

const folder = mkdtempSync(join(tmpdir(), 'inc-yaml-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a catalogue in YAML', () => {
  it('becomes a plain value', () => {
    const source = parse(
      'zone: Europe/Paris\nservices:\n  web: { owner: platform, checks: [web] }\nchecks:\n  web: { http: "http://x/", expect: { status: 200 } }\n',
    );
    expect(source.problems).toEqual([]);
    expect(source.value).toEqual({
      zone: 'Europe/Paris',
      services: { web: { owner: 'platform', checks: ['web'] } },
      checks: { web: { http: 'http://x/', expect: { status: 200 } } },
    });
  });

  it('keeps what YAML 1.1 would turn into something else', () => {
    expect(parse('people: { no: { name: on, phone: 14:25, email: 2026-11-22 } }').value).toEqual({
      people: { no: { name: 'on', phone: '14:25', email: '2026-11-22' } },
    });
  });

  it('may have a byte order mark, CRLF, nothing in it, or aliases', () => {
    expect(parse('\uFEFFzone: UTC\r\nversion: 1\r\n')).toMatchObject({
      value: { zone: 'UTC', version: 1 },
      problems: [],
    });
    for (const text of ['', '# nothing yet\n', '\uFEFF', '{}'])
      expect(parse(text)).toMatchObject({ value: {}, problems: [] });
    expect(parse('services: { a: &a { checks: [x] }, b: *a }').value).toEqual({
      services: { a: { checks: ['x'] }, b: { checks: ['x'] } },
    });
  });

  it('names every mistake at its place, all at once', () => {
    expect(
      problemsOf(
        [
          'zoen: UTC',
          'checks:',
          '  web:',
          '    htp: http://x/',
          '    timeout: 5',
          '  page:',
          '    http: http://x/',
          '    expect: { status: ok }',
          'redaction:',
          '  - name: key',
          'version: 2',
        ].join('\r\n'),
      ),
    ).toEqual([
      '1:1 unknown key zoen; did you mean zone?',
      '4:5 unknown key htp; did you mean http?',
      '5:14 must be text, not a number',
      '8:23 write an HTTP status, 100 to 599, or a list of them',
      '10:5 pattern is missing',
      '11:10 this inc reads version 1',
    ]);
  });

  it('asks for exactly one kind of check', () => {
    for (const check of ['{}', '{ http: "http://x/", command: ls }'])
      expect(problemsOf(`checks: { web: ${check} }`)).toEqual([
        '1:11 a check needs one of http: URL, tcp: host:port, tls: host:port, dns: name, file: path, prometheus: URL and command: [program, argument]',
      ]);
  });

  it('lists the known keys where none is near', () => {
    expect(problemsOf('services: { web: { colour: red } }')).toEqual([
      '1:20 unknown key colour; known here: owner, description, checks',
    ]);
  });

  it('says each error of the syntax at its place', () => {
    const problems = problemsOf('zone: "UTC\nchecks: {\n');
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^\d+:\d+ \S/);
    expect(problemsOf('zone: UTC\n---\nzone: Europe/Paris\n')).toEqual([
      '2:1 a second document starts here; only one is read',
    ]);
    expect(problemsOf('zone: !ruby/object x')).toEqual(['1:7 Unresolved tag: !ruby/object']);
  });

  it('refuses a key twice, keys of objects, and keys that are no text', () => {
    expect(problemsOf('zone: UTC\nzone: UTC\n')).toEqual(['2:1 zone stands here twice']);
    expect(problemsOf('checks:\n  a: { http: "http://x/" }\n  "a": { http: "http://y/" }\n')).toEqual([
      '3:3 a stands here twice',
    ]);
    expect(problemsOf('__proto__: { zone: UTC }\nconstructor: 1\n')).toEqual([
      '1:1 __proto__ cannot be a key',
      '2:1 constructor cannot be a key',
    ]);
    expect(problemsOf('? [a, b]\n: 1\n')).toEqual(['1:3 a key must be text']);
    expect(({} as Record<string, unknown>)['zone']).toBeUndefined();
  });

  it('knows where things stand', () => {
    const source = parse('checks:\n  web:\n    http: http://x/\n    expect: { status: [200, 302] }\n');
    expect(source.at(['checks'])).toEqual({ line: 1, column: 1 });
    expect(source.at(['checks', 'web'])).toEqual({ line: 2, column: 3 });
    expect(source.at(['checks', 'web', 'http'])).toEqual({ line: 3, column: 11 });
    expect(source.at(['checks', 'web', 'expect', 'status', 1])).toEqual({ line: 4, column: 29 });
    expect(source.at(['checks', 'web', 'timeout'])).toEqual({ line: 2, column: 3 });
    expect(source.at([])).toEqual({ line: 1, column: 1 });
  });
});

describe('a plan in YAML', () => {
  it('has the shape of a plan', () => {
    const text = [
      'plan: web-to-backup',
      'kind: failover',
      'title: Move web traffic to the backup server',
      'target: web-backup',
      'cooldown: 30m',
      'vars: { primary: web-1, backup: web-2 }',
      'preflight:',
      '  - check: web-backup',
      'steps:',
      '  - id: drain',
      '    title: Drain the primary',
      '    run: ./scripts/drain.sh',
      '    timeout: 60s',
      '    retry: { attempts: 3, delay: 5s }',
      '    verify: { check: primary-drained, within: 30s, passes: 3 }',
      '    undo: ./scripts/undrain.sh',
      '    onFailure: rollback',
      '  - id: dns',
      '    ask: Has the DNS change propagated?',
      '  - id: switch',
      '    run: [./scripts/switch-lb.sh, web-2]',
      'verify:',
      '  - { check: web, within: 5m, passes: 3, every: 5s }',
      'soak: 10m',
    ].join('\n');
    expect(parse(text, 'plan').problems).toEqual([]);
  });

  it('says what is wrong with one', () => {
    expect(
      problemsOf(
        'kind: failver\nsteps:\n  - id: a\n    rnu: x\n    verify: { chek: web }\n  - run: { a: b }\n',
        'plan',
      ),
    ).toEqual([
      '1:7 failver is none of failover, switchover, runbook; did you mean failover?',
      '4:5 unknown key rnu; did you mean run?',
      '5:5 check is missing',
      '5:15 unknown key chek; did you mean check?',
      '6:5 write a command line, or a list of words: [program, argument]',
    ]);
    expect(problemsOf('', 'plan')).toEqual(['1:1 the file is empty']);
    const step = 'steps: [{ run: x }]\n';
    for (const [text, expected] of [
      ['verify: { check: web, passes: "1" }', '2:31 must be a whole number, not text'],
      ['verify: [{ check: web, passes: "1" }]', '2:32 must be a whole number, not text'],
      ['verify: [{ check: web, passes: 1.5 }]', '2:32 must be a whole number, not 1.5'],
      ['verify: [web, { check: web, accept: { a: b } }]', '2:29 write OK or WARNING, or a list of them'],
      ['verify: [web, 3]', '2:15 write the name of a check, or check: NAME and what it takes'],
      ['preflight: 3', '2:12 write the name of a check, check: NAME and what it takes, or a list of them'],
      ['verify:', '2:1 verify is empty'],
      ['verify: [web]\nvars: []', '3:1 must be a mapping (key: value lines), not a list'],
      ['verify:\n  -', '3:4 this entry is empty'],
      ['kind:', '2:1 kind is empty'],
      ['confirm: [yes]', '2:1 write yes, or leave it out'],
    ])
      expect(problemsOf(`${step}${text ?? ''}`, 'plan')).toEqual([expected]);
    expect(problemsOf('steps: [{ run: , id: [a], accept: x }]', 'plan')).toEqual([
      '1:11 run is empty',
      '1:18 must be text',
      '1:35 write an exit code, or a list of them',
    ]);
    expect(problemsOf('steps: []', 'plan')).toEqual(['1:1 a plan needs at least one step']);
  });
});

describe('a file that means harm', () => {
  const size = 250_000;
  it.each([
    ['brackets', '['.repeat(size), /^1:\d+ nested more than 32 deep$/],
    ['closed brackets', '['.repeat(9000) + ']'.repeat(9000), /^1:\d+ nested more than 32 deep$/],
    ['braces', '{a: '.repeat(size / 4), /^1:\d+ nested more than 32 deep$/],
    ['dashes', '- '.repeat(size / 2), /^1:\d+ nested more than 32 deep$/],
    ['question marks', '? '.repeat(size / 2), /^1:\d+ nested more than 32 deep$/],
    [
      'indentation',
      Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /nested more than 32 deep$/,
    ],
    ['keys', Array.from({ length: 24_000 }, (_, i) => `k${i}: 1`).join('\n'), /more than 20000 values/],
    ['an alias of itself', 'zone: &a [*a]', /nested more than 32 deep/],
    [
      'aliases of aliases',
      [
        'a: &a [1,1,1,1,1,1,1,1,1]',
        ...'bcdefgh'
          .split('')
          .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`),
      ].join('\n'),
      /more than 20000 values/,
    ],
    ['one anchor many times', `a: &a x\nb: [${'*a,'.repeat(size / 4)}]`, /more than 20000 values/],
    ['too many bytes', `# ${'x'.repeat(256 * 1024)}`, /^1:1 larger than 256 KiB$/],
  ])('%s', (_, text, expected) => {
    const problems = problemsOf(text);
    expect(problems.length).toBe(1);
    expect(problems[0]).toMatch(expected);
  });

  it('says no more than twenty things', () => {
    expect(problemsOf('"'.repeat(2000)).length).toBe(20);
  });

  it('is not text at all', () => {
    expect(parseSource('f', Buffer.from([0x7a, 0xff, 0xfe]), 'catalogue').problems).toMatchObject([
      { message: 'not UTF-8 text' },
    ]);
  });
});

describe('reading', () => {
  it('gives the digest of the bytes', () => {
    const file = join(folder, 'inc.yaml');
    writeFileSync(file, 'abc: 1\n');
    expect(sources().read(file, 'catalogue')).toMatchObject({
      file,
      digest: createHash('sha256').update('abc: 1\n').digest('hex'),
      problems: [{ file, line: 1, column: 1 }],
    });
  });

  it('is a fault when there is no such file, or it is none', () => {
    expect(() => sources().read(join(folder, 'missing.yaml'), 'plan')).toThrow(/there is no file/);
    expect(() => sources().read(folder, 'plan')).toThrow(/is not a file/);
  });
});
