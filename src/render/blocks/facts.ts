import { codeSpan, inline } from '../markdown-text.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';

/** The header: what the incident is, in a table of two columns. */
export function facts({ id, incident, format }: Report): string {
  const { services, people, roles } = incident;
  return table(
    ['Incident', codeSpan(id)],
    [
      ['Status', inline(incident.phase)],
      ['Severity', inline(incident.severity?.toUpperCase() ?? 'unknown')],
      ['Services', services.map(inline).join(', ') || 'unknown'],
      ...(incident.drill ? [['Drill', 'yes: an exercise, no real outage']] : []),
      ['Times', `all in ${format.zone}, each with its offset from UTC`],
      [
        'Roles',
        roles.map(({ role, person }) => `${inline(role)}: ${inline(person)}`).join('<br>') || 'none assigned',
      ],
      ['In the record', people.map(inline).join(', ')],
    ],
  );
}

export function severityHistory({ incident, format }: Report): string {
  if (incident.severities.length === 0) return 'TODO: the severity was never set: inc sev 2 "why"';
  return incident.severities
    .map(
      ({ severity, at, reason }) =>
        `- ${format.stamp(at)}: ${inline(severity.toUpperCase())}${reason ? `, ${inline(reason)}` : ''}`,
    )
    .join('\n');
}

/** Every hand-over, not only who holds the role at the end. */
export function rolesTable({ incident, format }: Report): string {
  if (incident.roleHistory.length === 0)
    return 'TODO: say who was commander, scribe and so on: inc role commander NAME';
  return table(
    ['Role', 'Person', 'From'],
    incident.roleHistory.map(({ role, person, at }) => [inline(role), inline(person), format.stamp(at)]),
  );
}

/** The record's digest: with it, anyone who has the record can prove that nothing in it was changed since. */
export function proof({ id, incident, heads, lacking }: Report): string {
  if (lacking !== undefined)
    return `**The record is damaged: ${lacking}.** Built from what could be read of it, ${incident.events} event${incident.events === 1 ? '' : 's'}. What is wrong with it:\n\n\`\`\`sh\ninc verify -i ${id}\n\`\`\``;
  const checks = heads.map((head) => `inc verify -i ${id} --anchor ${head}`);
  return `Built from the ${incident.events} event${incident.events === 1 ? '' : 's'} of the record up to ${heads.map(codeSpan).join(' and ')}. To prove that none of them was changed or cut:\n\n\`\`\`sh\n${checks.join('\n')}\n\`\`\``;
}
