import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, sandbox, type Ran, type Sandbox } from './sandbox.ts';
import { spawn } from 'node:child_process';
import { ended } from './sandbox.ts';

/** The files of a record that two users of a machine wrote, ana the first lines, bo the rest but for the last line. */
interface Record {
  readonly log: string;
  readonly ana: string;
  readonly bo: string;
  readonly spool: string;
}

export const texts = ['one', 'two', 'three', 'four', 'five', 'six'];

/** Opens an incident and notes one, two, three (ana), four, five (bo), six (ana). */
export function recordOfTwo(): Sandbox {
  const machine = sandbox();
  const bo = { XDG_STATE_HOME: join(machine.home, 'state-bo'), INC_USER: 'bo' };
  const run = (args: readonly string[], env = {}): void => {
    const { exit, stderr } = machine.inc(args, { env });
    if (exit !== 0) throw new Error(`inc ${args.join(' ')}: ${exit} ${stderr}`);
  };
  run(['open', 'The shop is down', '--tz', 'UTC']);
  for (const text of texts) run(['note', text], text.startsWith('f') ? bo : {});
  return machine;
}

/** Where the record of a machine, or of a copy of it, stands. */
function placesOf(home: string, incident: string): Record {
  const log = join(home, 'store/incidents', incident, 'log');
  const own = readFileSync(join(home, 'state/inc/replica'), 'utf8').slice(0, 8);
  const other = readdirSync(log).find((name) => name !== `${own}.jsonl`) ?? '';
  return {
    log,
    ana: join(log, `${own}.jsonl`),
    bo: join(log, other),
    spool: join(home, 'state/inc/spool', incident),
  };
}

const linesIn = (file: string): string[] => readFileSync(file, 'latin1').split('\n').slice(0, -1);
const put = (file: string, lines: readonly string[]): void =>
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''), 'latin1');
/** Lines are counted from 1, as `verify` counts them. */
const line = (file: string, number: number, change: (line: string) => readonly string[]): void =>
  put(
    file,
    linesIn(file).flatMap((each, index) => (index === number - 1 ? change(each) : [each])),
  );
const bytes = (file: string, change: (bytes: Buffer) => readonly Buffer[]): void => {
  writeFileSync(file, Buffer.concat(change(readFileSync(file))));
};

/** The line with the hash that its bytes ask for: what somebody would do who edits history. */
function rehashed(text: string): string {
  const body = text.slice(0, text.lastIndexOf(',"hash":"'));
  return `${body},"hash":"${createHash('sha256').update(body, 'latin1').digest('hex')}"}`;
}

/** What was done to the record, and what everybody must see of it. */
export interface Tampering {
  readonly what: string;
  readonly change: (record: Record) => void;
  /** Notes that can no longer be read. */
  readonly lost: readonly string[];
  /** `FILE:LINE kind promise`, the file by whose it is; the record as a whole is `:0`. */
  readonly damage: readonly string[];
  /** Only an earlier digest brings it to light. */
  readonly cut?: true;
  /** No line of it is left out, so that only `verify` says it. */
  readonly unread?: true;
}

const tail = ['three', 'four', 'five', 'six'];

