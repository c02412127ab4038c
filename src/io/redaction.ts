import type { Happening } from '../core/events.ts';
import { compileRules, redactDeep, type RedactionRule } from '../core/redact.ts';
import { builtInRules } from '../core/redaction-rules.ts';
import type { Redacted } from './appender.ts';
import { cachedRules } from './catalogue-cache.ts';
import type { Place } from './paths.ts';

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

export async function redactHappenings(
  place: Place,
  incidentFolder: string | undefined,
  happenings: readonly Happening[],
): Promise<Redacted> {
  const rules = await rulesIn(place, incidentFolder);
  let count = 0;
  const safe = happenings.map((happening) => {
    const data = redactDeep(happening.data, rules);
    count += data.count;
    return { ...happening, data: data.value } as Happening;
  });
  return { happenings: safe, count };
}
