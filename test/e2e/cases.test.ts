import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, section, squeezed, tables } from '../support/markdown-tree.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

interface Row {
  readonly at: string;
  readonly text: string;
  readonly phase?: string;
  readonly range_end?: string;
}

/** An incident that happened to others, with the durations that their report states. */
interface Case {
  readonly slug: string;
  readonly source_title: string;
  readonly timezone: string;
  readonly severity_guess: string;
  readonly started_at: string;
  readonly detected_at: string | null;
  readonly resolved_at: string;
  readonly entries: readonly Row[];
  readonly stated?: Readonly<Record<string, string>>;
  readonly expected_minutes_start_to_resolved: number;
  readonly expected_minutes_start_to_detected?: number;
}

interface Shown {
  readonly durations: readonly { readonly name: string; readonly ms: number | null }[];
}

const folder = join(import.meta.dirname, '../fixtures/cases');
const cases = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Case);
const zones = ['America/Los_Angeles', 'Europe/London', 'UTC'];

/** As a person in that zone would type it. */
const local = (at: string): string => at.slice(0, 16).replace('T', ' ');
const zoneOf = ({ timezone }: Case): string =>
  zones.find((zone) => timezone.includes(zone)) ?? 'no such zone';

function commandFor({ at, text, phase, range_end: until }: Row): string[] {
  const when = ['--at', local(at), ...(until ? ['--until', local(until)] : [])];
  if (phase === 'mitigate' || phase === 'resolve') return [phase, text, ...when];
  return ['note', text, ...when, ...(phase === 'decision' ? ['--kind', 'decision'] : [])];
}

function replay(box: Sandbox, given: Case): string {
  const run = (args: readonly string[]): string => {
    const { exit, stdout, stderr } = box.inc(args);
    expect({ args, exit, stderr: exit === 0 ? '' : stderr }).toEqual({ args, exit: 0, stderr: '' });
    return stdout;
  };
  const declared =
    given.entries.find(({ phase }) => phase === 'declare')?.at ?? given.detected_at ?? given.started_at;
  const { incident } = JSON.parse(
    run([
      'open',
      given.source_title,
      '--tz',
      zoneOf(given),
      '--sev',
      given.severity_guess.replace('SEV', ''),
      '--at',
      local(declared),
      '--started',
      local(given.started_at),
      ...(given.detected_at ? ['--detected', local(given.detected_at)] : []),
      '--json',
    ]),
  ) as { incident: string };
  for (const row of given.entries) run(commandFor(row));
  return incident;
}

/** `84 minutes`, `3h 8m`. */
const statedMinutes = (text: string): number => {
  const [, hours, minutes] = /^(?:(\d+) ?h)? ?(?:(\d+) ?m)?/.exec(text) ?? [];
  return Number(hours ?? 0) * 60 + Number(minutes ?? 0);
};

const durationNames: Readonly<Record<string, string>> = {
  time_to_detection: 'TTD',
  time_to_repair: 'TTM',
  time_to_recovery: 'TTR',
  time_to_resolve: 'TTR',
};

/** What the durations shown have against those that the source states; nothing when they agree. */
function differences(given: Case, shown: Shown): string[] {
  const expected: (readonly [string, number | null])[] = [
    ['TTR', given.expected_minutes_start_to_resolved],
    ['TTD', given.expected_minutes_start_to_detected ?? null],
    ...Object.entries(given.stated ?? {}).map(
      ([name, text]) => [durationNames[name] ?? name, statedMinutes(text)] as const,
    ),
  ];
  return expected.flatMap(([name, minutes]) => {
    const ms = shown.durations.find((duration) => duration.name === name)?.ms;
    return ms === (minutes === null ? null : minutes * 60_000)
      ? []
      : [`${name} is ${ms} ms, not ${minutes} min`];
  });
}

const show = (box: Sandbox, incident: string): Shown =>
  JSON.parse(box.inc(['show', incident, '--json']).stdout) as Shown;

it('knows the eight cases', () => {
  expect(cases).toHaveLength(8);
  expect(cases.map(zoneOf)).not.toContain('no such zone');
  expect(cases.filter(({ stated }) => stated)).toHaveLength(2);
});

describe.each(cases.map((given) => [given.slug, given] as const))('%s', (_, given) => {
  const box = sandbox();
  let incident = '';
  beforeAll(() => {
    incident = replay(box, given);
  });
  afterAll(() => box.remove());

  it('has the durations that its source states', () => {
    expect(differences(given, show(box, incident))).toEqual([]);
  });

  it('has every row by when it happened, those of one minute as they were entered', () => {
    const { entries } = JSON.parse(box.inc(['timeline', '-i', incident, '--json']).stdout) as {
      entries: { at: string; text: string; kind: string; until?: string }[];
    };
    const wanted = given.entries
      .map(({ at, text, range_end: until }) => ({
        ms: Date.parse(at),
        text,
        until: until && Date.parse(until),
      }))
      .toSorted((a, b) => a.ms - b.ms);
    expect(
      entries
        .filter(({ kind }) => kind !== 'opened')
        .map(({ at, text, until }) => ({ ms: Date.parse(at), text, until: until && Date.parse(until) })),
    ).toEqual(wanted);
  });

  it('gives a post-mortem whose rows say the same, with date and offset', () => {
    const { stdout } = box.inc(['postmortem', 'build', '-i', incident, '-o', '-']);
    const [table = []] = tables(section(parse(stdout), 'Timeline'));
    for (const { at, text, range_end: until } of given.entries) {
      const offset = at.slice(19);
      const when = `${local(at)}${until ? `–${local(until).slice(11)}` : ''} ${offset}`;
      expect(table).toContainEqual([when, expect.stringContaining(squeezed(text)), 'alice']);
    }
    expect(table).toHaveLength(given.entries.length + 2);
  });
});

describe('the comparison', () => {
  const given = cases.find(({ slug }) => slug.startsWith('dfds')) as Case;
  const minuteLater = (at: string): string =>
    new Date(Date.parse(at) + 60_000).toISOString().replace('.000Z', '+00:00');

  it.each<[string, Partial<Case>, string[]]>([
    ['nothing', {}, []],
    ['detection', { detected_at: minuteLater(given.detected_at ?? '') }, ['TTD', 'TTD']],
    ['the start', { started_at: minuteLater(given.started_at) }, ['TTR', 'TTD', 'TTD', 'TTR']],
    [
      'the row that resolves',
      {
        entries: given.entries.map((row) =>
          row.phase === 'resolve' ? { ...row, at: minuteLater(row.at) } : row,
        ),
      },
      ['TTR', 'TTR'],
    ],
  ])('sees one minute: %s moved', (_, moved, names) => {
    const box = sandbox();
    try {
      const shown = show(box, replay(box, { ...given, ...moved }));
      expect(differences(given, shown).map((text) => text.slice(0, 3))).toEqual(names);
    } finally {
      box.remove();
    }
  });
});
