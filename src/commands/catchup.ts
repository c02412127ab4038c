import { incidentOf, type Incident } from '../core/incident.ts';
import type { World } from '../core/ports.ts';
import { hypothesesIn, questionsIn } from '../core/standing.ts';
import { byTime, timeline } from '../core/timeline.ts';
import { rfc3339 } from '../core/zone.ts';
import type { CatchupView } from '../render/view.ts';
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

/** `inc catchup`: one screen for somebody who joins now. */
export async function catchup(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'catchup');
  const record = await world.journal.read(incident);
  const state = incidentOf(record);
  const entries = byTime(timeline(record));
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
    digest: digestOf(record),
  };
  return { view, verdict: 'ok' };
}
