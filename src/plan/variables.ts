import { nearest } from '../core/text/nearest.ts';
import { holds, parseCondition } from './condition.ts';
import { fields, list, shown, text, type Fields, type Path } from './fields.ts';
import { refusedName, type Plan } from './plan.ts';

/** A variable as its plan declares it. */
export interface Variable {
  readonly name: string;
  /** What a person is asked who has not given it. */
  readonly ask?: string;
  /** What holds where nobody gives another; absent: somebody has to. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** A regular expression's source. */
  readonly pattern?: string;
  /** Its value is never written down. */
  readonly secret?: true;
}

export type Values = Readonly<Record<string, string>>;

/** Longer than any value that is typed; the system's own limit for one is 128 KiB. */
const longest = 32_768;

/** A shorter one (characters) could not be cut out of what scripts print without cutting words. */
const shortestSecret = 4;

/** What is understood of `vars:`; what is wrong is told to `problem`, at its place. */
export function variablesIn(
  top: Fields,
  problem: (path: Path, message: string) => void,
): readonly Variable[] {
  return Object.entries(fields(top['vars'])).map(([name, value]) => {
    const path: Path = ['vars', name];
    const refused = refusedName(name);
    if (refused) problem(path, `${name} ${refused}`);
    if (Array.isArray(value)) problem(path, `${name} must be a text, or say what to ask`);
    if (typeof value !== 'object' || value === null) return { name, default: shown(value) };
    const from = fields(value);
    const choices = list(from['choices']).map(shown);
    const pattern = text(from['pattern']);
    if (pattern !== undefined && !expression(pattern))
      problem([...path, 'pattern'], `pattern: ${pattern} is no regular expression`);
    const ask = text(from['ask']);
    const variable: Variable = {
      name,
      ...(ask === undefined ? {} : { ask }),
      ...(choices.length > 0 ? { choices } : {}),
      ...(pattern === undefined ? {} : { pattern }),
      ...(from['secret'] === true ? { secret: true } : {}),
    };
    if (from['default'] === undefined) return variable;
    const otherwise = shown(from['default']);
    const wrong = wrongValue(variable, otherwise);
    if (wrong) problem([...path, 'default'], `default: ${wrong}`);
    if (variable.secret)
      problem([...path, 'default'], 'a secret that stands in its plan is none; leave the default out');
    return { ...variable, default: otherwise };
  });
}

const expression = (source: string): RegExp | undefined => {
  try {
    return new RegExp(source, 'u');
  } catch {
    return undefined;
  }
};

/** @returns what is wrong with a value; undefined: nothing. A secret is not repeated. */
export function wrongValue(variable: Variable, value: string): string | undefined {
  const { choices, pattern, secret, name } = variable;
  const told = secret ? `the value of ${name}` : value === '' ? 'nothing' : value;
  if (value.includes('\0')) return `${name} holds a NUL, which no environment can`;
  if (value.length > longest) return `${name} is longer than ${longest} characters`;
  if (secret && value !== '' && value.length < shortestSecret)
    return `${told} is too short to be hidden in what scripts print: ${shortestSecret} characters at least`;
  if (choices && !choices.includes(value)) {
    const meant = nearest(value, choices);
    return `${told} is none of ${choices.join(', ')}${meant ? `; did you mean ${meant}?` : ''}`;
  }
  if (pattern !== undefined && expression(pattern)?.test(value) === false)
    return `${told} does not match ${pattern}`;
  return undefined;
}

/** What is known before anybody says anything. */
export const defaultsOf = (variables: readonly Variable[]): Values =>
  Object.fromEntries(
    variables.flatMap(({ name, default: otherwise }) => (otherwise === undefined ? [] : [[name, otherwise]])),
  );

/** The plan as it would run with these values: each condition is decided, as far as they tell. */
export function bound(plan: Plan, values: Values): Plan {
  const vars = { ...plan.vars, ...values };
  const steps = plan.steps.map(({ skipped: _skipped, ...step }) => {
    const condition = step.when === undefined ? undefined : parseCondition(step.when);
    const left = condition && 'kind' in condition && holds(condition, vars) === false;
    return left ? { ...step, skipped: true as const } : step;
  });
  return { ...plan, vars, steps };
}

/** What stands in the record in place of a secret variable's value; redaction leaves it as it is. */
const concealed = '[redacted:secret]';

/** The plan as it may be kept and hashed: without the values of its secret variables. */
export const withoutSecretVars = (plan: Plan): Plan =>
  plan.secrets
    ? {
        ...plan,
        vars: Object.fromEntries(
          Object.entries(plan.vars).map(([name, value]) => [
            name,
            plan.secrets?.includes(name) ? concealed : value,
          ]),
        ),
      }
    : plan;
