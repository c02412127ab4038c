import { nearest } from '../core/text/nearest.ts';
import { namesIn, parseCondition, type Condition, type Misread } from './condition.ts';
import { wrongValue, type Variable } from './variables.ts';

/** @returns everything that is wrong with a condition on these variables, each with its offset. */
export function conditionProblems(text: string, variables: readonly Variable[]): readonly Misread[] {
  const condition = parseCondition(text);
  if (!('kind' in condition)) return [{ ...condition, message: `when: ${condition.message}` }];
  const known = variables.map(({ name }) => name);
  const unknown = namesIn(condition)
    .filter(({ name }) => !known.includes(name))
    .map(({ name, at }) => {
      const meant = nearest(name, known);
      const others = known.length > 0 ? `the variables are ${known.join(', ')}` : 'the plan has no vars';
      return {
        at,
        message: `when: no variable is called ${name}; ${meant ? `did you mean ${meant}?` : `${others}; a text stands in quotes`}`,
      };
    });
  return [...unknown, ...impossible(condition, variables)];
}

/** Comparisons with a value that the variable is never allowed to have. */
function impossible(condition: Condition, variables: readonly Variable[]): readonly Misread[] {
  switch (condition.kind) {
    case 'not':
      return impossible(condition.of, variables);
    case 'and':
    case 'or':
      return [...impossible(condition.left, variables), ...impossible(condition.right, variables)];
    case '==':
    case '!=': {
      const sides = [condition.left, condition.right];
      const named = sides.find((side) => side.kind === 'name');
      const value = sides.find((side) => side.kind === 'text');
      const variable = variables.find(({ name }) => name === named?.name);
      const wrong = variable && value && wrongValue(variable, value.text);
      return named && wrong ? [{ at: named.at, message: `when: ${named.name} is never so: ${wrong}` }] : [];
    }
    default:
      return [];
  }
}
