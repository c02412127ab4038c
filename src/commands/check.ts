import { checkFromText } from '../checks/from-text.ts';
import type { Catalogue } from '../core/catalogue.ts';
import { worst, type Check, type CheckResult } from '../core/check.ts';
import type { CheckStatus, Happening } from '../core/events.ts';
import { Fault, type Verdict } from '../core/faults.ts';
import { nearest } from '../core/nearest.ts';
import type { World } from '../core/ports.ts';
import { keep } from '../plan/program.ts';
import { askedBefore, rowOf } from './asked-before.ts';
import { timeIn, until, untilOf } from './check-until.ts';
import type { Input, Outcome } from './command.ts';
import { incidentIfAny } from './open-incident.ts';
import { proberOf } from './probing.ts';

/** Checks at a time: more only measure each other. */
const atOnce = 8;

const verdicts: Readonly<Record<CheckStatus, Verdict>> = {
  OK: 'ok',
  WARNING: 'warning',
  CRITICAL: 'critical',
  UNKNOWN: 'unknown',
};

/** A command line that means nothing, and a person's Ctrl-C, keep their own exit codes. */
const ownExit: readonly Fault['code'][] = ['USAGE', 'INTERRUPTED', 'TERMINATED', 'BUG'];

/**
 * `inc check [NAME|PATH|URL|HOST:PORT…]`: asks all at once and records each answer; with `--until ok` it waits
 * until all are well, and records each change. Whoever reads the exit code as a
 * plugin's gets UNKNOWN (3) where `inc` itself could not do its part.
 */
export async function check(input: Input, world: World): Promise<Outcome> {
  try {
    return await asked(input, world);
  } catch (error) {
    if (!(error instanceof Fault) || ownExit.includes(error.code)) throw error;
    const { code, message, hint, details } = error;
    throw new Fault(code, message, {
      ...(hint === undefined ? {} : { hint }),
      details: { ...(typeof details === 'object' ? details : {}), exit: 3 },
      cause: error,
    });
  }
}

async function asked(input: Input, world: World): Promise<Outcome> {
  const wanted = untilOf(input);
  const incident = await incidentIfAny(input, world, 'check');
  const checks = await checksFor(input, world, incident);
  const troubles: string[] = [];
  const keepAll = async (results: readonly CheckResult[]): Promise<void> => {
    if (incident !== undefined && results.length > 0)
      troubles.push(...(await record(results, incident, world)));
  };
  // Read before anything is added to it; a wait may take long, and its own answers are not "before".
  const names = checks.map(({ name }) => name);
  const early = wanted ? await askedBefore(names, incident, world) : undefined;
  const waited = wanted
    ? await until(checks, wanted, {
        world,
        ask: (some) => askAll(some, world, async () => undefined),
        changed: keepAll,
      })
    : undefined;
  const results = waited?.results ?? (await askAll(checks, world, keepAll));
  const before = early ?? (await askedBefore(names, incident, world));
  if (!waited) await keepAll(results);
  const status = worst(results.map((result) => result.status));
  return {
    view: {
      kind: 'checks',
      incident: incident ?? null,
      status,
      checks: results.map((result) => rowOf(result, before)),
    },
    // Time was up before it was well for long enough: that is no OK.
    verdict: waited && !waited.ok && status === 'OK' ? 'warning' : verdicts[status],
    notes: [
      ...(incident === undefined ? ['inc: no incident is open: this was not recorded'] : new Set(troubles)),
      ...(waited ? [waited.told] : []),
    ],
  };
}

async function checksFor(
  input: Input,
  world: World,
  incident: string | undefined,
): Promise<readonly Check[]> {
  const timeout = timeIn(input, 'timeout', 'inc check ./healthy.sh --timeout 10s');
  const plain = { cwd: world.cwd, ...(timeout === undefined ? {} : { timeout }) };
  const typed = input.args.map((text) => ({ text, check: checkFromText(text, plain) }));
  // A catalogue that is broken or not allowed is no hindrance to a script or a URL.
  const checks = typed.flatMap(({ check: found }) => found ?? []);
  if (typed.length > 0 && checks.length === typed.length) return checks;
  const catalogue = await world.catalogue(incident);
  const named = typed.map(({ text, check: found }) => found ?? checkCalled(text, catalogue));
  if (!catalogue)
    throw new Fault('NOT_FOUND', 'there is no catalogue here (.inc/inc.yaml), so there is nothing to check', {
      hint: 'inc check ./healthy.sh, inc check http://127.0.0.1:8080/health, inc check db-1:5432, or start a catalogue: inc init',
    });
  const all = input.args.length === 0 ? Object.values(catalogue.checks) : named;
  if (all.length === 0)
    throw new Fault('NOT_FOUND', `the catalogue has no checks · ${catalogue.file}`, {
      hint: 'add one there, under checks:',
    });
  if (!catalogue.trusted)
    throw new Fault(
      'PERMISSION',
      `this catalogue has not been allowed to run anything, or it changed since · ${catalogue.file}`,
      {
        hint: 'read its checks, then: inc config trust',
      },
    );
  return all;
}

function checkCalled(name: string, catalogue: Catalogue | undefined): Check {
  const known = catalogue?.checks ?? {};
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found) return found;
  const names = Object.keys(known);
  const meant = nearest(name, names);
  throw new Fault(
    'NOT_FOUND',
    `no check is called ${name}${catalogue ? '' : ': there is no catalogue here (.inc/inc.yaml)'}`,
    {
      hint: meant
        ? `did you mean ${meant}? inc check ${meant}`
        : `${names.length > 0 ? `the checks are ${names.join(', ')} · ` : ''}a script, a URL or host:port needs no catalogue: inc check ./${name}`,
      details: { known: names },
    },
  );
}

/**
 * In the order asked, whatever the order of the answers.
 *
 * @param cutShort is given what there is when it is interrupted: answers, and which checks never gave one.
 */
async function askAll(
  checks: readonly Check[],
  world: World,
  cutShort: (results: readonly CheckResult[]) => Promise<void>,
): Promise<readonly CheckResult[]> {
  const probe = proberOf(world);
  const results: CheckResult[] = [];
  const waiting = [...checks.entries()];
  const asking = new Set<string>();
  const tell = (): void => world.watcher.doing(`asking ${[...asking].join(', ')}`);
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !world.interruption.aborted; next = waiting.shift()) {
      const [at, one] = next;
      asking.add(one.name);
      tell();
      results[at] = await probe(one, world.interruption);
      asking.delete(one.name);
      if (asking.size > 0) tell();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, checks.length) }, worker));
  world.watcher.doing(undefined);
  if (world.interruption.aborted) {
    // Places of checks that were not asked are empty.
    await cutShort(results.filter(() => true));
    throw world.interruption.reason;
  }
  return results;
}

/** @returns what to say when the answers are not in the record yet. */
async function record(
  results: readonly CheckResult[],
  incident: string,
  world: World,
): Promise<readonly string[]> {
  const happenings = results.map((result): Happening => {
    const { output: text = '', printed = { total: 0, omitted: 0, redactions: 0 }, ...data } = result;
    const output = keep(world.journal, incident, text, printed);
    return { type: 'check.finished', data: { ...data, ...(output ? { output } : {}) } };
  });
  const { trouble } = await world.journal.append(incident, happenings);
  return trouble ? [`inc: not in the record yet: ${trouble.reason} · it is safe in ${trouble.file}`] : [];
}
