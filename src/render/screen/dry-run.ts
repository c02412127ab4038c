import { duration } from '../../core/time/duration.ts';
import { show } from '../../core/text/screen-text.ts';
import { shellWords } from '../../core/text/shell-words.ts';
import type { Style } from '../style.ts';
import type { DryRunView } from '../views/act.ts';
import type { RunbookView } from '../views/plan.ts';
import { hanging, padEnd } from '../wrap.ts';

type Steps = Pick<DryRunView, 'preflight' | 'steps' | 'verify' | 'onFailure' | 'checks'>;

/** Lead and text of a line; lines of programs are not broken: they can be copied. */
function rowsFor(style: Style, columns: number) {
  return {
    row: (lead: string, text: string): string =>
      `${hanging(`  ${style.muted(padEnd(lead, 10))}`, 12, show(text), columns)}\n`,
    whole: (lead: string, text: string): string => `  ${style.muted(padEnd(lead, 10))}${show(text)}\n`,
  };
}

const shell = 'bash -euo pipefail -c';

/** A command line; a script of several lines in lines of its own, as it was written. */
function programRows(
  lead: string,
  argv: readonly string[],
  whole: (lead: string, text: string) => string,
): string {
  const script = argv.at(-1)?.trimEnd() ?? '';
  if (argv.slice(0, -1).join(' ') !== shell || !script.includes('\n')) return whole(lead, shellWords(argv));
  return [whole(lead, shell), ...script.split('\n').map((line) => whole('', `  ${line}`))].join('');
}

const decided = (holds: boolean | null): string =>
  holds === null ? '' : holds ? ' (it is so)' : ' (it is not so: the step is skipped)';

/** Preflight, steps and verification, each in full and in the order in which they would happen. */
function stepRows(view: Steps, style: Style, columns: number): string {
  const { row, whole } = rowsFor(style, columns);
  const steps = view.steps.map((step, index) => {
    const { id, title, when, argv, question, cwd, timeoutMs, attempts, accept, undo, verify } = step;
    const terms = [
      `in ${cwd}`,
      `${duration(timeoutMs)} at most`,
      ...(attempts > 1 ? [`up to ${attempts} attempts`] : []),
      ...(accept.length === 1 && accept[0] === 0 ? [] : [`exit ${accept.join(' or ')} is well`]),
      `when it fails: ${step.onFailure}`,
    ].join(', ');
    return [
      row(
        `${index + 1}.`,
        `${id}${step.danger === 'high' ? ' (DANGER)' : ''}${title === id ? '' : `: ${title}`}`,
      ),
      when ? row('   when', `${when.condition}${decided(when.holds)}`) : '',
      argv ? programRows('   run', argv, whole) : row('   ask', question ?? ''),
      argv ? row('', terms) : '',
      verify === null ? '' : row('   verify', verify),
      undo ? programRows('   undo', undo, whole) : whole('   undo', 'none'),
    ].join('');
  });
  const checks = view.checks.map(({ check, argv, address }) =>
    whole('check', `${check}: ${argv ? shellWords(argv) : (address ?? '')}`),
  );
  return [
    ...view.preflight.map((text) => row('preflight', text)),
    ...steps,
    ...view.verify.map((text) => row('verify', text)),
    view.verify.length > 0
      ? row('', view.onFailure === 'rollback' ? 'when it fails: rollback' : 'when it fails: stop')
      : '',
    ...checks,
  ].join('');
}

const waits = (view: Pick<DryRunView, 'soakMs' | 'cooldownMs'>, style: Style, columns: number): string => {
  const { row } = rowsFor(style, columns);
  return `${view.soakMs > 0 ? row('soak', duration(view.soakMs)) : ''}${view.cooldownMs > 0 ? row('cool-down', duration(view.cooldownMs)) : ''}`;
};

/** Everything that would happen, in its order. */
export function screenDryRun(view: DryRunView, style: Style, columns: number): string {
  const { row } = rowsFor(style, columns);
  return [
    `${hanging(`${style.strong('dry run')}  `, 9, show(`${view.title || view.name}  (${view.planKind}, target ${view.target})`), columns)}\n`,
    stepRows(view, style, columns),
    row('variables', view.env.join(' ')),
    waits(view, style, columns),
    `${hanging('  ', 2, 'nothing was run, not even a check; nothing was recorded', columns)}\n`,
  ].join('');
}

const confirmations: Readonly<Record<RunbookView['confirm'], (target: string) => string>> = {
  target: (target) => `${target} is typed, and a reason given`,
  yes: (target) => `${target} is typed, or --yes; and a reason given`,
  none: () => 'nothing: no step of it is dangerous',
  'each step': () => 'a person agrees to each step at a terminal: it says nothing about how it is run',
};

/** A plan as it stands in its file. */
export function screenRunbook(view: RunbookView, style: Style, columns: number): string {
  const { row } = rowsFor(style, columns);
  const variables = view.variables.map(({ name, ask, default: otherwise, choices, pattern, secret }) =>
    row(
      'variable',
      [
        otherwise === null ? name : `${name}=${otherwise}`,
        ask,
        choices && `one of ${choices.join(', ')}`,
        pattern && `must match ${pattern}`,
        secret ? 'secret' : '',
        otherwise === null && ask === null ? 'has to be given' : '',
      ]
        .filter(Boolean)
        .join(' · '),
    ),
  );
  return [
    `${hanging('', 0, `${style.strong(show(view.title || view.name))}  ${show(`(${view.planKind}, target ${view.target})`)}`, columns)}\n`,
    `  ${style.path(show(view.file))}\n`,
    ...variables,
    stepRows(view, style, columns),
    row('to run', confirmations[view.confirm](view.target)),
    waits(view, style, columns),
  ].join('');
}
