import type { Check } from '../core/checks/check.ts';
import type { CheckStatus } from '../core/record/events.ts';
import { nearest } from '../core/text/nearest.ts';
import { fields, list, reader, shown, text, type Fields, type Path, type Telling } from './fields.ts';
import { defaults, neverPasses, type Verify } from './plan.ts';

const statuses: readonly CheckStatus[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

/** Reads verifications of checks that a catalogue has; those that are named come together in `used`. */
export function verifyReader(checks: Readonly<Record<string, Check>>, { problem, standing }: Telling) {
  const used: Record<string, Check> = {};
  const { ms, count } = reader(problem);

  function verify(value: unknown, path: Path, once: boolean): Verify {
    const from = typeof value === 'string' ? { check: value } : fields(value);
    const name = text(from['check']) ?? '';
    const place = typeof value === 'string' ? path : [...path, 'check'];
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check) used[name] = check;
    else if (name === '') problem(path, 'says no check');
    else {
      const meant = nearest(name, Object.keys(checks));
      const known =
        Object.keys(checks).length > 0
          ? `the checks are ${Object.keys(checks).join(', ')}`
          : 'the catalogue has no checks';
      standing(place, `no check is called ${name}; ${meant ? `did you mean ${meant}?` : known}`);
    }
    const accept = list(from['accept']).flatMap((status, index) => {
      const known = statuses.find((each) => each === shown(status).toUpperCase());
      if (known === undefined)
        problem([...path, 'accept', index], `accept: ${shown(status)} is none of ${statuses.join(', ')}`);
      return known ?? [];
    });
    const verify: Verify = {
      check: name,
      withinMs: ms(from, 'within', path, once ? 0 : defaults.withinMs),
      passes: count(from, 'passes', path, once ? 1 : defaults.passes),
      everyMs: ms(from, 'every', path, defaults.everyMs),
      accept: accept.length > 0 ? accept : ['OK'],
    };
    const never = neverPasses(verify);
    if (never) problem(path, never);
    return verify;
  }

  const verifies = (from: Fields, key: string, once: boolean, path: Path = [key]): Verify[] =>
    list(from[key]).map((value, index) =>
      verify(value, Array.isArray(from[key]) ? [...path, index] : path, once),
    );

  return { used, verify, verifies };
}
