import type { Sandbox } from '../support/sandbox.ts';

interface Verified {
  readonly events: number;
  readonly forks: number;
  readonly damage: readonly {
    readonly kind: string;
    readonly level: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly counts: Readonly<Record<string, number>>;
}

export interface Judged {
  readonly counts: Record<string, number>;
  readonly violations: string[];
}

/** Holds the record against what its writers were told: everything acknowledged is there, once, and nothing else. */
export function judge(
  machine: Pick<Sandbox, 'inc'>,
  incident: string,
  acknowledged: ReadonlySet<string>,
  tried: ReadonlySet<string>,
): Judged {
  const verified = machine.inc(['verify', '-i', incident, '--json']);
  const timeline = machine.inc(['timeline', '-i', incident, '--json']);
  if (verified.stdout === '' || timeline.stdout === '')
    return { counts: {}, violations: [`the record cannot be read: ${verified.stderr}${timeline.stderr}`] };
  const { events, forks, damage, counts } = JSON.parse(verified.stdout) as Verified;
  const { entries } = JSON.parse(timeline.stdout) as { entries: { kind: string; text: string }[] };
  const notes = entries.filter(({ kind }) => kind === 'note').map(({ text }) => text);
  const present = new Set(notes);
  const lost = [...acknowledged].filter((text) => !present.has(text));
  const wrong = notes.filter((text) => !tried.has(text));
  const errors = damage.filter(({ level }) => level === 'error');
  const unasked = [...present].filter((text) => !acknowledged.has(text)).length;
  return {
    counts: {
      acknowledged: acknowledged.size,
      'acknowledged and lost': lost.length,
      'wrong texts': wrong.length,
      twice: notes.length - present.size,
      'there, never acknowledged': unasked,
      events,
      forks,
      ...Object.fromEntries(Object.entries(counts).map(([kind, count]) => [`verify: ${kind}`, count])),
    },
    violations: [
      ...lost.map((text) => `R1: acknowledged and lost: ${text}`),
      ...wrong.map((text) => `R3: nobody wrote: ${JSON.stringify(text)}`),
      ...(notes.length > present.size ? [`R3: ${notes.length - present.size} texts are there twice`] : []),
      ...errors.map(({ kind, file, line }) => `verify: ${kind} ${file}:${line}`),
      ...(verified.exit === 0 ? [] : [`verify ended with ${verified.exit}`]),
    ],
  };
}