export const tamperings: readonly Tampering[] = [
  {
    what: 'a damaged byte of a text',
    change: ({ ana }) => line(ana, 3, (text) => [text.replace('"two"', '"twp"')]),
    lost: ['two'],
    damage: ['ana:3 bad-hash R8', 'ana:4 missing-parent R8'],
  },
  {
    what: 'a damaged byte of a hash',
    change: ({ ana }) => line(ana, 3, (text) => [`${text.slice(0, -3)}${text.at(-3) === '0' ? '1' : '0'}"}`]),
    lost: ['two'],
    damage: ['ana:3 bad-hash R8', 'ana:4 missing-parent R8'],
  },
  {
    what: 'a damaged byte of the beginning of a line',
    change: ({ ana }) => line(ana, 3, (text) => [text.replace('{"v"', '{"w"')]),
    lost: ['two'],
    damage: ['ana:3 bad-hash R8', 'ana:4 missing-parent R8'],
  },
  {
    what: 'a byte that is no UTF-8',
    change: ({ ana }) => line(ana, 3, (text) => [text.replace('two', 't\xffo')]),
    lost: ['two'],
    damage: ['ana:3 not-utf8 R3', 'ana:4 missing-parent R8'],
  },
  {
    what: 'a damaged line feed',
    change: ({ ana }) =>
      bytes(ana, (all) => [Buffer.from(all.toString('latin1').replace('}\n', '}\v'), 'latin1')]),
    lost: ['one'],
    damage: [':0 no-opening R8', 'ana:1 bad-hash R8', 'ana:2 missing-parent R8'],
  },
  {
    what: 'a deleted line',
    change: ({ ana }) => line(ana, 3, () => []),
    lost: ['two'],
    damage: ['ana:3 missing-parent R8'],
  },
  {
    what: 'the deleted beginning',
    change: ({ ana }) => line(ana, 1, () => []),
    lost: [],
    damage: [':0 no-opening R8', 'ana:1 missing-parent R8'],
  },
  {
    what: 'two swapped lines',
    change: ({ ana }) => put(ana, linesIn(ana).toSorted().toReversed()),
    lost: [],
    damage: [],
  },
  {
    what: 'a duplicated line',
    change: ({ ana }) => line(ana, 2, (text) => [text, text, text]),
    lost: [],
    damage: [],
  },
  {
    what: 'a truncated inner line',
    change: ({ ana }) => line(ana, 3, (text) => [text.slice(0, 200)]),
    lost: ['two'],
    damage: ['ana:3 fragment R1', 'ana:4 missing-parent R8'],
  },
  {
    what: 'a truncated file',
    change: ({ bo }) => bytes(bo, (all) => [all.subarray(0, -100)]),
    lost: ['five'],
    damage: ['ana:5 missing-parent R8', 'bo:2 torn-tail R1'],
  },
  {
    what: 'lines converted to CRLF',
    change: ({ bo }) =>
      put(
        bo,
        linesIn(bo).map((text) => `${text}\r`),
      ),
    lost: ['four', 'five'],
    damage: ['ana:5 missing-parent R8', 'bo:1 bad-envelope R3', 'bo:2 bad-envelope R3'],
  },
  {
    what: 'a wholly deleted file',
    change: ({ bo }) => rmSync(bo),
    lost: ['four', 'five'],
    damage: ['ana:5 missing-parent R8'],
  },
  {
    what: 'an emptied file',
    change: ({ bo }) => writeFileSync(bo, ''),
    lost: ['four', 'five'],
    damage: ['ana:5 missing-parent R8'],
  },
  {
    what: 'a run of zeros at the end',
    change: ({ ana }) => bytes(ana, (all) => [all, Buffer.alloc(4096)]),
    lost: [],
    damage: ['ana:6 zero-filled R2'],
  },
  {
    what: 'a run of zeros longer than a line',
    change: ({ ana }) => bytes(ana, (all) => [all, Buffer.alloc(200_000)]),
    lost: [],
    damage: ['ana:6 zero-filled R2'],
  },
  {
    what: 'a line overwritten with zeros',
    change: ({ ana }) => line(ana, 3, (text) => ['\0'.repeat(text.length)]),
    lost: ['two'],
    damage: ['ana:3 zero-filled R2', 'ana:4 missing-parent R8'],
  },
  {
    what: 'a line too long to be one',
    change: ({ ana }) => line(ana, 5, (text) => ['x'.repeat(70_000), text]),
    lost: [],
    damage: ['ana:5 oversized R3'],
  },
  {
    what: 'an edited inner line with a hash of its own',
    change: ({ ana }) => line(ana, 3, (text) => [rehashed(text.replace('"two"', '"2"'))]),
    lost: ['two'],
    damage: ['ana:4 missing-parent R8'],
  },
  {
    what: 'another event under the same id',
    change: ({ ana }) => line(ana, 3, (text) => [text, rehashed(text.replace('"two"', '"2"'))]),
    lost: [],
    damage: ['ana:4 id-reused R8'],
    unread: true,
  },
  {
    what: 'a second beginning',
    change: ({ ana }) =>
      line(ana, 5, (text) => [
        text,
        rehashed(
          text
            .replace(/"parents":\[[^\]]*\]/, '"parents":[]')
            .replace(/"id":"\w/, '"id":"1')
            .replace('"six"', '"another"'),
        ),
      ]),
    lost: [],
    damage: ['ana:6 extra-root R6'],
  },
  {
    what: 'the newest line cut off',
    change: ({ ana }) => line(ana, 5, () => []),
    lost: ['six'],
    damage: [],
    cut: true,
  },
  {
    what: 'the newest line edited, with a hash of its own',
    change: ({ ana }) => line(ana, 5, (text) => [rehashed(text.replace('"six"', '"6"'))]),
    lost: ['six'],
    damage: [],
    cut: true,
  },
  {
    what: 'all lines but the first cut off',
    change: ({ ana, bo }) => {
      put(ana, linesIn(ana).slice(0, 1));
      rmSync(bo);
    },
    lost: ['one', 'two', ...tail],
    damage: [],
    cut: true,
  },
  {
    what: 'a link in the place of a file',
    change: ({ log, bo }) => {
      renameSync(bo, join(log, '../elsewhere'));
      symlinkSync('../elsewhere', bo);
    },
    lost: ['four', 'five'],
    damage: ['ana:5 missing-parent R8', 'bo:0 not-a-file R8'],
  },
  {
    what: 'a folder in the place of a file',
    change: ({ bo }) => {
      rmSync(bo);
      mkdirSync(bo);
    },
    lost: ['four', 'five'],
    damage: ['ana:5 missing-parent R8', 'bo:0 not-a-file R8'],
  },
  {
    what: 'strange lines: a JSON of something else, a lone brace, blank lines',
    change: ({ ana }) =>
      line(ana, 5, (text) => ['', rehashed('{"v":1,"id":"x","parents":[],"hash":""}'), '{', '', text]),
    lost: [],
    damage: ['ana:6 bad-envelope R3', 'ana:7 fragment R1'],
  },
];

