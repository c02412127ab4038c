import { correctionsOf } from '../core/incident/corrections.ts';
import { headsFold } from '../core/record/dag.ts';
import { together } from '../core/incident/fold.ts';
import { incidentFold } from '../core/incident/incident.ts';
import type { Incident } from '../core/incident/incident-state.ts';
import type { World } from '../core/ports/ports.ts';
import { hypothesesIn, questionsIn } from '../core/incident/standing.ts';
import { timedRows } from '../core/incident/timed-rows.ts';
import { timelineFold } from '../core/incident/timeline.ts';
import type { Entry } from '../core/incident/entry.ts';
import { rfc3339 } from '../core/time/zone.ts';
import type { CatchupView } from '../render/views/incident.ts';
import type { Input, Outcome } from './command.ts';
import { chosenIncident, digestOf } from './reading.ts';

const lastDecisions = 3;

/** From when the impact started, else from the declaration; to its end once it is over. */
function lastedOf({ phase, keyTimes }: Incident, now: string): CatchupView['lasted'] {
  const from = keyTimes.started === undefined ? 'declared' : 'started';
  const fromAt = keyTimes[from] ?? null;
  const over = phase === 'resolved' || phase === 'closed';
  const end = (['resolved', 'closed'] as const).find((name) => over && keyTimes[name] !== undefined);
  const toAt = (end && keyTimes[end]) ?? now;
  const ms = fromAt === null ? NaN : Date.parse(toAt) - Date.parse(fromAt);
  return { ms: ms >= 0 ? ms : null, from, fromAt, to: end ?? 'now', toAt };
}

function lastChecks({ checks }: Incident): CatchupView['checks'] {
  const last = new Map<string, CatchupView['checks'][number]>();
  for (const { check, status, summary, at } of checks) {
    // Put at the end again: the order is that of the last answers.
    last.delete(check);
    last.set(check, { check, status, summary, at });
  }
  return [...last.values()];
}

/** Rows that the screen is made of: they are few, whatever the record's length. */
const isTold = ({ kind, re, result }: Entry): boolean =>
  re !== undefined || result === 'unknown' || ['hypothesis', 'question', 'decision'].includes(kind);

/** `inc catchup`: one screen for somebody who joins now. */
export async function catchup(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'catchup');
  const { state, heads, entries } = await world.journal.fold(incident, (early) => {
    const corrections = correctionsOf(early);
    return together({
      state: incidentFold(corrections),
      heads: headsFold(),
      entries: timelineFold(early, timedRows(isTold), { corrections }),
    });
  });
  const { title, zone, drill, phase, severity, services, keyTimes, impacts, roles } = state;
  const { plans, commands, actions, links, events } = state;
  const started = world.clock.started;
  const now = rfc3339(started, world.zones.offset(zone, started));
  const view: CatchupView = {
    kind: 'catchup',
    now,
    incident,
    title,
    zone,
    drill,
    phase,
    severity: severity ?? null,
    services,
    lasted: lastedOf(state, now),
    impact: impacts.at(-1)?.text ?? null,
    keyTimes,
    roles,
    plans,
    commands,
    checks: lastChecks(state),
    hypotheses: hypothesesIn(entries),
    questions: questionsIn(entries).filter(({ answer }) => answer === undefined),
    unfinished: entries.filter(({ result }) => result === 'unknown'),
    todos: actions.filter((item) => item.state === 'open'),
    decisions: entries.filter(({ kind }) => kind === 'decision').slice(-lastDecisions),
    links,
    events,
    digest: digestOf(heads),
  };
  return { view, verdict: 'ok' };
}
