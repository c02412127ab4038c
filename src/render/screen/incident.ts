import { duration } from '../../core/time/duration.ts';
import { keyTimeNames } from '../../core/incident/incident-state.ts';
import { impactSpan } from '../../core/incident/impact-text.ts';
import { show } from '../../core/text/screen-text.ts';
import { shellWords } from '../../core/text/shell-words.ts';
import { attachmentText, linkText } from '../../core/incident/event-text.ts';
import { heading, severityText } from './card.ts';
import { severityPaint, type Style } from '../style.ts';
import type { IncidentView } from '../views/incident.ts';
import type { ListView } from '../views/reading.ts';
import { cells, hanging, padEnd } from '../wrap.ts';

export function screenIncident(view: IncidentView, style: Style, columns: number): string {
  const { keyTimes, durations, services, roles, impacts, actions, plans, commands, links, attachments } =
    view;
  const times = keyTimeNames.map(
    (name) => `  ${style.muted(padEnd(name, 13))}${keyTimes[name] ?? 'unknown'}`,
  );
  const spans = durations.map(({ name, meaning, ms, from, to, why }) =>
    hanging(
      `  ${name}  ${padEnd(ms === null ? 'unknown' : duration(ms), 14)} `,
      22,
      `${meaning}: ${from} ${style.arrow} ${to}${why ? `  ${why}` : ''}`,
      columns,
    ),
  );
  const section = (title: string, lines: readonly string[]): string =>
    lines.length ? `${style.strong(title)}\n${lines.join('\n')}\n` : '';
  const row = (lead: string, text: string): string => hanging(lead, lead.length, show(text), columns);
  return `${heading(view, style, columns)}${services.length ? `  ${show(services.join(', '))}` : ''}
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
  )}${hanging('', 0, `${view.events} event${view.events === 1 ? '' : 's'}, digest ${view.digest}`, Math.max(columns, 64))}\n`;
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
      if (columns - room >= 20) return hanging(lead, room, text, columns);
      const below = hanging('    ', 4, text, columns);
      return cells(incident) + sev.length + phase.length + 6 <= columns
        ? `${lead.trimEnd()}\n${below}`
        : `${mark} ${style.path(hanging('', 2, incident, columns))}\n    ${severityPaint(style, severity)(sev)}  ${phase}\n${below}`;
    })
    .join('\n')
    .concat('\n');
}
