import { duration } from '../../core/time/duration.ts';
import type { CheckStatus } from '../../core/record/events.ts';
import { keyTimeNames } from '../../core/incident/incident-state.ts';
import { show } from '../../core/text/screen-text.ts';
import { shellWords } from '../../core/text/shell-words.ts';
import { ending, linkText } from '../../core/incident/event-text.ts';
import { plainTitle } from './todos.ts';
import { severityPaint, statusPaint, type Style } from '../style.ts';
import type { CatchupView } from '../views/incident.ts';
import { cells, hanging, padEnd } from '../wrap.ts';

/** Rows of one kind that fit on a screen beside all others; what is left out is counted. */
const shown = 5;

/** A time of today, in the zone that the last line states, has neither; any other has both. */
const clockBeside =
  (now: string) =>
  (at: string): string =>
    at.slice(0, 10) === now.slice(0, 10) && at.slice(-6) === now.slice(-6)
      ? at.slice(11, 16)
      : `${at.slice(0, 10)} ${at.slice(11, 16)} ${at.slice(-6)}`;
const rank: Readonly<Record<CheckStatus, number>> = { CRITICAL: 0, UNKNOWN: 1, WARNING: 2, OK: 3 };

function headOf(view: CatchupView, style: Style, columns: number): string {
  const { incident, title, drill, severity, phase, lasted, services } = view;
  const length = lasted.ms === null ? 'unknown' : duration(lasted.ms);
  const since = lasted.fromAt === null ? '' : ` (${lasted.from} ${show(lasted.fromAt)})`;
  const facts = [
    ...(drill ? ['DRILL'] : []),
    show(severity?.toUpperCase() ?? 'SEV?'),
    show(phase),
    `${lasted.to === 'now' ? 'for' : 'lasted'} ${length}${since}`,
    ...(services.length > 0 ? [show(services.join(', '))] : []),
  ];
  const line = hanging('', 0, facts.join('  '), columns);
  const shown = severityPaint(style, severity)(line);
  return `${style.path(incident)}\n${style.strong(hanging('', 0, show(title), columns))}\n${shown}\n`;
}

type Row = readonly [mark: string, text: string];

/** The latest are the ones to know; earlier ones are only counted. */
function latest(rows: readonly Row[]): readonly Row[] {
  const left = rows.length - shown;
  return left > 0 ? [['', `… ${left} more before: inc timeline`], ...rows.slice(-shown)] : rows;
}

/** One screen: where it stands, what is known, what was tried and how it ended, what is open, who does what. */
export function screenCatchup(view: CatchupView, style: Style, columns: number): string {
  const { keyTimes, roles, plans, commands, checks, hypotheses, questions, unfinished, todos, decisions } =
    view;
  const clock = clockBeside(view.now);
  const label = 11;
  const part = (name: string, rows: readonly Row[]): string =>
    rows
      .map(([mark, text], index) => {
        const lead = `${style.muted(padEnd(index === 0 ? name : '', label))}`;
        const word = show(mark);
        const room = label + (word === '' ? 0 : cells(word) + 2);
        const sign = word === '' ? '' : `${paintOf(mark, style)(word)}  `;
        return `${hanging(lead + sign, room, show(text), columns)}\n`;
      })
      .join('');

  const known = keyTimeNames.flatMap((name) => (keyTimes[name] ? [`${name} ${clock(keyTimes[name])}`] : []));
  const bySeverity = checks.toSorted((a, b) => rank[a.status] - rank[b.status]);
  const red = bySeverity.filter(({ status }) => status !== 'OK');
  const green = bySeverity.filter(({ status }) => status === 'OK');
  const standing = (wanted: string): readonly Row[] =>
    latest(
      hypotheses
        .filter((one) => one.standing === wanted)
        .map(({ entry, by }): Row => ['', `${entry.text}${by ? ` · ${by.text}` : ''} (${entry.id})`]),
    );
  return [
    headOf(view, style, columns),
    part('impact', [['', view.impact ?? 'not stated: inc impact …']]),
    part('times', [['', known.join(' · ')]]),
    part('roles', [
      ['', roles.map(({ role, person }) => `${role} ${person}`).join(' · ') || 'none: inc role commander'],
    ]),
    part(
      'plans',
      latest(
        plans.map(({ title, name, verdict, reason, at, summary }): Row => [
          verdict?.toUpperCase() ?? 'UNKNOWN',
          `${clock(at)} ${title || name}: ${reason}${summary ? ` · ${summary}` : ''}`,
        ]),
      ),
    ),
    part(
      'commands',
      latest(
        commands.map(({ argv, at, ms, ...how }): Row => {
          const end = ms === undefined ? 'no end recorded' : ending(how);
          return ['', `${clock(at)} ${shellWords(argv)} · ${end}`];
        }),
      ),
    ),
    part('checks', [
      ...red.map(({ check, status, summary, at }): Row => [status, `${check}: ${summary} (${clock(at)})`]),
      ...(green.length > 0
        ? [['OK', green.map(({ check, at }) => `${check} (${clock(at)})`).join(', ')] as const]
        : []),
    ]),
    part(
      'unfinished',
      latest(
        unfinished.map(({ text, at, by }): Row => ['', `${clock(at)} ${text} · ${by}, no end recorded`]),
      ),
    ),
    part(
      'decided',
      decisions.map(({ text, at, by }): Row => ['', `${clock(at)} ${text} · ${by.split('@')[0]}`]),
    ),
    part('hypotheses', standing('open')),
    part('confirmed', standing('confirmed')),
    part('ruled out', standing('ruled out')),
    part('questions', latest(questions.map(({ entry }): Row => ['', `${entry.text} (${entry.id})`]))),
    part(
      'todos',
      latest(
        todos.map(({ action, title, owner, due }): Row => [
          action,
          [plainTitle(title), owner ?? 'nobody', due].filter(Boolean).join(' · '),
        ]),
      ),
    ),
    part(
      'links',
      view.links.map((link): Row => ['', linkText(link)]),
    ),
    `${style.muted(
      hanging(
        '',
        0,
        `times without a date: ${view.now.slice(0, 10)} ${view.now.slice(-6)} · ${view.events} events, digest ${view.digest.slice(0, 12)} · all of it: inc timeline`,
        columns,
      ),
    )}\n`,
  ].join('');
}

const verdictPaints: Readonly<Record<string, 'good' | 'bad' | 'doubtful'>> = {
  VERIFIED: 'good',
  FAILED: 'bad',
  'NEEDS A HUMAN': 'bad',
  UNVERIFIED: 'bad',
  'ROLLED BACK': 'doubtful',
};

function paintOf(mark: string, style: Style): (text: string) => string {
  const verdict = verdictPaints[mark];
  if (verdict) return style[verdict];
  return Object.hasOwn(rank, mark) ? statusPaint(style, mark as CheckStatus) : style.muted;
}