interface Seen {
  readonly damage: readonly string[];
  readonly exit: number | null;
  readonly notes: readonly string[];
  readonly readExit: number | null;
  readonly digest: string;
}

interface Verified {
  readonly digest: string;
  readonly damage: readonly {
    readonly kind: string;
    readonly file: string;
    readonly line: number;
    readonly promise: string;
  }[];
}

/** A copy of a machine, on which the real program runs. */
export interface Copy {
  readonly record: Record;
  readonly inc: (args: readonly string[]) => Promise<Ran>;
  /** What `inc timeline` shows, and how it ends. */
  readonly notes: () => Promise<{ readonly notes: readonly string[]; readonly exit: number | null }>;
  readonly seen: () => Promise<Seen>;
  readonly remove: () => void;
}

export function copyOf(machine: Sandbox, name: string): Copy {
  const home = join(machine.home, 'copies', name);
  for (const folder of ['store', 'state'])
    cpSync(join(machine.home, folder), join(home, folder), { recursive: true, verbatimSymlinks: true });
  const env = {
    ...machine.env,
    INC_HOME: join(home, 'store'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
  const inc = (args: readonly string[]): Promise<Ran> =>
    ended(
      spawn(process.execPath, [bin, ...args], { cwd: machine.work, env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  const record = placesOf(home, machine.incident());
  const owner = (file: string): string =>
    record.ana.endsWith(`/${file}`) ? 'ana' : record.bo.endsWith(`/${file}`) ? 'bo' : file;
  const notes = async (): Promise<{ notes: string[]; exit: number | null }> => {
    const { stdout, exit } = await inc(['timeline', '--json']);
    const { entries } = JSON.parse(stdout) as { entries: { kind: string; text: string }[] };
    return { notes: entries.filter(({ kind }) => kind === 'note').map(({ text }) => text), exit };
  };
  return {
    record,
    inc,
    notes,
    async seen() {
      const [verified, read] = await Promise.all([inc(['verify', '--json']), notes()]);
      const { digest, damage } = JSON.parse(verified.stdout) as Verified;
      return {
        digest,
        damage: damage
          .map(({ kind, file, line: at, promise }) => `${file && owner(file)}:${at} ${kind} ${promise}`)
          .toSorted(),
        exit: verified.exit,
        notes: read.notes,
        readExit: read.exit,
      };
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
