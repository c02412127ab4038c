import { show } from '../../core/text/screen-text.ts';
import type { Style } from '../style.ts';
import type { LintView, RunbooksView } from '../views/plan.ts';
import { cells, hanging, padEnd } from '../wrap.ts';

type Runbook = RunbooksView['runbooks'][number];

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const day = (at: string): string => at.slice(0, 10);

interface Fact {
  readonly plain: string;
  readonly painted: string;
}

function factsOf({ lastRun, lastDrill, problems }: Runbook, style: Style): readonly Fact[] {
  const fact = (lead: string, word: string, paint: (text: string) => string): Fact => ({
    plain: lead + word,
    painted: lead + paint(word),
  });
  const last = (what: string, { at, verdict }: NonNullable<Runbook['lastRun']>): Fact =>
    fact(
      `${what} ${day(at)}: `,
      verdict ?? 'unknown, no end is recorded',
      verdict === 'verified' ? style.good : style.doubtful,
    );
  return [
    ...(problems > 0 ? [fact('', many(problems, 'mistake'), style.bad)] : []),
    lastRun ? last('run', lastRun) : fact('', 'never run', style.muted),
    ...(lastDrill ? [last('drill', lastDrill)] : []),
  ];
}

/** Two lines for each plan: what it is, and how it went last. */
export function screenRunbooks(view: RunbooksView, style: Style, columns: number): string {
  if (view.catalogue === null) return 'No catalogue here, and so no plans.\n  start one: inc init\n';
  if (view.runbooks.length === 0)
    return `${hanging('', 0, `No plans beside ${show(view.catalogue)}.`, columns)}\n  write one: .inc/plans/NAME.yaml\n`;
  const width = Math.min(28, Math.max(...view.runbooks.map(({ name }) => cells(show(name)))));
  const rows = view.runbooks.map((each) => {
    const { name, planKind, title, target } = each;
    const lead = `${style.path(padEnd(show(name), width))}  `;
    const isWide = columns - width - 2 >= 30 && cells(show(name)) <= width;
    const indent = isWide ? width + 2 : 4;
    const words = `${show(title || name)} (${planKind}, target ${show(target)})`;
    const first = isWide
      ? hanging(lead, indent, words, columns)
      : `${style.path(show(name))}\n${hanging('    ', 4, words, columns)}`;
    // Painted words are not wrapped: where they do not fit on one line, each fact has its own.
    const facts = factsOf(each, style);
    const line = (of: keyof Fact): string => facts.map((fact) => fact[of]).join(' · ');
    const fits = indent + cells(line('plain')) <= columns;
    const lines = fits ? [line('painted')] : facts.map(({ painted }) => painted);
    return [first, ...lines.map((text) => ' '.repeat(indent) + text)].join('\n');
  });
  return `${rows.join('\n')}\n`;
}

/** As compilers say it: editors and `grep` know the form. */
export function screenLint(
  { plans, errors, warnings, findings }: LintView,
  style: Style,
  columns: number,
): string {
  const rows = findings.map(({ file, line, column, severity, rule, message }) => {
    const paint = severity === 'error' ? style.bad : style.doubtful;
    return `${style.path(`${show(file)}:${line}:${column}:`)} ${paint(severity)}: ${show(message)} ${style.muted(`[${rule}]`)}\n`;
  });
  const found =
    findings.length === 0
      ? style.good('nothing found')
      : `${many(errors, 'error')}, ${many(warnings, 'warning')}`;
  return `${rows.join('')}${hanging('', 0, `${many(plans.length, 'plan')}: ${found}`, columns)}\n`;
}
