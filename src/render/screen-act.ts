import { show } from '../core/screen-text.ts';
import { statusPaint, type Style } from './style.ts';
import type { ChecksView, PlanView, RunView } from './view.ts';
import { hanging, padEnd } from './wrap.ts';

const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export function screenChecks(view: ChecksView, style: Style, columns: number): string {
  const width = Math.min(30, Math.max(0, ...view.checks.map(({ check }) => check.length)));
  return view.checks
    .map(({ check, checkKind, status, summary, ms }) => {
      // A web check's own words say how long it took.
      const time = checkKind === 'http' ? '' : ` (${took(ms)})`;
      const lead = `${statusPaint(style, status)(padEnd(status, 8))} ${padEnd(show(check), width)}  `;
      return `${hanging(lead, 11 + Math.max(width, check.length), `${show(summary)}${time}`, columns)}\n`;
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

/** How a run ended. What it did was shown while it went on, and is in the timeline. */
export function screenRun(view: RunView, style: Style, columns: number): string {
  const { verdict, title, name, summary, ms, next } = view;
  const mild = verdict === 'rolled back' || verdict === 'refused' || verdict === 'not confirmed';
  const paint = verdict === 'verified' ? style.good : mild ? style.doubtful : style.bad;
  const word = verdict.toUpperCase();
  const told = hanging(
    `${paint(word)}  `,
    word.length + 2,
    `${show(title || name)}: ${show(summary)} (${took(ms)})`,
    columns,
  );
  return `${told}\n${next.length ? `  next: ${next.join('  ·  ')}\n` : ''}`;
}
