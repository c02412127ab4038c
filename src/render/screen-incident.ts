import { duration } from '../core/duration.ts';
import { keyTimeNames } from '../core/incident.ts';
import { impactSpan } from '../core/impact-text.ts';
import { show } from '../core/screen-text.ts';
import { shellWords } from '../core/shell-words.ts';
import { attachmentText, linkText } from '../core/timeline.ts';
import { daysOf } from './screen-timeline.ts';
import { severityPaint, type Style } from './style.ts';
import type { CardView, IncidentView, ListView } from './view.ts';
import { hanging, padEnd } from './wrap.ts';

const severityText = (severity: string | null): string => severity?.toUpperCase() ?? 'SEV?';

function heading(view: IncidentView, style: Style): string {
  const severity = severityPaint(style, view.severity)(severityText(view.severity));
  return `${style.path(view.incident)}  ${style.strong(show(view.title))}\n${view.drill ? 'DRILL  ' : ''}${severity}  ${style.strong(view.phase)}`;
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
  return `${heading(incident, style)}  for ${span(keyTimes.started ?? keyTimes.declared, since)}
${[...lines, ...alarms, ...others].join('\n')}
${daysOf(latest, zone, style, columns)}`;
}

export function screenIncident(view: IncidentView, style: Style, columns: number): string {
  const { keyTimes, durations, services, roles, impacts, actions, plans, commands, links, attachments } =
    view;
  const times = keyTimeNames.map(
    (name) => `  ${style.muted(padEnd(name, 13))}${keyTimes[name] ?? 'unknown'}`,
  );
  const spans = durations.map(
    ({ name, meaning, ms, from, to, why }) =>
      `  ${name}  ${padEnd(ms === null ? 'unknown' : duration(ms), 14)} ${style.muted(`${meaning}: ${from} ${style.arrow} ${to}`)}${why ? `  ${style.doubtful(why)}` : ''}`,
  );
  const section = (title: string, lines: readonly string[]): string =>
    lines.length ? `${style.strong(title)}\n${lines.join('\n')}\n` : '';
  const row = (lead: string, text: string): string => hanging(lead, lead.length, show(text), columns);
  return `${heading(view, style)}${services.length ? `  ${show(services.join(', '))}` : ''}
${section(`Key times (${view.zone})`, times)}${section('Durations', spans)}${section(
    'Severity',
    view.severities.map(({ severity, at, reason }) =>
      row(`  ${severity.toUpperCase()}  `, `${at}${reason ? `  ${reason}` : ''}`),
    ),
  )}${section(
    'Impact',
    impacts.map((impact) =>
      row('  ', `${[impact.text, impactSpan(impact)].filter(Boolean).join(' · ')} · stated ${impact.at}`),
    ),
  )}${section(
    'Roles',
    roles.map(({ role, person, at }) => row('  ', `${role}: ${person}, since ${at}`)),
  )}${section(
    'Plans',
    plans.map(({ title, name, verdict, reason, at }) =>
      row('  ', `${title || name}: ${verdict ?? 'unknown: started, no end recorded'} · ${reason} · ${at}`),
    ),
  )}${section(
    'Commands',
    commands.map(({ argv, exit, signal, at }) =>
      row(
        '  ',
        `${shellWords(argv)}: ${signal ?? (exit === undefined ? 'unknown: started, no end recorded' : `exit ${exit}`)} · ${at}`,
      ),
    ),
  )}${section(
    'Action items',
    actions.map(({ title, owner, due, state, measure }) =>
      row(`  [${state === 'open' ? ' ' : 'x'}] `, [title, measure, owner, due].filter(Boolean).join(' · ')),
    ),
  )}${section(
    'Attachments',
    attachments.map((attachment) => row('  ', `${attachmentText(attachment)} · ${attachment.at}`)),
  )}${section(
    'Links',
    links.map((link) => row('  ', linkText(link))),
  )}${view.events} event${view.events === 1 ? '' : 's'}, digest ${view.digest}\n`;
}

export function screenList(view: ListView, style: Style, columns: number): string {
  if (view.incidents.length === 0)
    return view.total === 0
      ? 'No incidents.\n  open one: inc open "what is wrong"\n'
      : `No such incident, of ${view.total}.\n  all of them: inc list\n`;
  const width = Math.max(...view.incidents.map(({ incident }) => incident.length));
  return view.incidents
    .map(({ incident, title, phase, severity, drill, current }) => {
      const mark = current ? '*' : ' ';
      const sev = severityText(severity);
      const lead = `${mark} ${style.path(padEnd(incident, width))}  ${severityPaint(style, severity)(sev)}  ${padEnd(phase, 13)} `;
      const room = width + sev.length + 20;
      const text = `${drill ? 'DRILL ' : ''}${show(title)}`;
      return columns - room >= 20
        ? hanging(lead, room, text, columns)
        : `${lead.trimEnd()}\n${hanging('    ', 4, text, columns)}`;
    })
    .join('\n')
    .concat('\n');
}
