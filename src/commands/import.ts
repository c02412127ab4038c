import { faultExit } from '../core/exit-codes.ts';
import { Fault, type Verdict } from '../core/faults.ts';
import { incidentOf } from '../core/incident/incident.ts';
import { isJsonLines, jsonHint } from '../core/pasted/json-rows.ts';
import type { ImportedRow } from '../core/pasted/rows.ts';
import type { World } from '../core/ports/ports.ts';
import type { GivenRecord, Receipt } from '../core/ports/record-ports.ts';
import { show } from '../core/text/screen-text.ts';
import { incidentFor } from './asked-incident.ts';
import { flagSet, type Input, type Outcome } from './command.ts';
import { look, type Found } from './import-finding.ts';
import { leftOutLines, takenFor } from './import-remarks.ts';
import { happeningOf } from './import-rows.ts';
import { subjectOf } from './import-subject.ts';
import { viewOf } from './import-view.ts';
import { keepLacking, missingNote, redactedNote } from './stored-files.ts';

/** MiB: of what people paste, and of a record; that of a long incident has one or two. */
const [mostPasted, mostRecorded] = [12, 64];
const mebibyte = 1_048_576;

/** `inc import [FILE|-]`: a timeline that was kept elsewhere, or exported lines, shown first and then recorded. */
export async function importTimeline(input: Input, world: World): Promise<Outcome> {
  const [file = '-'] = input.args;
  const pasted = file === '-' && world.terminal.interactive;
  // Before somebody pastes a long text for nothing.
  const chosen = pasted ? await incidentFor(input, world, 'import') : undefined;
  if (pasted) world.watcher.told('inc: paste the timeline, then press Enter and Ctrl-D');
  const given = await world.givenRecord(
    file === '-' ? undefined : file,
    mostRecorded * mebibyte,
    flagSet(input, 'dryRun'),
  );
  try {
    return await importGiven(input, file, given, chosen, world);
  } finally {
    given.drop();
  }
}

async function importGiven(
  input: Input,
  file: string,
  given: GivenRecord,
  chosen: string | undefined,
  world: World,
): Promise<Outcome> {
  const { text } = given;
  if (text.length > mostPasted * mebibyte && !isJsonLines(text))
    throw new Fault('USAGE', `${file === '-' ? 'standard input' : file} holds more than ${mostPasted} MiB`, {
      hint: 'take the part that matters, or keep it whole: inc attach FILE',
    });
  const found = await look(input, given, await subjectOf(input, text, chosen, world), world);
  const { incident } = found;
  const preview = viewOf(found, world);
  const fresh = found.rows.filter((_, index) => !found.present[index]);
  const count = fresh.length + (found.merged?.added.length ?? 0) + found.stored.lacking.length;
  const there =
    found.rows.length + (found.merged?.present ?? 0) + found.stored.present + found.stored.redacted;
  const known = count === 0 && there > 0;
  if (count === 0 && !known)
    return {
      view: preview,
      verdict: { exit: faultExit('DATA') },
      notes: [
        `inc: nothing of it was understood; ${jsonHint(text) ?? 'a row begins with a time: 14:25 what happened'}`,
      ],
    };
  if (flagSet(input, 'dryRun') || count === 0) return { view: preview, verdict: wholeness(found) };
  if (!flagSet(input, 'yes')) {
    if (!world.terminal.interactive)
      return { view: preview, verdict: 'not-confirmed', notes: [unconfirmed(file)] };
    await world.announce(preview);
    if (!(await (await world.prompt()).confirm(`Import ${count} into ${incident}?`)))
      return {
        view: preview,
        verdict: 'not-confirmed',
        notes: ['inc: not confirmed: nothing was imported'],
      };
  }
  return record(found, fresh, world, flagSet(input, 'yes'));
}

/** Of pasted text some lines are never rows; of lines that a program wrote, one that is left out is damage. */
const wholeness = ({ format, leftOut }: Found): Verdict =>
  format === 'jsonl' && leftOut.length > 0 ? { exit: faultExit('DATA') } : 'ok';

const unconfirmed = (file: string): string =>
  `inc: nothing was imported: nobody confirmed it
     to import it: ${file === '-' ? '… | inc import - --yes' : `inc import ${show(file)} --yes`}`;

/** What was recorded elsewhere goes in as it stands, then all rows in one durable append. */
async function record(
  found: Found,
  fresh: readonly ImportedRow[],
  world: World,
  unseen: boolean,
): Promise<Outcome> {
  const { recorded, leftOut, opens } = found;
  const lines = recorded.map(({ text }) => text);
  const made = opens ? await world.journal.adopt(found.incident, lines) : undefined;
  const incident = made?.id ?? found.incident;
  const merged = made ?? (found.merged ? await world.journal.merge(incident, lines) : undefined);
  if (merged && merged.added.length > 0) {
    const { phase } = incidentOf(await world.journal.read(incident));
    world.store.mark(incident, phase === 'closed' || phase === 'cancelled' ? 'closed' : 'open');
  }
  const receipt: Receipt =
    fresh.length > 0
      ? await world.journal.append(incident, fresh.map(happeningOf))
      : { where: 'home', events: [], redactions: 0 };
  await keepLacking(incident, found.stored, world);
  return {
    view: viewOf({ ...found, incident, merged }, world, receipt),
    verdict: receipt.where === 'home' ? wholeness(found) : 'spooled',
    notes: [
      ...(unseen ? takenFor(found.notes, fresh) : []),
      ...(unseen && leftOut.length > 0 ? leftOutLines(found, world) : []),
      ...redactedNote(found.stored).map((note) => `inc: ${note}`),
      ...(merged ? missingNote(incident, merged.added, [...found.record, ...merged.added], world) : []),
      ...(receipt.trouble?.told ?? []),
    ],
  };
}
