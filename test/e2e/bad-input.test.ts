import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';
import { treeDigest } from '../support/tree-digest.ts';

/** Command line (a text is split at blanks) · exit code · what is said, in order · files in the working folder. */
type Row = readonly [
  argv: string | readonly string[],
  exit: number,
  says: string,
  files?: Readonly<Record<string, string>>,
];

const big = 'x'.repeat(10_000);
const step = 'steps: [{ id: a, run: "true" }]';
const plan = (text: string) => ({ 'p.yaml': text });
const catalogue = (text: string) => ({ 'other.yaml': text });
const answers = (text: string) => ({ 'a.yaml': text });
const template = (text: string) => ({ '.inc/templates/own.md': text });
const pm = 'postmortem build -o - --template';
const fo = 'failover p.yaml --dry-run';
const other = 'check --config other.yaml';

// prettier-ignore
const rows: readonly Row[] = [
  // Usage
  ['nto x', 64, "'nto' is not an inc command · note"],
  ['blorp', 64, "'blorp' is not an inc command · inc --help"],
  ['resume', 64, "'resume' is not an inc command · inc runbook resume"],
  ['abort 3f9a', 64, "'abort' is not an inc command · inc runbook abort"],
  ['constructor', 64, "'constructor' is not an inc command · inc --help"],
  ['__proto__', 64, "'__proto__' is not an inc command · inc --help"],
  [['🔥'], 64, "'🔥' is not an inc command · inc --help"],
  [[big], 64, 'is not an inc command · inc --help'],
  [[''], 64, "'' is not an inc command · inc --help"],
  ['version', 64, 'inc --version'],
  ['--bogus', 64, "unknown option '--bogus' · inc status --help"],
  ['note x --tagg db', 64, "unknown option '--tagg' · --tag"],
  ['note x --at', 64, '--at'],
  ['note', 64, 'the note has no text · inc note'],
  [['note', '   '], 64, 'the note has no text · inc note'],
  ['note x --kind gossip', 64, 'gossip · one of: note, observation'],
  ['note x --re nothing', 66, 'nothing'],
  [['note', 'x'.repeat(70_000)], 64, 'too long · keep the text in a file'],
  ['open', 64, 'an incident needs a title · inc open'],
  [['open', ' '], 64, 'an incident needs a title · inc open'],
  [['open', big], 64, 'a title of 10000 characters · 200 at most · inc note'],
  [['open', '🔥'.repeat(201)], 64, 'a title of 201 characters · 200 at most'],
  [['open', '--', `-${'x'.repeat(200)}`], 64, 'a title of 201 characters'],
  ['open x --sev 9', 64, '9 · sev'],
  ['open x --sev high', 64, 'high · sev'],
  ['open x -i y', 64, 'inc open takes no -i · leave -i out'],
  ['open -rf', 64, "unknown option '-rf'"],
  ['sev', 64, "missing required argument 'severity' · inc sev --help"],
  ['sev banana', 64, 'banana'],
  ['sev 0', 64, '0'],
  ['impact', 64, 'inc impact'],
  ['status happy', 64, 'happy'],
  ['status __proto__', 64, '__proto__'],
  ['role', 64, "missing required argument 'role'"],
  ['cancel', 64, 'needs a reason · inc cancel'],
  ['reopen', 64, 'needs a reason · inc reopen'],
  ['link', 64, "missing required argument 'incident'"],
  ['link nothing', 66, 'nothing'],
  ['todo', 64, 'an action item needs a text · inc todo'],
  ['todo x --due soon', 64, '"soon" is not a date · 2026-11-21'],
  ['todo x --due 2026-02-30', 64, '"2026-02-30" · there is no day 30 · 2026-11-21'],
  ['todo x --measure audti', 64, "'audti' is not a measure · --measure audit"],
  ['todos done a99', 66, "'a99'"],
  ['todos explode a1', 64, 'explode'],
  ['switch', 64, "missing required argument 'incident'"],
  ['switch nothing', 66, "no incident is called 'nothing' · the latest are"],
  ['init extra', 64, 'too many arguments · inc init --help'],
  ['list extra', 64, 'too many arguments'],
  ['list --since whenever', 64, 'whenever'],
  ['list --phase happy', 64, 'happy'],
  ['list --sev 9', 64, '9'],
  ['timeline --lines many', 64, 'many'],
  ['config explode', 64, 'explode'],
  ['postmortem explode', 64, "inc postmortem cannot do 'explode' · inc postmortem build"],
  ['run', 64, 'inc run'],
  ['check web --passes 2', 64, '--passes'],
  ['check web --until never', 64, 'never'],
  ['attach', 64, "missing required argument 'file'"],
  ['check tls://', 64, 'tls:// names no server · tls://shop.example:8443'],
  ['check dns://x?type=ANY', 64, 'inc looks up no ANY records · types are A, AAAA'],
  ['check ftp://x/', 64, 'inc cannot check ftp: addresses · dns://name'],
  // Times and zones
  ['note x --at soon', 64, '"soon"'],
  ['note x --at 25:00', 64, '25:00'],
  [['note', 'x', '--at', '14:25 PST'], 64, 'PST'],
  [['note', 'x', '--at', '2026-02-30 10:00'], 64, '2026-02-30'],
  [['note', 'x', '--at', '2099-01-01 00:00'], 64, '2099'],
  [['note', 'x', '--at', ''], 64, '--at has an empty value · --at TIME'],
  [['note', 'x', '--at', big], 64, 'it is too long · write now, -10m'],
  ['resolve --at +5m', 64, '+5m'],
  ['impact x --start soon', 64, '"soon"'],
  ['open x --started tomorrow', 64, 'tomorrow'],
  ['open x --tz Mars/Base', 64, 'Mars/Base'],
  ['open x --tz CET', 64, 'CET · Europe/'],
  ['open x --tz ../../etc/passwd', 64, '../../etc/passwd'],
  // Names that try to leave their folder
  ['note -i ../../etc x', 66, "no incident is called '../../etc' · the latest are"],
  ['note -i . x', 66, "no incident is called '.'"],
  ['note -i __proto__ x', 66, "no incident is called '__proto__'"],
  ['show ../../etc', 66, "no incident is called '../../etc'"],
  ['todos done ../x:a1', 66, '../x'],
  ['failover ..', 66, '..'],
  ['failover __proto__', 66, '__proto__'],
  ['failover %2e%2e%2fx', 66, '%2e'],
  ['check __proto__', 3, '__proto__'],
  ['check constructor', 3, 'constructor'],
  ['check wbe', 3, 'wbe · did you mean web?'],
  [`${pm} ../../etc/passwd`, 66, "there is no template '../../etc/passwd' · default, classic"],
  [`${pm} __proto__`, 66, "there is no template '__proto__'"],
  [`${pm} nowhere`, 66, "there is no template 'nowhere' · default, classic"],
  ['postmortem build -o .inc/inc.yaml', 73, 'a file that inc did not make is in the way · -o FILE'],
  ['attach nowhere.txt', 66, 'nowhere.txt'],
  ['attach .', 64, 'is a folder, and was not attached · tar -c'],
  ['verify nothing', 66, "no incident is called 'nothing'"],
  ['verify --anchor nothex', 64, "'nothex' is no digest · inc verify prints it"],
  [['verify', '--anchor', ''], 64, 'anchor'],
  // Plans
  ['failover', 64, "missing required argument 'plan'"],
  ['failover nowhere.yaml', 66, 'there is no file'],
  ['failover ./nowhere.sh --verify ./nowhere.sh', 66, 'nowhere.sh does not exist'],
  [fo, 78, 'p.yaml:1:1: unknown key stepps; did you mean steps?', plan('stepps: []\n')],
  [fo, 78, 'p.yaml:1:1', plan('')],
  [fo, 78, 'p.yaml:2:7: failver is none of · did you mean failover?', plan(`${step}\nkind: failver\n`)],
  [fo, 78, 'p.yaml:1:1: a plan needs at least one step', plan('steps: []\n')],
  [fo, 78, 'p.yaml:2:1: plan stands here twice', plan(`plan: a\nplan: b\n${step}\n`)],
  [fo, 78, 'p.yaml:1:1: __proto__ cannot be a key', plan(`__proto__: { a: 1 }\n${step}\n`)],
  [fo, 78, 'PATH', plan(`vars: { PATH: /tmp }\nkind: runbook\n${step}\n`)],
  [fo, 78, "p.yaml:2:12: write it in quotes: '0123'", plan(`${step}\nvars: { a: 0123 }\nkind: runbook\n`)],
  [fo, 78, 'no check is called wbe; did you mean web?', plan(`${step}\nverify: wbe\n`)],
  [fo, 78, 'verify', plan(`kind: failover\n${step}\n`)],
  [fo, 78, 'larger than 256 KiB', plan(`${step}\n# ${'x'.repeat(300_000)}\n`)],
  [fo, 78, 'nested more than 32 deep', plan(`steps: ${'['.repeat(500)}\n`)],
  [fo, 78, 'not UTF-8 text', { 'p.yaml': '\u0000binary' }],
  [fo, 78, 'no anchor is called &a', plan('steps: *a\n')],
  [fo, 78, 'a second document starts here', plan(`${step}\n---\n${step}\n`)],
  [fo, 78, 'holds a NUL character', plan('kind: runbook\nsteps: [{ run: ["./a\\0b"] }]\n')],
  [fo, 78, 'names no program', plan('kind: runbook\nsteps: [{ run: [" "] }]\n')],
  // Catalogues
  ['check --config nowhere.yaml', 3, 'there is no catalogue · inc init'],
  [other, 3, 'other.yaml:1:1: unknown key cheks; did you mean checks?', catalogue('cheks: {}\n')],
  [other, 3, 'other.yaml:1:16: unknown key htpp', catalogue('checks: { a: { htpp: x } }\n')],
  [other, 3, 'a check needs one of http', catalogue('checks: { a: {} }\n')],
  [other, 3, 'other.yaml:1:11: a check needs one of http: URL, tcp: host:port, tls: host:port', catalogue('checks: { a: { tls: "x:1", dns: x } }\n')],
  [other, 3, 'other.yaml:1:21: x is no address', catalogue('checks: { a: { tls: x } }\n')],
  [other, 3, 'other.yaml:1:30: ANY is none of A, AAAA', catalogue('checks: { a: { dns: x, type: ANY } }\n')],
  [other, 3, 'other.yaml:1:34: ns1 is no resolver', catalogue('checks: { a: { dns: x, resolver: ns1 } }\n')],
  [other, 3, 'expect of a dns check is a list', catalogue('checks: { a: { dns: x, expect: { status: 200 } } }\n')],
  [other, 3, 'old is no limit on age · 26h', catalogue('checks: { a: { file: x, warn: { age: old } } }\n')],
  [other, 3, 'a prometheus check needs a query', catalogue('checks: { a: { prometheus: "http://x/" } }\n')],
  [other, 3, 'maybe is none of ok, warning', catalogue('checks: { a: { prometheus: "http://x/", query: up, empty: maybe } }\n')],
  [other, 3, 'the URL holds a password', catalogue('checks: { a: { http: "http://a:b@x/" } }\n')],
  [other, 3, 'authorization is a secret · { env: API_TOKEN', catalogue('checks: { a: { http: "http://x/", headers: { authorization: x } } }\n')],
  [other, 3, 'unknown key enw; did you mean env?', catalogue('checks: { a: { http: "http://x/", headers: { x: { enw: X } } } }\n')],
  [other, 3, '( is no regular expression', catalogue('checks: { a: { http: "http://x/", expect: { match: ( } } }\n')],
  [other, 3, 'unknown key jsn; did you mean json?', catalogue('checks: { a: { http: "http://x/", expect: { jsn: {} } } }\n')],
  [other, 3, 'redirects are followed 0 to 20 times', catalogue('checks: { a: { http: "http://x/", redirects: 99 } }\n')],
  [other, 3, 'write GET, HEAD, POST', catalogue('checks: { a: { http: "http://x/", method: "a b" } }\n')],
  [other, 3, 'other.yaml:2:1: checks stands here twice', catalogue('checks: {}\nchecks: {}\n')],
  [other, 3, '__proto__ cannot be a key', catalogue('checks: { __proto__: { tcp: "a:1" } }\n')],
  [other, 3, 'is no regular expression', catalogue('redaction: [{ name: a, pattern: "(" }]\n')],
  [other, 3, 'no check is called wbe', catalogue('checks: { web: { tcp: "a:1" } }\nservices: { s: { checks: [wbe] } }\n')],
  [other, 3, 'this inc reads version 1', catalogue('version: 2\n')],
  [other, 3, 'must be a mapping (key: value lines), not a list', catalogue('[1, 2]\n')],
  [other, 3, 'other.yaml:2:1: Flow map', catalogue('checks: {a: {tcp: "a:1"}\n')],
  // Templates
  [`${pm} own`, 78, 'own.md:2:4', template('# x\n{{ nothing }}\n')],
  [`${pm} own`, 78, 'undefined filter: shout · own.md:1:1', template('{{ incident.title | shout }}\n')],
  [`${pm} own`, 78, "there is no region 'weather' · own.md:1:1 · the regions are", template('{% region weather %}\n')],
  [`${pm} own`, 78, 'own.md:1:1', template('{% include "/etc/passwd" %}\n')],
  [`${pm} own`, 78, 'own.md:1:1', template('{% if incident.drill %}\n')],
  [`${pm} own`, 78, 'own.md:1:', template('{{ incident.constructor }}\n')],
  [`${pm} own`, 78, 'own.md', template('{% for i in (1..100000000) %}x{% endfor %}\n')],
  // Answers
  ['close --from nowhere.yaml', 66, 'there is no file'],
  ['close --from a.yaml --summary x', 64, '--summary and --from'],
  ['close --from a.yaml', 78, 'a.yaml:1:1: unknown key sumary; did you mean summary?', answers('sumary: x\n')],
  ['close --from a.yaml', 78, 'a.yaml:1:1: the file is empty', answers('')],
  ['close --from a.yaml', 78, 'a.yaml:2:1: summary stands here twice', answers('summary: a\nsummary: b\n')],
  ['close --from a.yaml', 78, '__proto__ cannot be a key', answers('__proto__: a\n')],
  ['close --from a.yaml', 64, 'too long', answers(`summary: ${'x'.repeat(70_000)}\n`)],
  ['close --action A --due soon', 64, '"soon" is not a date'],
  ['close --owner bo', 64, '--owner without an --action'],
  ['close --template nowhere', 66, "there is no template 'nowhere'"],
];

