import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { seal, type Recorded } from '../../src/core/record/envelope.ts';
import type { Happening } from '../../src/core/record/events.ts';
import type { Journal } from '../../src/core/ports/record-ports.ts';
import { tickOf } from '../../src/core/record/ulid.ts';
import { appenderAt } from '../../src/io/record/appender.ts';
import { journalAt } from '../../src/io/record/journal.ts';

const machines = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'] as const;
const incident = '2024-11-22-web';
const day = 86_400_000;
const begin = Date.UTC(2024, 10, 22, 13, 31);

/** Something that happens to machines that do not see one another: a note after a step of the clock, or copied lines. */
export type Act =
  | { readonly kind: 'note'; readonly on: number; readonly step: number }
  | { readonly kind: 'pull'; readonly on: number; readonly from: number; readonly shuffle: number }
  /** A peer whose clock stands at the end of time. */
  | { readonly kind: 'poison'; readonly on: number };

const machine = fc.nat(machines.length - 1);
const step = fc.oneof(
  fc.integer({ min: 0, max: 60_000 }),
  fc.integer({ min: -3_600_000, max: 3_600_000 }),
  fc.integer({ min: -30 * day, max: 30 * day }),
);

export const acts = (maxLength: number): fc.Arbitrary<Act[]> =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('note' as const), on: machine, step }) },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('pull' as const),
          on: machine,
          from: machine,
          shuffle: fc.nat(),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('poison' as const), on: machine }) },
    ),
    { minLength: 1, maxLength, size: 'max' },
  );

interface Machine {
  readonly log: string;
  readonly journal: Journal;
  clock: number;
}

function machineIn(home: string, name: string): Machine {
  const store = join(home, name);
  const log = join(store, 'incidents', incident, 'log');
  const parts = {
    store,
    state: join(home, `state-${name}`),
    replica: () => Promise.resolve(name),
    by: `${name}@machine`,
    now: () => made.clock,
    offset: () => 0,
    random: (bytes: number) => Uint8Array.from({ length: bytes }, () => Math.floor(Math.random() * 256)),
    redact: (_: string | undefined, happenings: readonly Happening[]) =>
      Promise.resolve({ happenings, count: 0 }),
  };
  const made: Machine = { log, clock: begin, journal: journalAt(parts, appenderAt(parts)) };
  return made;
}

const linesOf = (log: string, name: string): string[] =>
  readFileSync(join(log, name), 'utf8').split('\n').filter(Boolean);

/** Any order, by a number. */
function shuffled<T>(items: readonly T[], by: number): T[] {
  const left = [...items];
  let dice = by + 1;
  return items.map(() => {
    dice = (dice * 48_271) % 2_147_483_647;
    return left.splice(dice % left.length, 1)[0] as T;
  });
}

/** Copies what `to` lacks, file by file, in another order; some of it twice. */
function pull(to: string, from: string, by: number): void {
  mkdirSync(to, { recursive: true });
  for (const name of shuffled(readdirSync(from), by)) {
    const here = readdirSync(to).includes(name) ? linesOf(to, name) : [];
    const known = new Set(here);
    const missing = shuffled(
      linesOf(from, name).filter((line) => !known.has(line)),
      by,
    );
    writeFileSync(
      join(to, name),
      [...here, ...missing, ...missing.slice(0, by % 3)].map((line) => `${line}\n`).join(''),
    );
  }
}

function poison({ log }: Machine, on: number, heads: readonly Recorded[], nth: number): void {
  const name = `zzzzzzz${on}.jsonl`;
  const { line } = seal(
    {
      v: 1,
      id: `7ZZZZZZZZZZZZZZZZZZZZZZZ${String(nth).padStart(2, '0')}`,
      parents: heads.slice(-1).map(({ hash }) => hash),
      rec: '2024-11-22T13:31:00.000Z',
      rep: `zzzzzzz${on}`,
      by: 'peer@elsewhere',
      at: '2024-11-22T13:31:00.000Z',
    },
    { type: 'note.added', data: { kind: 'note', text: `from the end of time ${heads.length}`, tags: [] } },
  );
  const here = readdirSync(log).includes(name) ? linesOf(log, name) : [];
  writeFileSync(join(log, name), [...here, line].map((each) => `${each}\n`).join(''));
}

/** Lets it all happen, joins everybody with everybody in several ways, and says what is not as promised. */
export async function diverged(happenings: readonly Act[], joins: number): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), 'inc-diverging-'));
  const broken: string[] = [];
  try {
    const all = machines.map((name) => machineIn(home, name));
    const [first] = all as [Machine];
    await first.journal.open(incident, {
      type: 'incident.opened',
      data: { title: 'Web', services: [], zone: 'UTC' },
    });
    for (const { log } of all.slice(1)) pull(log, first.log, 0);
    const written = new Set<string>();
    let poisons = 0;
    for (const act of happenings) {
      const on = all[act.on] as Machine;
      if (act.kind === 'pull') {
        if (act.from !== act.on) pull(on.log, (all[act.from] as Machine).log, act.shuffle);
        continue;
      }
      if (act.kind === 'poison') {
        poison(on, act.on, await on.journal.read(incident), poisons++);
        continue;
      }
      on.clock = Math.max(0, on.clock + act.step);
      const { events } = await on.journal.append(incident, [
        { type: 'note.added', data: { kind: 'note', text: `note ${written.size}`, tags: [] } },
      ]);
      for (const { id, hash } of events) {
        written.add(hash);
        const ahead = (tickOf(id)?.ms ?? Infinity) - on.clock;
        if (ahead > day) broken.push(`R7: a peer's clock dragged ours along by ${ahead} ms`);
      }
    }
    const orders = new Set<string>();
    const digests = new Set<string>();
    for (let attempt = 0; attempt < joins; attempt++) {
      const joined = machineIn(home, `joined-${attempt}`);
      for (let again = 0; again <= attempt % 2; again++)
        for (const { log } of shuffled(all, attempt * 7 + again)) pull(joined.log, log, attempt * 31 + again);
      const record = await joined.journal.read(incident);
      const { digest, damage } = await joined.journal.verify(incident);
      digests.add(digest);
      orders.add(record.map(({ hash }) => hash).join(' '));
      const place = new Map(record.map(({ hash }, index) => [hash, index]));
      for (const [index, { parents }] of record.entries()) {
        if (parents.some((parent) => !((place.get(parent) ?? Infinity) < index)))
          broken.push('R7: an event stands before what it refers to');
      }
      for (const hash of written) if (!place.has(hash)) broken.push(`R6: lost in joining: ${hash}`);
      for (const { kind, level } of damage) if (level === 'error') broken.push(`R6: verify: ${kind}`);
    }
    if (digests.size !== 1) broken.push(`R6: ${digests.size} digests of one record`);
    if (orders.size !== 1) broken.push(`R6: ${orders.size} orders of one record`);
    return broken;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
