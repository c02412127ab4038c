import { duration } from '../core/duration.ts';
import { show } from '../core/screen-text.ts';
import { shellWords } from '../core/shell-words.ts';
import type { Style } from './style.ts';
import type { DryRunView } from './act-views.ts';
import { hanging, padEnd } from './wrap.ts';

/** Everything that would happen, in its order. Lines of programs are not broken: they can be copied. */
export function screenDryRun(view: DryRunView, style: Style, columns: number): string {
  const row = (lead: string, text: string): string =>
    `${hanging(`  ${style.muted(padEnd(lead, 10))}`, 12, show(text), columns)}\n`;
  const whole = (lead: string, text: string): string => `  ${style.muted(padEnd(lead, 10))}${show(text)}\n`;
  const lasting = (ms: number): string => duration(ms);
  const steps = view.steps.map((step, index) => {
    const { id, title, argv, question, cwd, timeoutMs, attempts, accept, undo, verify, onFailure } = step;
    const terms = [
      `in ${cwd}`,
      `${lasting(timeoutMs)} at most`,
      ...(attempts > 1 ? [`up to ${attempts} attempts`] : []),
      ...(accept.length === 1 && accept[0] === 0 ? [] : [`exit ${accept.join(' or ')} is well`]),
      `when it fails: ${onFailure}`,
    ].join(', ');
    return [
      row(
        `${index + 1}.`,
        `${id}${step.danger === 'high' ? ' (DANGER)' : ''}${title === id ? '' : `: ${title}`}`,
      ),
      argv ? whole('   run', shellWords(argv)) : row('   ask', question ?? ''),
      argv ? row('', terms) : '',
      verify === null ? '' : row('   verify', verify),
      whole('   undo', undo ? shellWords(undo) : 'none'),
    ].join('');
  });
  const checks = view.checks.map(({ check, argv, address }) =>
    whole('check', `${check}: ${argv ? shellWords(argv) : (address ?? '')}`),
  );
  return [
    `${hanging(`${style.strong('dry run')}  `, 9, show(`${view.title || view.name}  (${view.planKind}, target ${view.target})`), columns)}\n`,
    ...view.preflight.map((text) => row('preflight', text)),
    ...steps,
    ...view.verify.map((text) => row('verify', text)),
    view.verify.length > 0
      ? row('', view.onFailure === 'rollback' ? 'when it fails: rollback' : 'when it fails: stop')
      : '',
    ...checks,
    row('variables', view.env.join(' ')),
    view.soakMs > 0 ? row('soak', lasting(view.soakMs)) : '',
    view.cooldownMs > 0 ? row('cool-down', lasting(view.cooldownMs)) : '',
    `${hanging('  ', 2, 'nothing was run, not even a check; nothing was recorded', columns)}\n`,
  ].join('');
}