let box: Sandbox;
beforeAll(() => {
  box = sandbox();
  expect(box.inc(['init']).exit).toBe(0);
  expect(box.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
  expect(box.inc(['note', 'first']).exit).toBe(0);
});
afterAll(() => box.remove());

function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(box.work, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, name === 'p.yaml' && text.startsWith('\0') ? Buffer.from([0xff, 0xfe, 0]) : text);
  }
}

function ran(
  argv: Row[0],
  files: Readonly<Record<string, string>> = {},
): Ran & { readonly changed: boolean } {
  put(files);
  const before = treeDigest(box.home);
  const result = box.inc(typeof argv === 'string' ? argv.split(' ') : argv);
  const changed = treeDigest(box.home) !== before;
  for (const name of Object.keys(files)) rmSync(join(box.work, name));
  return { ...result, changed };
}

describe('what cannot be done', () => {
  it.each(rows.map((row) => [JSON.stringify(row[0]).slice(0, 60), row] as const))(
    '%s is said in one message with a next step, and changes nothing',
    (_, [argv, exit, says, files]) => {
      const { stdout, stderr, changed, ...result } = ran(argv, files);
      expect({ exit: result.exit, stdout, changed, stderr }).toEqual({
        exit,
        stdout: '',
        changed: false,
        stderr: expect.any(String),
      });
      const lines = stderr.trimEnd().split('\n');
      expect(lines[0]).toMatch(/^inc: \S/);
      // What follows are places, then what to type next.
      for (const line of lines.slice(1)) expect(line).toMatch(/^ {2,}\S|^\S+:\d+:\d+: /);
      expect(lines.at(-1)).toMatch(/^ {5,}\S/);
      let from = 0;
      for (const part of says.split(' · ')) {
        expect(stderr.slice(from)).toContain(part);
        from = stderr.indexOf(part, from) + part.length;
      }
    },
  );
});

