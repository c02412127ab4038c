import { nearest } from '../../core/text/nearest.ts';
import type { Attribute } from './info-string.ts';

type Form = 'text' | 'number' | 'numbers' | 'flag';

/** Attribute → the key of a YAML plan's step that it stands for, and what kind of value that takes. */
const known: Readonly<Record<string, { readonly path: readonly string[]; readonly form: Form }>> = {
  id: { path: ['id'], form: 'text' },
  title: { path: ['title'], form: 'text' },
  timeout: { path: ['timeout'], form: 'text' },
  attempts: { path: ['retry', 'attempts'], form: 'number' },
  delay: { path: ['retry', 'delay'], form: 'text' },
  verify: { path: ['verify', 'check'], form: 'text' },
  within: { path: ['verify', 'within'], form: 'text' },
  passes: { path: ['verify', 'passes'], form: 'number' },
  every: { path: ['verify', 'every'], form: 'text' },
  undo: { path: ['undo'], form: 'text' },
  onFailure: { path: ['onFailure'], form: 'text' },
  danger: { path: ['danger'], form: 'text' },
  accept: { path: ['accept'], form: 'numbers' },
  cwd: { path: ['cwd'], form: 'text' },
  when: { path: ['when'], form: 'text' },
  idempotent: { path: ['idempotent'], form: 'flag' },
  tty: { path: ['tty'], form: 'flag' },
};
/** `run=no` leaves a block out; `for=STEP`, below Rollback, says what it undoes. */
const others: readonly string[] = ['run', 'for'];

export const attributeNames: readonly string[] = [...Object.keys(known), ...others];
/** Needs one of ours to be one of ours: other programs put their own into the same place. */
export const isOurs = (attributes: readonly Attribute[]): boolean =>
  attributes.some(({ key }) => attributeNames.includes(key));

const valueOf = (form: Form, value: string): unknown => {
  if (form === 'number') return /^\d+$/.test(value) ? Number(value) : value;
  if (form === 'numbers')
    return value.split(',').map((each) => (/^\s*\d+\s*$/.test(each) ? Number(each) : each));
  // Anything else is left as typed, and found to be wrong by whoever reads plans.
  return form === 'flag' && (value === 'true' || value === 'yes') ? true : value;
};

export interface AttributedStep {
  readonly value: Readonly<Record<string, unknown>>;
  /** Path of keys below the step → the attribute's column. */
  readonly places: readonly { readonly path: readonly string[]; readonly column: number }[];
  readonly wrong: readonly { readonly column: number; readonly message: string }[];
}

/** The attributes of a block as the keys of a step. */
export function stepAttributes(attributes: readonly Attribute[]): AttributedStep {
  const value: Record<string, unknown> = {};
  const places: { path: readonly string[]; column: number }[] = [];
  const wrong: { column: number; message: string }[] = [];
  const seen = new Set<string>();
  for (const { key, value: typed, column } of attributes) {
    const attribute = Object.hasOwn(known, key) ? known[key] : undefined;
    if (seen.has(key)) wrong.push({ column, message: `${key} stands here twice` });
    seen.add(key);
    if (!attribute) {
      if (others.includes(key)) continue;
      const meant = nearest(key, attributeNames);
      const hint = meant ? `did you mean ${meant}?` : `known here: ${attributeNames.join(', ')}`;
      wrong.push({ column, message: `unknown attribute ${key}; ${hint}` });
      continue;
    }
    const { path, form } = attribute;
    const [first = '', second] = path;
    const read = valueOf(form, typed);
    if (form === 'flag' && read !== true && read !== 'false' && read !== 'no')
      wrong.push({ column, message: `${key} is yes or no, not ${typed}` });
    if (form === 'number' && typeof read !== 'number')
      wrong.push({ column, message: `${key}: ${typed} is not a number` });
    if (form === 'flag' && read !== true) continue;
    value[first] =
      second === undefined
        ? read
        : { ...(value[first] as Readonly<Record<string, unknown>>), [second]: read };
    places.push({ path, column });
  }
  const { verify } = value as { verify?: Readonly<Record<string, unknown>> };
  if (verify && verify['check'] === undefined) {
    delete value['verify'];
    wrong.push({
      column: places.find(({ path }) => path[0] === 'verify')?.column ?? 1,
      message: 'within, passes and every say how a verify is asked: add verify=CHECK',
    });
  }
  return { value, places, wrong };
}
