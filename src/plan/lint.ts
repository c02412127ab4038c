import type { Problem } from '../core/ports/file-ports.ts';
import { nearest } from '../core/text/nearest.ts';
import { conditionProblems } from './condition-problems.ts';
import { holds, parseCondition } from './condition.ts';
import type { Path } from './fields.ts';
import type { Compiled } from './from-source.ts';
import { argvOf, fileOf, refusedName, type Step } from './plan.ts';
import { absolute } from '../core/text/absolute.ts';
import { placeIn, programsIn, scriptsIn, type Look } from './scripts.ts';
import { unsetIn } from './markdown/shell-variables.ts';

/** One thing about a plan that somebody should look at. An error would stop it, or let it go wrong. */
export interface Finding extends Problem {
  readonly severity: 'error' | 'warning';
  /** What kind of thing, in a word that stays the same. */
  readonly rule: Rule;
}

type Rule =
  | 'invalid'
  | 'no-program'
  | 'not-executable'
  | 'syntax'
  | 'no-undo'
  | 'never-runs'
  | 'always-runs'
  | 'unset-variable'
  | 'unused-variable';

/** What a script finds set whoever starts it. */
const usual = /^(?:HOME|USER|LOGNAME|PATH|SHELL|TERM|LANG|LC_\w+|TZ|TMPDIR)$/;
/** It reads another file's names in: what is set then, nobody can tell from here. */
const sources = /(?:^|[\s;&|(])(?:source|\.|eval)\s/m;

/**
 * Reads a plan as somebody who looks for mistakes: what compiling found, and what only the files beside it, or the
 * plan as a whole, can tell. Runs nothing.
 */
export function lint({ source, draft: plan, problems, variables }: Compiled, look: Look): Finding[] {
  const findings: Finding[] = problems.map((each) => ({ ...each, severity: 'error', rule: 'invalid' }));
  const find = (severity: Finding['severity'], rule: Rule, path: Path, message: string): void => {
    findings.push({ file: source.file, ...source.at(path), severity, rule, message });
  };
  for (const [index, step] of plan.steps.entries()) {
    // A step that could not be read has a stand-in, which is nobody's mistake.
    const own = findings.filter(({ rule }) => rule === 'invalid').length;
    if (own === 0 || step.do.kind === 'ask' || step.do.kind === 'argv' || step.do.text !== 'false')
      programs(step, index);
    danger(step, index);
  }
  conditions();
  names();
  return findings.toSorted(
    (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );

  function programs(step: Step, index: number): void {
    for (const { program, path, cwd } of programsIn({ ...plan, steps: [step] })) {
      const at: Path = ['steps', index, ...path.slice(2)];
      const named = fileOf(program);
      const [command = ''] = argvOf(program);
      if (named === undefined) {
        if (program.kind === 'argv' && !look.inPath(command))
          find(
            'error',
            'no-program',
            at,
            `${command} is not in PATH; a script of this folder is ./${command}`,
          );
        continue;
      }
      const file = absolute(named, cwd);
      const kind = look.kind(file);
      if (kind === 'missing') find('error', 'no-program', at, `${named} does not exist; looked for ${file}`);
      else if (kind === 'file')
        find('error', 'not-executable', at, `${named} is not executable: chmod +x ${file}`);
      else if (kind !== 'executable') find('error', 'no-program', at, `${named} is no program but a ${kind}`);
    }
  }

  function danger(step: Step, index: number): void {
    if (step.do.kind === 'ask' || step.undo || step.harmless) return;
    const grave = step.danger === 'high';
    if (!grave && plan.kind === 'runbook') return;
    find(
      'warning',
      'no-undo',
      ['steps', index],
      `${step.id} ${grave ? 'is dangerous' : `changes something in a ${plan.kind}`} and has no undo: a rollback ends with a human; undo: none if there is nothing to undo`,
    );
  }

  function conditions(): void {
    let end: string | undefined;
    for (const [index, step] of plan.steps.entries()) {
      const { when } = step;
      const isWrong = when !== undefined && conditionProblems(when, variables).length > 0;
      const condition = when === undefined || isWrong ? undefined : parseCondition(when);
      const always = condition && 'kind' in condition ? settled(condition) : undefined;
      if (always !== undefined)
        find(
          'warning',
          always ? 'always-runs' : 'never-runs',
          ['steps', index, 'when'],
          `${step.id} ${always ? 'runs whatever happens' : 'never runs'}: when: ${step.when} is ${always ? 'always' : 'never'} so`,
        );
      if (end !== undefined)
        find('warning', 'never-runs', ['steps', index], `${step.id} is never reached: ${end} always fails`);
      else if (failsAlways(step)) end = step.id;
    }
  }

  /** Whether it holds, where that is the same for every value that the variables may have. */
  function settled(condition: Parameters<typeof holds>[0]): boolean | undefined {
    const fixed = variables.filter(({ choices }) => choices?.length === 1);
    return holds(condition, Object.fromEntries(fixed.map(({ name, choices }) => [name, choices?.[0] ?? ''])));
  }

  function names(): void {
    const known = variables.map(({ name }) => name);
    const scripts = scriptsIn(plan, look);
    for (const { path, text, file } of scripts)
      for (const name of sources.test(text)
        ? []
        : unsetIn(text, (each) => known.includes(each) || usual.test(each))) {
        const at = Math.max(0, text.search(new RegExp(`\\$\\{?[#!]?${name}(?!\\w)`)));
        const place =
          file === undefined ? { file: source.file, ...source.at(path) } : { file, ...placeIn(text, at) };
        const meant = nearest(name, known);
        const advice = meant ? `did you mean $${meant}?` : 'declare it under vars:';
        const message = `$${name} is set neither by the plan nor by the script; ${advice}`;
        findings.push({ ...place, severity: 'warning', rule: 'unset-variable', message });
      }
    const texts = [
      ...scripts.map(({ text }) => text),
      ...programsIn(plan).flatMap(({ program, cwd }) => {
        const named = fileOf(program);
        return [
          argvOf(program).join(' '),
          named === undefined ? '' : (look.text(absolute(named, cwd)) ?? ''),
        ];
      }),
      ...plan.steps.map(({ when = '' }) => when),
    ];
    for (const name of known.filter((each) => refusedName(each) === undefined))
      if (!texts.some((text) => new RegExp(`(?<!\\w)${name}(?!\\w)`).test(text)))
        find(
          'warning',
          'unused-variable',
          ['vars', name],
          `${name} is named by no step and no script of this plan`,
        );
  }
}

/** `exit 1` or `false`, and nothing that lets the plan go on. */
const failsAlways = ({ do: act, onFailure, when, accept }: Step): boolean => {
  if (act.kind === 'ask' || onFailure === 'continue' || onFailure === 'ask' || when !== undefined)
    return false;
  const line = act.kind === 'argv' ? act.argv.join(' ') : act.text.trim();
  const exit = /^(?:exit\s+(\d+)|(?:\/usr)?(?:\/bin\/)?false)$/.exec(line);
  return exit !== null && !accept.includes(Number(exit[1] ?? 1));
};
