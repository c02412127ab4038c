import type { Severity } from '../core/record/events.ts';
import { Fault } from '../core/faults.ts';
import { incidentId } from '../core/record/incident-id.ts';
import type { World } from '../core/ports/ports.ts';
import { canonicalZone } from '../core/time/zone-names.ts';
import { flagSet, flagText, flagTexts, type Input, type Outcome } from './command.ts';
import { severityOf } from './sev.ts';
import { askText, textOf } from './asking.ts';
import { readTime, type Happened } from './happened.ts';

/** Characters; what people read on one line of a list, and in the heading of the post-mortem. */
const longestTitle = 200;

/** `inc open TITLE`: never blocks on anything but a missing title. */
export async function open(input: Input, world: World): Promise<Outcome> {
  const typed = textOf(input);
  const title = await askText(
    typed,
    'What is wrong?',
    'an incident needs a title',
    'inc open "Web tier answers 5xx" --sev 2',
    world,
  );
  const length = Array.from(title).length;
  if (length > longestTitle)
    throw new Fault(
      'USAGE',
      `a title of ${length} characters; it must fit one line: ${longestTitle} at most`,
      {
        hint: 'open it by a few words, then log the rest: inc note …',
      },
    );
  const sev = flagText(input, 'sev');
  const severity: Severity | undefined = sev === undefined ? undefined : severityOf(sev);
  const notes: string[] = [];
  const zone = await zoneFor(input, world, notes);
  const time = (flag: string): Happened | undefined => {
    const text = flagText(input, flag);
    if (text === undefined) return undefined;
    const when = readTime(text, zone, world);
    notes.push(...when.notes);
    return when;
  };
  const [started, detected, at] = [time('started'), time('detected'), time('at')];
  const declared = at?.at ?? {
    ms: world.clock.started,
    offset: world.zones.offset(zone, world.clock.started),
  };
  const drill = flagSet(input, 'drill');
  const { id, events, redactions } = await world.journal.open(
    incidentId(await world.redact(title), declared),
    {
      type: 'incident.opened',
      data: {
        title,
        ...(severity ? { severity } : {}),
        services: flagTexts(input, 'service'),
        zone,
        ...(started ? { started: started.text } : {}),
        ...(detected ? { detected: detected.text } : {}),
        ...(drill ? { drill } : {}),
      },
      at: declared,
    },
  );
  world.store.mark(id, 'open');
  const current = !flagSet(input, 'noSwitch') && pointed(id, world, notes);
  await world.rememberCatalogue(id);
  const [event] = events;
  if (event?.type !== 'incident.opened') throw new Fault('BUG', 'an incident opened without its first event');
  if (redactions > 0) notes.push('a secret in the title was redacted before it was written');
  return {
    view: {
      kind: 'opened',
      incident: id,
      title: event.data.title,
      at: event.at,
      zone,
      severity: severity ?? null,
      drill,
      current,
    },
    verdict: 'ok',
    notes,
  };
}

/** It is open, whatever becomes of the pointer. */
function pointed(id: string, world: World, notes: string[]): boolean {
  try {
    world.store.point(id);
    return true;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    notes.push(`inc: ${error.message}`, `     write to it with -i ${id}`);
    return false;
  }
}

/** What the person has set once for all; a file that is wrong keeps nobody from opening an incident. */
async function ownZone(world: World, notes: string[]): Promise<string | undefined> {
  try {
    const { zone } = (await world.settings()).read();
    return zone === undefined ? undefined : canonicalZone(zone, await world.namedZones());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    notes.push(`inc: your settings were not used: ${error.message}`);
    return undefined;
  }
}

/** The flag, the catalogue's, the person's own, else the machine's. Neither file keeps an incident from being opened. */
async function zoneFor(input: Input, world: World, notes: string[]): Promise<string> {
  const typed = flagText(input, 'tz');
  if (typed !== undefined) return canonicalZone(typed, await world.namedZones());
  try {
    const zone = (await world.catalogue())?.zone;
    if (zone !== undefined) return canonicalZone(zone, await world.namedZones());
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    notes.push(`inc: the catalogue was not used: ${error.message}`);
  }
  return (await ownZone(world, notes)) ?? world.machineZone;
}
