import { duration } from '../../core/time/duration.ts';
import { show } from '../../core/text/screen-text.ts';
import { shellWords } from '../../core/text/shell-words.ts';
import { statusPaint, type Style } from '../style.ts';
import type { CheckRow, ChecksView, PlanView, RunView } from '../views/act.ts';
import { cells, cut, hanging, padEnd } from '../wrap.ts';

export const took = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;

const widthOf = (view: ChecksView): number =>
  Math.min(30, Math.max(0, ...view.checks.map(({ check }) => cells(show(check)))));

/** What is to be done about a check that is not OK, on lines of their own below it. */
export function guidance(
  { status, hint, runbook, skipped }: CheckRow,
  style: Style,
  indent: number,
  columns: number,
): string {
  // What is to blame says what to do.
  if (status === 'OK' || skipped !== undefined) return '';
  const lines = [
    ...(hint === undefined ? [] : [['hint', hint]]),
    ...(runbook === undefined ? [] : [['runbook', runbook]]),
  ];
  return lines
    .map(([name = '', text = '']) => {
      const lead = `${' '.repeat(indent)}${style.muted(padEnd(name, 7))}  `;
      return `${hanging(lead, indent + 9, show(text), columns)}\n`;
    })
    .join('');
}

/** What went on before these answers. */
function watchedLine({ watched }: ChecksView, style: Style): string {
  if (!watched) return '';
  const { ms, rounds, changes } = watched;
  const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  return (
    style.muted(`watched for ${duration(ms)}: ${plural(rounds, 'round')}, ${plural(changes, 'change')}`) +
    '\n'
  );
}

/** A line for each check. What it was is said in full, with date and zone: the line may go anywhere. */
export function screenChecks(view: ChecksView, style: Style, columns: number): string {
  const width = widthOf(view);
  const rows = view.checks.map((row) => {
    const { check, checkKind, status, summary, ms, was, changed, skipped } = row;
    // A web check's own words say how long it took.
    const time = checkKind === 'http' || skipped !== undefined ? '' : ` (${took(ms)})`;
    const before =
      was && changed
        ? `, was ${was.status} ${was.at.slice(0, 10)} ${was.at.slice(11, 16)} ${was.at.slice(-6)}`
        : '';
    const lead = `${statusPaint(style, status)(padEnd(status, 8))} ${padEnd(show(check), width)}  `;
    const indent = 11 + Math.max(width, cells(show(check)));
    return `${hanging(lead, indent, `${show(summary)}${time}${before}`, columns)}\n${guidance(row, style, Math.min(indent, 11), columns)}`;
  });
  return rows.join('') + watchedLine(view, style);
}

/** The same for a person at a terminal: columns under their names, and beside what changed what it was. */
export function screenChecksTable(view: ChecksView, style: Style, columns: number): string {
  const width = Math.max(5, widthOf(view));
  const wases = view.checks.map(({ was, changed }) =>
    was && changed ? `was ${was.status} ${was.at.slice(11, 16)}` : '',
  );
  const wasWidth = Math.max(0, ...wases.map((was) => was.length));
  const middle = wasWidth === 0 ? '' : `${padEnd('BEFORE', wasWidth)}  `;
  const indent = 9 + width + 2 + 9 + middle.length;
  // Where the columns leave no room for the words, lines do.
  if (columns - indent < 24) return screenChecks(view, style, columns);
  const head = `${padEnd('STATUS', 9)}${padEnd('CHECK', width)}  ${padEnd('TOOK', 9)}${middle}ANSWER`;
  const rows = view.checks.map((row, index) => {
    const { check, status, summary, ms, changed, skipped } = row;
    const paint = statusPaint(style, status);
    const was =
      middle === '' ? '' : `${(changed ? paint : style.muted)(padEnd(wases[index] ?? '', wasWidth))}  `;
    const lead = `${paint(padEnd(status, 8))} ${padEnd(cut(show(check), width), width)}  ${style.muted(padEnd(skipped === undefined ? took(ms) : '', 9))}${was}`;
    return `${hanging(lead, indent, show(summary), columns)}\n${guidance(row, style, 9, columns)}`;
  });
  return `${style.muted(head)}\n${rows.join('')}${watchedLine(view, style)}`;
}

const act = (run: readonly string[] | string | null): string =>
  run === null ? 'a person answers' : typeof run === 'string' ? run : shellWords(run);

const exercises: Readonly<Record<NonNullable<PlanView['drill']>, string>> = {
  'on targets': 'an exercise, on targets of its own',
  printed: 'an exercise: steps are printed, none is run, nothing can be verified',
  'for real': 'its incident is an exercise, but this runs for real; else: --drill',
};

/** What would be done, in full, before anybody is asked to agree to it. */
export function screenPlan(view: PlanView, style: Style, columns: number): string {
  const { title, name, planKind, target, preflight, steps, verify, overrides = [], soakMs = 0, drill } = view;
  const row = (lead: string, text: string): string =>
    `${hanging(`  ${style.muted(padEnd(lead, 10))}`, 12, show(text), columns)}\n`;
  const mark = drill ? `${style.doubtful('DRILL')}  ` : '';
  return `${mark}${style.strong(show(title || name))}  (${planKind}, target ${style.strong(show(target))})
${drill ? row('', exercises[drill]) : ''}${preflight.map((text) => row('preflight', text)).join('')}${steps
    .map(({ id, run, undo, danger, skipped }, index) => {
      if (skipped !== undefined) return row(`${index + 1}.`, `${id} is skipped: ${skipped}`);
      const mark = danger === 'high' ? ' (DANGER)' : '';
      return (
        row(`${index + 1}.`, `${id}${mark}: ${act(run)}`) + row('   undo', undo === null ? 'none' : act(undo))
      );
    })
    .join(
      '',
    )}${verify.map((text) => row('verify', text)).join('')}${soakMs > 0 ? row('soak', duration(soakMs)) : ''}${overrides.map((text) => row('OVERRIDE', text)).join('')}`;
}

/** How a run ended. What it did was shown while it went on, and is in the timeline. */
export function screenRun(view: RunView, style: Style, columns: number): string {
  const { verdict, drill, title, name, summary, ms, next } = view;
  const mild = verdict === 'rolled back' || verdict === 'refused' || verdict === 'not confirmed';
  const paint = verdict === 'verified' ? style.good : mild ? style.doubtful : style.bad;
  const word = `${drill ? 'DRILL ' : ''}${verdict.toUpperCase()}`;
  const told = hanging(
    `${paint(word)}  `,
    word.length + 2,
    `${show(title || name)}: ${show(summary)} (${took(ms)})`,
    columns,
  );
  return `${told}\n${next.length ? `  next: ${next.join('  ·  ')}\n` : ''}`;
}
