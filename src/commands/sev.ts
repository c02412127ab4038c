import type { Severity } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { textOf } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

/** `1`, `sev1`, `SEV-1`. */
export function severityOf(text: string): Severity {
  const digit = /^(?:sev-?)?([1-5])$/i.exec(text)?.[1];
  if (!digit)
    throw new Fault('USAGE', `'${text}' is not a severity`, { hint: 'from 1 (worst) to 5: --sev 2' });
  return `sev${digit}` as Severity;
}

/** `inc sev N [REASON]`. */
export async function sev(input: Input, world: World): Promise<Outcome> {
  const incident = await incidentFor(input, world, 'sev');
  const severity = severityOf(input.args[0] ?? '');
  const reason = textOf(input, 1);
  const at = await happenedAt(input, world, incident);
  const receipt = await world.journal.append(incident, [
    {
      type: 'severity.changed',
      data: { severity, ...(reason ? { reason } : {}) },
      ...(at ? { at: at.at } : {}),
    },
  ]);
  return written(world, incident, receipt, [severity.toUpperCase()], at?.notes);
}
