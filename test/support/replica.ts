import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Recorded } from '../../src/core/record/envelope.ts';
import type { Event, Happening } from '../../src/core/record/events.ts';
import type { Damage, Journal, Receipt, Verification } from '../../src/core/ports/record-ports.ts';
import { appenderAt } from '../../src/io/record/appender.ts';
import { journalAt } from '../../src/io/record/journal.ts';
import { randomBytes } from '../../src/io/random.ts';

/** The journal of one machine on a real folder, with a clock that the test sets. */
export interface Replica {
  readonly home: string;
  readonly store: string;
  readonly state: string;
  readonly journal: Journal;
  /** The one incident that `open` made. */
  readonly incident: string;
  readonly log: string;
  /** This machine's own file of the record. */
  readonly file: string;
  clock: number;
  note(text: string): Promise<Receipt>;
  texts(): Promise<string[]>;
  verify(...anchors: readonly string[]): Promise<Verification>;
  /** What `verify` finds, by kind. */
  damage(): Promise<string[]>;
  errors(): Promise<Damage[]>;
  lines(): string[];
  /** Another machine on the same store. */
  other(name: string): Replica;
  remove(): void;
}

export const noteOf = (text: string): Happening => ({
  type: 'note.added',
  data: { kind: 'note', text, tags: [] },
});

export const textOf = ({ data }: Event | Recorded): string => ('text' in data ? (data.text ?? '') : '');

function replicaAt(home: string, name: string, incident: string, clock: number): Replica {
  const [store, state] = [join(home, 'store'), join(home, `state-${name}`)];
  const parts = {
    store,
    state,
    replica: () => Promise.resolve(name),
    by: `${name}@machine`,
    now: () => replica.clock++,
    offset: () => 0,
    random: randomBytes,
    redact: (_: string | undefined, happenings: readonly Happening[]) =>
      Promise.resolve({ happenings, count: 0 }),
  };
  const journal = journalAt(parts, appenderAt(parts));
  const log = join(store, 'incidents', incident, 'log');
  const file = join(log, `${name}.jsonl`);
  const replica: Replica = {
    home,
    store,
    state,
    journal,
    incident,
    log,
    file,
    clock,
    note: (text) => journal.append(incident, [noteOf(text)]),
    async texts() {
      return (await journal.read(incident)).filter(({ type }) => type === 'note.added').map(textOf);
    },
    verify: (...anchors) => journal.verify(incident, anchors),
    async damage() {
      return (await journal.verify(incident)).damage.map(({ kind }) => kind);
    },
    async errors() {
      return (await journal.verify(incident)).damage.filter(({ level }) => level === 'error');
    },
    lines: () => readFileSync(file, 'latin1').split('\n').slice(0, -1),
    other: (another) => replicaAt(home, another, incident, replica.clock),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
  return replica;
}

/** A new machine with one incident, opened at 2024-11-22 13:31 UTC. */
export async function newReplica(): Promise<Replica> {
  const home = mkdtempSync(join(tmpdir(), 'inc-replica-'));
  const incident = '2024-11-22-web';
  const replica = replicaAt(home, 'aaaaaaaa', incident, Date.UTC(2024, 10, 22, 13, 31));
  await replica.journal.open(incident, {
    type: 'incident.opened',
    data: { title: 'Web tier answers 5xx', services: ['web'], zone: 'UTC' },
  });
  return replica;
}

/** Rewrites a file by its lines, without the last line feed. */
export function rewrite(file: string, change: (lines: string[]) => readonly string[]): void {
  const lines = readFileSync(file, 'latin1').split('\n').slice(0, -1);
  writeFileSync(
    file,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
    'latin1',
  );
}

export const filesIn = (folder: string): string[] => readdirSync(folder).toSorted();
