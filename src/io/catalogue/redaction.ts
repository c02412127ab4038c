import type { Happening } from '../../core/record/events.ts';
import { rulesForEnvironment } from '../../core/redaction/redact-environment.ts';
import { compileRules, redactDeep, type RedactionRule } from '../../core/redaction/redact.ts';
import { builtInRules } from '../../core/redaction/redaction-rules.ts';
import type { Redacted } from '../record/appender.ts';
import { cachedRules } from './catalogue-cache.ts';
import type { Place } from '../files/paths.ts';

/** Built-in rules and the catalogue's. A stale cache is compiled first: nothing is written with fewer rules. */
export async function rulesIn(
  place: Place,
  incidentFolder: string | undefined,
): Promise<readonly RedactionRule[]> {
  let cached = cachedRules(place, incidentFolder);
  if (cached && !cached.fresh) {
    const { compileCatalogue } = await import('./catalogue.ts');
    cached = await compileCatalogue(place, cached.file);
  }
  return cached?.fresh ? [...builtInRules, ...compileRules(cached.redaction)] : builtInRules;
}

/** @param env whose secrets are hidden too: a shell puts them into the words of a command. */
export async function redactHappenings(
  place: Place,
  incidentFolder: string | undefined,
  happenings: readonly Happening[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Redacted> {
  const rules = [...rulesForEnvironment(env), ...(await rulesIn(place, incidentFolder))];
  let count = 0;
  const safe = happenings.map((happening) => {
    const data = redactDeep(happening.data, rules);
    count += data.count;
    return { ...happening, data: data.value } as Happening;
  });
  return { happenings: safe, count };
}
