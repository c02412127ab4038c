import { duration } from '../../core/time/duration.ts';
import { show } from '../../core/text/screen-text.ts';
import type { AuditView } from '../views/reading.ts';
import type { Style } from '../style.ts';
import { hanging } from '../wrap.ts';

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** By what it is about: what was found, why it matters, and below it what to type. */
export function screenAudit(view: AuditView, style: Style, columns: number): string {
  const { findings, plans, checks, services, incidents, olderMs } = view;
  const rows = findings.flatMap(({ subject, what, why, next }, index) => [
    ...(findings[index - 1]?.subject === subject ? [] : [style.strong(show(subject))]),
    hanging('  ', 2, `${show(what)}: ${show(why)}`, columns),
    hanging('    ', 4, show(next), columns),
  ]);
  const seen = `${plural(plans, 'plan')}, ${plural(checks, 'check')}, ${plural(services, 'service')}, ${plural(incidents, 'incident')}`;
  const found = findings.length === 0 ? style.good('nothing found') : plural(findings.length, 'finding');
  const all = [
    ...rows,
    hanging('', 0, `${found} in ${seen}; a plan counts as tried for ${duration(olderMs)}`, columns),
  ];
  return `${all.join('\n')}\n`;
}