const asWindowsSaves = (text: string): string => `\uFEFF${text.replaceAll('\n', '\r\n')}`;

// prettier-ignore
const taken: readonly (readonly [argv: string | readonly string[], says: string, files?: Row[3]])[] = [
  [fo, 'true', plan(asWindowsSaves(`kind: runbook\n${step}\n`))],
  ['config --config other.yaml', 'other.yaml', catalogue(asWindowsSaves('checks:\n  a: { tcp: "127.0.0.1:1" }\n'))],
  [`${pm} own`, '# The shop is down', template(asWindowsSaves('# {{ incident.title }}\n'))],
  [['open', '--no-switch', '🔥🔥🔥'], '-incident'],
  [['open', '--no-switch', '🔥'.repeat(200)], '-incident'],
  [['open', '--no-switch', '--', '-rf /'], '-rf'],
  [['open', '--no-switch', '__proto__'], '-proto'],
  [['note', '--', '--at', '-5m'], 'noted'],
];

describe('what only looks wrong', () => {
  it.each(taken.map((row) => [JSON.stringify(row[0]).slice(0, 60), row] as const))(
    '%s is taken',
    (_, [argv, says, files]) => {
      const { exit, stdout } = ran(argv, files);
      expect({ exit, stdout }).toEqual({ exit: 0, stdout: expect.stringContaining(says) });
    },
  );
});
