import type { Check, CheckResult } from '../core/checks/check.ts';
import type { World } from '../core/ports/ports.ts';
import { proberOf } from './probing.ts';

/**
 * Checks at a time: more only measure each other. A question over a network is mostly waiting, a process is work; each
 * takes its part of the whole.
 */
const part = ({ kind }: Check): number => (kind === 'command' ? 1 / 8 : 1 / 32);

interface Asked {
  readonly check: Check;
  readonly at: number;
  /** Checks that it needs and that have not answered yet. */
  readonly open: Set<string>;
  /** Why it is not asked: that check is CRITICAL. */
  blame?: string;
}

const skipped = ({ check: { name, kind } }: Asked, blame: string): CheckResult => ({
  check: name,
  kind,
  status: 'UNKNOWN',
  summary: `skipped: ${blame} is CRITICAL`,
  perfdata: [],
  ms: 0,
  skipped: blame,
});

/**
 * Answers in the order of the checks, whatever the order in which they come. A check is asked after those of them that
 * it needs, and not at all while one of these is CRITICAL; what it needs beside them is not looked at.
 *
 * Rejects with the interruption's reason.
 *
 * @param cutShort is given what there is when it is interrupted: answers, and which checks never gave one.
 * @param doing is told what is being asked now.
 */
export async function askAll(
  checks: readonly Check[],
  world: Pick<World, 'prober' | 'mono' | 'sleep' | 'clock' | 'env' | 'interruption'>,
  {
    cutShort = async () => undefined,
    doing = () => undefined,
  }: {
    readonly cutShort?: (results: readonly CheckResult[]) => Promise<void>;
    readonly doing?: (text: string | undefined) => void;
  } = {},
): Promise<readonly CheckResult[]> {
  const probe = proberOf(world);
  const { interruption } = world;
  // An answer is of the moment when it came, whatever kind of check gave it.
  world.clock.live();
  const results: CheckResult[] = [];
  const names = new Set(checks.map(({ name }) => name));
  const all = checks.map((check, at): Asked => {
    return { check, at, open: new Set(check.needs?.filter((name) => names.has(name))) };
  });
  const waiting = new Set(all.filter(({ open }) => open.size > 0));
  const ready = all.filter(({ open }) => open.size === 0);
  const asking = new Set<string>();
  let taken = 0;

  const answered = ({ check, at }: Asked, result: CheckResult): void => {
    results[at] = result;
    const blame = result.skipped ?? (result.status === 'CRITICAL' ? check.name : undefined);
    for (const each of waiting) {
      if (!each.open.delete(check.name)) continue;
      if (blame !== undefined) each.blame ??= blame;
      if (each.open.size > 0) continue;
      waiting.delete(each);
      ready.push(each);
    }
  };

  await new Promise<void>((resolve, reject) => {
    const more = (): void => {
      for (let next = ready[0]; next && !interruption.aborted; next = ready[0]) {
        if (next.blame === undefined && taken + part(next.check) > 1) break;
        ready.shift();
        if (next.blame === undefined) void ask(next);
        else answered(next, skipped(next, next.blame));
      }
      if (asking.size === 0) resolve();
      else doing(`asking ${[...asking].map((key) => key.slice(key.indexOf(' ') + 1)).join(', ')}`);
    };
    const ask = async (one: Asked): Promise<void> => {
      // Two of one name may be asked at once: a URL can be typed twice.
      const key = `${one.at} ${one.check.name}`;
      asking.add(key);
      taken += part(one.check);
      try {
        answered(one, await probe(one.check, interruption));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
      asking.delete(key);
      taken -= part(one.check);
      more();
    };
    more();
  });
  doing(undefined);
  if (interruption.aborted) {
    // Places of checks that were not asked are empty.
    await cutShort(results.filter(() => true));
    throw interruption.reason;
  }
  return results;
}
