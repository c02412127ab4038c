import { duration } from '../../core/time/duration.ts';
import { show } from '../../core/text/screen-text.ts';
import type { CardView, IncidentView } from '../views/incident.ts';
import { daysOf } from './timeline.ts';
import { severityPaint, type Style } from '../style.ts';
import { titleLine } from '../title-line.ts';
import { hanging, padEnd } from '../wrap.ts';

export const severityText = (severity: string | null): string => severity?.toUpperCase() ?? 'SEV?';

export function heading(view: IncidentView, style: Style, columns: number): string {
  const severity = severityPaint(style, view.severity)(severityText(view.severity));
  return `${titleLine(view, style, columns)}\n${view.drill ? 'DRILL  ' : ''}${severity}  ${style.strong(view.phase)}`;
}

const span = (from: string | undefined, to: string): string =>
  from === undefined ? 'unknown' : duration(Math.max(0, Date.parse(to) - Date.parse(from)));

/** One screen: what it is, how bad, how long, who, what last happened, what is unknown, what to do next. */
export function screenCard(view: CardView, style: Style, columns: number): string {
  const { incident, now, latest, unknown, otherOpen } = view;
  if (!incident)
    return 'No incident is open.\n  open one: inc open "what is wrong" --sev 2\n  help:     inc --help\n';
  const { keyTimes, roles, impacts, zone } = incident;
  const since =
    incident.phase === 'closed' || incident.phase === 'resolved' ? (keyTimes.resolved ?? now) : now;
  const rows: (readonly [string, string])[] = [
    ['impact', impacts.at(-1)?.text ?? 'not stated: inc impact …'],
    [
      'roles',
      roles.length
        ? roles.map(({ role, person }) => `${role} ${person}`).join(', ')
        : 'none: inc role commander',
    ],
    ['events', `${incident.events}, digest ${incident.digest.slice(0, 12)}`],
  ];
  const lines = rows.map(([name, text]) =>
    hanging(`  ${style.muted(padEnd(name, 8))}`, 10, show(text), columns),
  );
  const alarms = unknown.map((entry) =>
    hanging(
      `  ${style.doubtful('unknown ')}`,
      10,
      `${show(entry.text)}: started ${entry.at.slice(11, 19)}, no end recorded`,
      columns,
    ),
  );
  const others = otherOpen.length
    ? [`  also open: ${otherOpen.slice(0, 4).join(', ')}${otherOpen.length > 4 ? ', …' : ''}`]
    : [];
  return `${heading(incident, style, columns)}  for ${span(keyTimes.started ?? keyTimes.declared, since)}
${[...lines, ...alarms, ...others].join('\n')}
${daysOf(latest, zone, style, columns)}`;
}
