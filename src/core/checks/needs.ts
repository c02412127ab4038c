import type { Check, CheckCommon } from './check.ts';
import { words, type Fields, type Path } from './values.ts';
import { nearest } from '../text/nearest.ts';

type Problem = (path: Path, message: string) => void;

/** What a check says about itself beside its question: tags, needs, and what to do when it is not OK. */
export function aboutIt(from: Fields): Pick<CheckCommon, 'tags' | 'needs' | 'hint' | 'runbook'> {
  const { hint, runbook } = from;
  const tags = words(from['tags']);
  const needs = words(from['needs']);
  return {
    ...(tags.length > 0 ? { tags } : {}),
    ...(needs.length > 0 ? { needs } : {}),
    ...(typeof hint === 'string' ? { hint } : {}),
    ...(typeof runbook === 'string' ? { runbook } : {}),
  };
}

/**
 * Says of each `needs:` that it names no check, or that it leads back to where it began: every name on such a circle,
 * at its own place.
 *
 * @param written as it stands in the catalogue: also those that are no checks, for other reasons.
 */
export function needless(
  checks: readonly (readonly [name: string, check: Check])[],
  written: Fields,
  problem: Problem,
): void {
  const needs = new Map(checks.map(([name, check]) => [name, check.needs ?? []]));
  for (const [name, wanted] of needs)
    for (const [index, other] of wanted.entries()) {
      if (Object.hasOwn(written, other)) continue;
      const meant = nearest(other, Object.keys(written));
      problem(
        ['checks', name, 'needs', index],
        `no check is called ${other}${meant ? `; did you mean ${meant}?` : ''}`,
      );
    }
  for (const circle of circles(needs))
    for (const [at, name] of circle.entries()) {
      const next = circle[(at + 1) % circle.length] ?? name;
      const round = [...circle.slice(at + 1), ...circle.slice(0, at + 1)];
      const told = circle.length === 1 ? 'itself' : round.join(', which needs ');
      const path = ['checks', name, 'needs', needs.get(name)?.indexOf(next) ?? 0];
      problem(path, `${name} needs ${told}: it would never be asked`);
    }
}

/** Circles among names that need one another, each once; none shares a name with another. */
function circles(needs: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  // What needs nothing that is left is on no circle.
  const left = new Set(needs.keys());
  for (let before = -1; before !== left.size;) {
    before = left.size;
    for (const name of left) if (!needs.get(name)?.some((other) => left.has(other))) left.delete(name);
  }
  const found: string[][] = [];
  const seen = new Set<string>();
  for (const start of left) {
    const walk: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !seen.has(name)) {
      seen.add(name);
      walk.push(name);
      name = needs.get(name)?.find((other) => left.has(other));
    }
    // Else it ran into a circle that is known.
    if (name !== undefined && walk.includes(name)) found.push(walk.slice(walk.indexOf(name)));
  }
  return found;
}

/** The checks that carry one of the tags; all where there are none. */
export const tagged = (checks: readonly Check[], tags: readonly string[]): readonly Check[] =>
  tags.length === 0 ? checks : checks.filter((check) => check.tags?.some((tag) => tags.includes(tag)));
