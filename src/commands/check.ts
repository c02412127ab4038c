import { worst, type CheckResult } from '../core/checks/check.ts';
import type { CheckStatus } from '../core/record/events.ts';
import { Fault, type Verdict } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { askAll } from './ask-all.ts';
import { askedBefore, rowsOf } from './asked-before.ts';
import { until, untilOf } from './check-until.ts';
import { watchOf, watching } from './check-watch.ts';
import { chosenChecks } from './chosen-checks.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { incidentIfAny } from './open-incident.ts';
import { recordAnswers } from './record-answers.ts';

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
 * until all are well, with `--watch` it goes on until a person has had enough, and either records what changes.
 * Whoever reads the exit code as a plugin's gets UNKNOWN (3) where `inc` itself could not do its part.
 */
export async function check(input: Input, world: World): Promise<Outcome> {
  const asPlugin = pluginIn(input);
  try {
    return await asked(input, world);
  } catch (error) {
    if (!(error instanceof Fault) || ownExit.includes(error.code)) throw error;
    const { code, message, hint, details } = error;
    // A monitoring system shows what is on standard output, and nothing else.
    if (asPlugin)
      return {
        view: { kind: 'checks', incident: null, status: 'UNKNOWN', checks: [], fault: message },
        verdict: 'unknown',
      };
    throw new Fault(code, message, {
      ...(hint === undefined ? {} : { hint }),
      details: { ...(typeof details === 'object' ? details : {}), exit: 3 },
      cause: error,
    });
  }
}

/** Whether it is to answer as a Nagios plugin does. Throws Fault USAGE for any other format. */
function pluginIn(input: Input): boolean {
  const format = flagText(input, 'format');
  if (format === undefined) return false;
  const hint = 'inc check --format nagios: one line and perfdata, as a plugin prints it';
  if (format !== 'nagios')
    throw new Fault('USAGE', `--format ${format} is not known: it is nagios, or left out`, { hint });
  const other = flagSet(input, 'json') ? '--json' : flagSet(input, 'quiet') ? '--quiet' : undefined;
  if (other) throw new Fault('USAGE', `--format nagios and ${other} are two formats`, { hint });
  return true;
}

async function asked(input: Input, world: World): Promise<Outcome> {
  const wanted = untilOf(input);
  const everyMs = watchOf(input);
  const incident = await incidentIfAny(input, world, 'check');
  const checks = await chosenChecks(input, world, incident);
  // Read before anything is added to it; a wait may take long, and its own answers are not "before".
  const early = () =>
    askedBefore(
      checks.map(({ name }) => name),
      incident,
      world,
    );
  const unrecorded = incident === undefined ? ['inc: no incident is open: this was not recorded'] : [];
  if (everyMs !== undefined)
    return {
      ...watching({ checks, everyMs, before: await early(), incident: incident ?? null }, world, verdicts),
      notes: unrecorded,
    };
  const troubles: string[] = [];
  const record = async (results: readonly CheckResult[]): Promise<void> => {
    troubles.push(...(await recordAnswers(results, incident, world)));
  };
  const doing = (text: string | undefined): void => world.watcher.doing(text);
  const beforeWait = wanted ? await early() : undefined;
  const waited = wanted
    ? await until(checks, wanted, {
        world,
        ask: (some) => askAll(some, world, { doing }),
        changed: record,
      })
    : undefined;
  const results = waited?.results ?? (await askAll(checks, world, { cutShort: record, doing }));
  const before = beforeWait ?? (await early());
  if (!waited) await record(results);
  const status = worst(results.map((result) => result.status));
  return {
    view: {
      kind: 'checks',
      incident: incident ?? null,
      status,
      checks: rowsOf(results, checks, before),
    },
    // Time was up before it was well for long enough: that is no OK.
    verdict: waited && !waited.ok && status === 'OK' ? 'warning' : verdicts[status],
    notes: [
      ...(flagText(input, 'format') === undefined ? unrecorded : []),
      ...new Set(troubles),
      ...(waited ? [waited.told] : []),
    ],
  };
}
