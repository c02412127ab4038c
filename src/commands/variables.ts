import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import { shellWords } from '../core/text/shell-words.ts';
import { refusedName } from '../plan/plan.ts';
import { defaultsOf, wrongValue, type Values, type Variable } from '../plan/variables.ts';
import { flagTexts, type Input } from './command.ts';

/** `-V region=eu`, as typed; of several for one name the last holds. Throws Fault USAGE. */
function typedVars(input: Input): Values {
  return Object.fromEntries(
    flagTexts(input, 'var').map((typed) => {
      const [, name, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(typed) ?? [];
      if (name === undefined || value === undefined)
        throw new Fault('USAGE', `-V ${typed} says no value`, {
          hint: 'a variable and its value: -V region=eu',
        });
      return [name, value];
    }),
  );
}

/** For a plain script, which declares nothing: every name but those that change how programs are started. */
export function freeVars(input: Input): Values {
  const typed = typedVars(input);
  for (const name of Object.keys(typed)) {
    const refused = refusedName(name);
    if (refused) throw new Fault('USAGE', `-V ${name}: it ${refused.replace('by a plan', 'for a script')}`);
  }
  return typed;
}

/** The command line to repeat, with what it lacks; values of secrets are left out. */
function repeated(
  plan: string,
  input: Input,
  variables: readonly Variable[],
  lacking: readonly Variable[],
): string {
  const given = Object.entries(typedVars(input)).map(([name, value]) => {
    const isSecret = variables.some((variable) => variable.name === name && variable.secret);
    return isSecret ? `-V ${name}=…` : shellWords(['-V', `${name}=${value}`]);
  });
  const others = Object.entries(input.flags).flatMap(([flag, value]) => {
    const typed = `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (flag === 'var' || value === undefined || value === false) return [];
    return value === true ? [typed] : [value].flat().map((each) => shellWords([typed, each]));
  });
  const wanted = lacking.map(({ name, choices }) => `-V ${name}=${choices ? choices.join('|') : '…'}`);
  return ['inc runbook run', plan, ...others, ...given, ...wanted].join(' ');
}

const told = ({ name, ask }: Variable): string => (ask === undefined ? name : `${name} (${ask})`);

function judged(plan: string, variables: readonly Variable[], typed: Values): void {
  const known = variables.map(({ name }) => name);
  const wrong = Object.entries(typed).flatMap(([name, value]) => {
    const variable = variables.find((each) => each.name === name);
    if (variable) {
      const why = wrongValue(variable, value);
      return why === undefined ? [] : [`-V ${name}: ${why}`];
    }
    const meant = nearest(name, known);
    return [
      `-V ${name}: ${plan} has no such variable; ${meant ? `did you mean ${meant}?` : known.length > 0 ? `it has ${known.join(', ')}` : 'it has none'}`,
    ];
  });
  if (wrong.length > 0)
    throw new Fault('USAGE', wrong.join('\n  '), { hint: `what it takes: inc runbook show ${plan}` });
}

/**
 * The values that a plan runs with: typed, else answered by a person, else the plan's own. A secret that nobody gave
 * is taken from the environment. For a mere look nobody is asked, and what is not known stays so.
 *
 * @param plan its name, as it is typed.
 * @throws Fault USAGE for a name or a value that the plan does not know; with everything that is missing, and what to
 * type, where nobody can be asked.
 */
export async function valuesFor(
  plan: string,
  variables: readonly Variable[],
  input: Input,
  world: Pick<World, 'prompt' | 'terminal' | 'env'>,
  purpose: 'run' | 'look',
): Promise<Values> {
  const typed = typedVars(input);
  judged(plan, variables, typed);
  const found = variables.flatMap(({ name, secret }) => {
    const value = secret ? world.env[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  const values: Record<string, string> = { ...defaultsOf(variables), ...Object.fromEntries(found), ...typed };
  if (purpose === 'look') return values;
  const isGiven = ({ name }: Variable): boolean =>
    Object.hasOwn(typed, name) || found.some(([each]) => each === name);
  const open = variables.filter(
    (variable) => !isGiven(variable) && (variable.ask !== undefined || values[variable.name] === undefined),
  );
  if (world.terminal.interactive) {
    for (const variable of open) values[variable.name] = await answer(variable, world);
    return values;
  }
  const lacking = open.filter(({ name }) => values[name] === undefined);
  if (lacking.length > 0)
    throw new Fault('USAGE', `${plan} needs what nobody said: ${lacking.map(told).join(', ')}`, {
      hint: repeated(plan, input, variables, lacking),
      details: { lacking: lacking.map(({ name }) => name) },
    });
  return values;
}

async function answer(variable: Variable, world: Pick<World, 'prompt'>): Promise<string> {
  const { name, ask = `${name}:`, choices, default: otherwise, secret } = variable;
  const prompt = await world.prompt();
  if (choices) {
    // What holds by itself stands first: one key is enough.
    const ordered = [...choices].sort((a, b) => Number(b === otherwise) - Number(a === otherwise));
    return prompt.choose(
      ask,
      ordered.map((value) => ({ value, name: value })),
    );
  }
  return prompt.text(ask, {
    ...(otherwise === undefined ? {} : { initial: otherwise }),
    ...(secret ? { secret } : {}),
    wrong: (typed) =>
      typed === '' && otherwise !== '' ? `${name} needs a value` : wrongValue(variable, typed),
  });
}
