import { absolute } from '../core/text/absolute.ts';
import type { Check } from '../core/checks/check.ts';
import type { Problem, Source } from '../core/ports/file-ports.ts';
import { drillIn, type Drill } from './drill.ts';
import { fields, list, reader, shown, text, type Fields, type Telling } from './fields.ts';
import type { Plan, PlanKind } from './plan.ts';
import { stepReader } from './step-source.ts';
import { defaultsOf, variablesIn, type Variable } from './variables.ts';
import { verifyReader } from './verify-source.ts';

/** Where a plan stands among other things: the catalogue's checks, and the folder that its scripts run in. */
export interface Surroundings {
  readonly checks: Readonly<Record<string, Check>>;
  readonly cwd: string;
}

/** `plan` is there only when nothing is wrong. `notes` say what is read and not yet acted upon. */
export interface Compiled {
  /** Where things stand in the plan's file, by their paths in YAML. */
  readonly source: Pick<Source, 'file' | 'at'>;
  /** With its variables as far as the plan itself says them; see `bound`. */
  readonly plan?: Plan;
  /** What was understood, with a stand-in for what was not: to be looked at, never to be run. */
  readonly draft: Plan;
  readonly variables: readonly Variable[];
  /** What an exercise of it changes; absent: nothing was said of that. */
  readonly drill?: Drill;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

const kinds: readonly PlanKind[] = ['failover', 'switchover', 'runbook'];

/** Compiles a checked-in plan. Every problem is found at once, each at its line and column. */
export function fromSource(source: Source, { checks, cwd }: Surroundings): Compiled {
  const problems: Problem[] = [];
  /** Of those, what stands whatever else is wrong: the rest may only follow from a wrong shape, and would hide it. */
  const unknown: Problem[] = [];
  const problem: Telling['problem'] = (path, message, within) => {
    problems.push({ file: source.file, ...source.at(path, within), message });
  };
  const standing: Telling['standing'] = (...told) => {
    problem(...told);
    unknown.push(...problems.slice(-1));
  };
  const telling = { problem, standing };
  const { choice, ms } = reader(problem);
  const { used, verify, verifies } = verifyReader(checks, telling);

  function folder(from: Fields): string {
    const named = text(from['cwd']);
    return named === undefined ? cwd : absolute(named, cwd);
  }

  const top = fields(source.value);
  const name = text(top['plan']) ?? /([^/]+?)(?:\.ya?ml)?$/.exec(source.file)?.[1] ?? 'plan';
  const kind = choice(top, 'kind', [], kinds) ?? 'runbook';
  const variables = variablesIn(top, problem);
  const secrets = variables.filter(({ secret }) => secret).map((each) => each.name);
  const step = stepReader({ variables, verify, folder }, telling);
  const steps = list(top['steps']).map(step);
  const final = verifies(top, 'verify', false);
  const preflight = verifies(top, 'preflight', true);
  const title = text(top['title']) ?? name;
  const cooldownMs = ms(top, 'cooldown', [], 0);
  const soakMs = ms(top, 'soak', [], 0);
  const confirm = top['confirm'] ?? false;
  if (confirm !== 'yes' && typeof confirm !== 'boolean')
    problem(
      ['confirm'],
      `confirm: ${shown(confirm)} is not understood; confirm: yes lets --yes confirm this plan`,
    );
  if (soakMs > 0 && final.length === 0 && kind === 'runbook')
    problem(['soak'], 'soak: there is no verify: to watch');
  if (steps.length === 0) problem(['steps'], 'a plan needs at least one step');
  if (kind !== 'runbook' && final.length === 0)
    problem(
      ['kind'],
      `a ${kind} without verify cannot be told from one that did not work; add verify: [{ check: … }]`,
    );

  const ownChecks = { ...used };
  const drill = drillIn(top, {
    variables,
    steps,
    verify: final,
    checks: ownChecks,
    known: checks,
    problem,
    verifies: (from, path) => verifies(from, 'verify', false, path),
  });

  const draft: Plan = {
    v: 1,
    name,
    kind,
    title,
    target: text(top['target']) ?? name,
    vars: defaultsOf(variables),
    ...(secrets.length > 0 ? { secrets } : {}),
    preflight,
    steps,
    verify: final,
    onFailure: steps.some(({ undo, onFailure }) => undo && onFailure !== 'stop') ? 'rollback' : 'stop',
    cwd: folder(top),
    checks: ownChecks,
    ...(cooldownMs > 0 ? { cooldownMs } : {}),
    ...(soakMs > 0 ? { soakMs } : {}),
    ...(confirm === 'yes' || confirm === true ? { confirm: 'yes' as const } : {}),
  };
  const found = source.problems.length > 0 ? [...source.problems, ...unknown] : problems;
  const drills = drill ? { drill } : {};
  if (found.length === 0)
    return { source, plan: draft, draft, variables, ...drills, problems: [], notes: [] };
  return {
    source,
    draft,
    variables,
    problems: found.toSorted((a, b) => a.line - b.line || a.column - b.column),
    notes: [],
  };
}
