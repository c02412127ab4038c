import type { Happening } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { safeName } from '../core/text/file-name.ts';
import type { World } from '../core/ports/ports.ts';
import { show } from '../core/text/screen-text.ts';
import { attachmentText } from '../core/incident/event-text.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { inviteText } from './asking.ts';
import { incidentFor } from './asked-incident.ts';
import { happenedAt, written } from './writing.ts';

/** `inc attach FILE|-`: a copy of the file becomes part of the record; a text is redacted first. */
export async function attach(input: Input, world: World): Promise<Outcome> {
  const named = flagText(input, 'name');
  if (named !== undefined && input.args.length > 1)
    throw new Fault('USAGE', `one --name for ${input.args.length} files`, {
      hint: 'attach them one by one, or leave out --name',
    });
  if (input.args.filter((path) => path === '-').length > 1)
    throw new Fault('USAGE', 'standard input can be attached once', { hint: 'inc attach - --name NAME' });
  const incident = await incidentFor(input, world, 'attach');
  const at = await happenedAt(input, world, incident);
  const notes = [...(at?.notes ?? [])];
  const happenings: Happening[] = [];
  const told: string[] = [];
  let hidden = 0;
  for (const path of input.args) {
    if (path === '-') inviteText(world);
    const { text, redactions, ...kept } = await world.keep(incident, path === '-' ? undefined : path);
    const name = safeName(named ?? (path === '-' ? 'stdin' : path));
    const data = { ...kept, name, ...(redactions > 0 ? { redactions } : {}) };
    happenings.push({ type: 'file.attached', data, ...(at ? { at: at.at } : {}) });
    told.push(`attached ${show(attachmentText(data))}`);
    hidden += redactions;
    if (!text)
      notes.push(`inc: ${name} is not text: it was kept as it is, secrets in it were not looked for`);
  }
  const receipt = await world.journal.append(incident, happenings);
  return written(world, incident, { ...receipt, redactions: receipt.redactions + hidden }, told, notes);
}
