/** The same plan on targets of its own: what an exercise changes, and nothing else. */
import type { Check } from '../core/checks/check.ts';
import { nearest } from '../core/text/nearest.ts';
import { fields, shown, text, type Fields, type Path } from './fields.ts';
import type { Plan, Step, Verify } from './plan.ts';
import { wrongValue, type Values, type Variable } from './variables.ts';

/** What `drill:` of a plan says. Checks are by name; those of `checks` stand in the place of their keys. */
export interface Drill {
  readonly vars: Values;
  readonly target?: string;
  /** In the place of the plan's own. */
  readonly verify?: readonly Verify[];
  readonly checks: Readonly<Record<string, string>>;
  /** Every check that it names. */
  readonly named: Readonly<Record<string, Check>>;
}

/** The plan as far as it is read when its drill is. */
interface Around extends Pick<Plan, 'steps' | 'verify' | 'checks'> {
  readonly variables: readonly Variable[];
  /** The catalogue's. */
  readonly known: Readonly<Record<string, Check>>;
  readonly problem: (path: Path, message: string) => void;
  readonly verifies: (from: Fields, path: Path) => readonly Verify[];
}

/** What is understood of `drill:`; undefined: the plan has none. What is wrong is told to `problem`, at its place. */
export function drillIn(top: Fields, around: Around): Drill | undefined {
  if (top['drill'] === undefined) return undefined;
  const { known, problem } = around;
  const from = fields(top['drill']);
  const named: Record<string, Check> = {};
  const checks: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields(from['checks']))) {
    const path: Path = ['drill', 'checks', name];
    const other = shown(value);
    if (!Object.hasOwn(around.checks, name))
      problem(path, `${name} is no check of this plan${suggested(name, Object.keys(around.checks))}`);
    const check = Object.hasOwn(known, other) ? known[other] : undefined;
    if (check) named[other] = check;
    else problem(path, `no check is called ${other}${suggested(other, Object.keys(known))}`);
    checks[name] = other;
  }
  const verify = from['verify'] === undefined ? undefined : around.verifies(from, ['drill', 'verify']);
  for (const { check } of verify ?? []) {
    const found = Object.hasOwn(known, check) ? known[check] : undefined;
    if (found) named[check] = found;
  }
  const real = [
    ...around.steps.flatMap((step) => (step.verify ? [step.verify.check] : [])),
    ...(verify ? [] : around.verify.map(({ check }) => check)),
  ].filter((name) => name !== '' && !Object.hasOwn(checks, name));
  // Green checks of systems that the exercise never touches would prove nothing.
  for (const name of new Set(real))
    problem(
      ['drill'],
      `the drill would be verified by ${name}, as the real run is: say what to ask instead, checks: { ${name}: … } (${name} itself, if that is meant)`,
    );
  const target = text(from['target']);
  return {
    vars: varsIn(from, around),
    ...(target === undefined ? {} : { target }),
    ...(verify ? { verify } : {}),
    checks,
    named,
  };
}

const suggested = (name: string, names: readonly string[]): string => {
  const meant = nearest(name, names);
  return meant ? `; did you mean ${meant}?` : names.length > 0 ? `; there are ${names.join(', ')}` : '';
};

function varsIn(from: Fields, { variables, problem }: Pick<Around, 'variables' | 'problem'>): Values {
  const vars: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields(from['vars']))) {
    const path: Path = ['drill', 'vars', name];
    const variable = variables.find((each) => each.name === name);
    const wrong = !variable
      ? `${name} is no variable of this plan${suggested(
          name,
          variables.map((each) => each.name),
        )}`
      : variable.secret
        ? `${name} is a secret, and one that stands in its plan is none; leave it out`
        : wrongValue(variable, shown(value));
    if (wrong !== undefined) problem(path, wrong);
    vars[name] = shown(value);
  }
  return vars;
}

/** What a drill gives, nobody is asked for. */
export const drilledVariables = (
  variables: readonly Variable[],
  drill: Drill | undefined,
): readonly Variable[] =>
  variables.map((variable) => {
    const value = drill && Object.hasOwn(drill.vars, variable.name) ? drill.vars[variable.name] : undefined;
    if (value === undefined) return variable;
    const { ask: _, ...rest } = variable;
    return { ...rest, default: value };
  });

/**
 * The plan as an exercise runs it: on the drill's targets, verified by the drill's checks; where the plan has no drill,
 * with its effects printed instead of run, and then there is nothing that could be verified. A drill never cools down.
 */
export function drilled(plan: Plan, drill: Drill | undefined): Plan {
  const { cooldownMs: _, ...rest } = plan;
  if (!drill) {
    const { soakMs: _soak, ...printed } = rest;
    const steps = plan.steps.map(({ verify: _verify, tty: _tty, ...step }): Step => step);
    const asked = new Set(plan.preflight.map(({ check }) => check));
    return { ...printed, steps, verify: [], checks: only(plan.checks, asked), rehearsal: 'printed' };
  }
  const instead = (verify: Verify): Verify => ({
    ...verify,
    check: drill.checks[verify.check] ?? verify.check,
  });
  const steps = plan.steps.map((step) => (step.verify ? { ...step, verify: instead(step.verify) } : step));
  const preflight = plan.preflight.map(instead);
  const verify = drill.verify ?? plan.verify.map(instead);
  const asked = [...preflight, ...verify, ...steps.flatMap((step) => (step.verify ? [step.verify] : []))];
  return {
    ...rest,
    target: drill.target ?? plan.target,
    preflight,
    steps,
    verify,
    checks: only({ ...plan.checks, ...drill.named }, new Set(asked.map(({ check }) => check))),
    rehearsal: 'on targets',
  };
}

const only = (checks: Plan['checks'], names: ReadonlySet<string>): Plan['checks'] =>
  Object.fromEntries(Object.entries(checks).filter(([name]) => names.has(name)));
