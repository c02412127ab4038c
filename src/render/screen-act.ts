import { show } from '../core/screen-text.ts';
import { entryLine } from './screen-timeline.ts';
import { statusPaint, type Style } from './style.ts';
import type { ChecksView, PlanView, RunView } from './view.ts';
import { hanging, padEnd } from './wrap.ts';

const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export function screenChecks(view: ChecksView, style: Style, columns: number): string {
  const width = Math.min(30, Math.max(0, ...view.checks.map(({ check }) => check.length)));
  return view.checks
    .map(({ check, status, summary, ms }) => {
      const lead = `${statusPaint(style, status)(padEnd(status, 8))} ${padEnd(show(check), width)}  `;
      return `${hanging(lead, 11 + Math.max(width, check.length), `${show(summary)} (${took(ms)})`, columns)}\n`;
    })
    .join('');
}

const act = (run: readonly string[] | string | null): string =>
  run === null ? 'a person answers' : typeof run === 'string' ? run : run.join(' ');

/** What would be done, in full, before anybody is asked to agree to it. */
export function screenPlan(view: PlanView, style: Style, columns: number): string {
  const { title, name, planKind, target, preflight, steps, verify } = view;
  const row = (lead: string, text: string): string =>
    `${hanging(`  ${style.muted(padEnd(lead, 10))}`, 12, show(text), columns)}\n`;
  return `${style.strong(show(title || name))}  (${planKind}, target ${style.strong(show(target))})
${preflight.map((text) => row('preflight', text)).join('')}${steps
    .map(({ id, run, undo, danger }, index) => {
      const mark = danger === 'high' ? ' (DANGER)' : '';
      return (
        row(`${index + 1}.`, `${id}${mark}: ${act(run)}`) + row('   undo', undo === null ? 'none' : act(undo))
      );
    })
    .join('')}${verify.map((text) => row('verify', text)).join('')}`;
}

export function screenRun(view: RunView, style: Style, columns: number): string {
  const { verdict, title, name, summary, ms, entries, next } = view;
  const paint =
    verdict === 'verified'
      ? style.good
      : verdict === 'rolled back' || verdict === 'refused' || verdict === 'not confirmed'
        ? style.doubtful
        : style.bad;
  const rows = entries.map((entry) => `${entryLine(entry, style, columns)}\n`).join('');
  const told = hanging('', 0, `${show(title || name)}: ${show(summary)} (${took(ms)})`, columns);
  return `${rows}${paint(verdict.toUpperCase())}  ${told}\n${next.length ? `  next: ${next.join('  ·  ')}\n` : ''}`;
}
