import { decode } from '../core/record/decode.ts';
import type { Recorded } from '../core/record/envelope.ts';
import { faultExit } from '../core/exit-codes.ts';
import { Fault } from '../core/faults.ts';
import { incidentId } from '../core/record/incident-id.ts';
import { incidentOf } from '../core/incident/incident.ts';
import { isJsonLines } from '../core/pasted/json-rows.ts';
import type { ImportedRow } from '../core/pasted/rows.ts';
import type { World } from '../core/ports/ports.ts';
import type { Merged, Receipt } from '../core/ports/record-ports.ts';
import { show } from '../core/text/screen-text.ts';
import { lateFrom, timeline } from '../core/incident/timeline.ts';
import { rfc3339 } from '../core/time/zone.ts';
import type { ImportView } from '../render/views/incident.ts';
import { incidentFor } from './asked-incident.ts';
import { flagSet, flagText, type Input, type Outcome } from './command.ts';
import { openedBy } from './opened-by.ts';
import { happeningOf, presentIn, understand, type Understood } from './import-rows.ts';

/** MiB: of what people paste, and of a record; that of a long incident has one or two. */
const [mostPasted, mostRecorded] = [12, 64];
const mebibyte = 1_048_576;

interface Found extends Understood {
  readonly incident: string;
  /** The event that opens it, when it is not in this store yet. */
  readonly opens: Recorded | undefined;
  readonly record: readonly Recorded[];
  /** Of the rows, as they would be recorded. */
  readonly texts: readonly string[];
  readonly present: readonly boolean[];
  readonly merged: Merged | undefined;
}

/** `inc import [FILE|-]`: a timeline that was kept elsewhere, or exported lines, shown first and then recorded. */
export async function importTimeline(input: Input, world: World): Promise<Outcome> {
  const [file = '-'] = input.args;
  const pasted = file === '-' && world.terminal.interactive;
  // Before somebody pastes a long text for nothing.
  const chosen = pasted ? await incidentFor(input, world, 'import') : undefined;
  if (pasted) world.watcher.told('inc: paste the timeline, then press Enter and Ctrl-D');
  const text = await world.given(file === '-' ? undefined : file, mostRecorded * mebibyte);
  if (text.length > mostPasted * mebibyte && !isJsonLines(text))
    throw new Fault('USAGE', `${file === '-' ? 'standard input' : file} holds more than ${mostPasted} MiB`, {
      hint: 'take the part that matters, or keep it whole: inc attach FILE',
    });
  const found = await look(input, text, await subjectOf(input, text, chosen, world), world);
  const { incident } = found;
  const preview = viewOf(found, world);
  const fresh = found.rows.filter((_, index) => !found.present[index]);
  const count = fresh.length + (found.merged?.added.length ?? 0);
  const known = count === 0 && found.rows.length + (found.merged?.present ?? 0) > 0;
  if (count === 0 && !known)
    return {
      view: preview,
      verdict: { exit: faultExit('DATA') },
      notes: ['inc: nothing of it was understood; a row begins with a time: 14:25 what happened'],
    };
  if (flagSet(input, 'dryRun') || count === 0) return { view: preview, verdict: 'ok' };
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

const unconfirmed = (file: string): string =>
  `inc: nothing was imported: nobody confirmed it
     to import it: ${file === '-' ? '… | inc import - --yes' : `inc import ${show(file)} --yes`}`;

/** The first event of an incident, when it is among the lines; its hash is checked where it is taken. */
function openingIn(text: string): Extract<Recorded, { readonly type: 'incident.opened' }> | undefined {
  if (!isJsonLines(text)) return undefined;
  for (const line of text.replace(/^\ufeff/, '').split('\n')) {
    if (!line.includes('"parents":[],') || !line.includes('"type":"incident.opened"')) continue;
    const event = decode(line.replace(/\r$/, ''));
    if (typeof event === 'object' && event.type === 'incident.opened' && /^\d{4}-/.test(event.at))
      return event;
  }
  return undefined;
}

/** Which incident the text is about. */
interface Subject {
  readonly incident: string;
  readonly opens: Recorded | undefined;
  readonly record: readonly Recorded[];
  readonly zone: string;
}

/**
 * Lines of a record say themselves which incident they are of, by the event that opened it: where the store has none
 * that began so, they make one. `-i` stands above that: then what is of another incident is refused line by line.
 */
async function subjectOf(
  input: Input,
  text: string,
  chosen: string | undefined,
  world: World,
): Promise<Subject> {
  const opening = flagText(input, 'incident') === undefined ? openingIn(text) : undefined;
  const there = opening && (await openedBy(opening.hash, world));
  if (opening && there === undefined) {
    const { at, data } = opening;
    const offset = (Date.parse(`${at.slice(0, 19)}Z`) - Math.floor(Date.parse(at) / 1000) * 1000) / 60_000;
    const id = incidentId(data.title, { ms: Date.parse(at), offset });
    return { incident: id, opens: opening, record: [], zone: data.zone };
  }
  const incident = there ?? chosen ?? (await incidentFor(input, world, 'import'));
  const record = await world.journal.read(incident);
  return { incident, opens: undefined, record, zone: world.journal.opening(incident)?.zone ?? 'UTC' };
}

async function look(input: Input, text: string, subject: Subject, world: World): Promise<Found> {
  if (text.trim() === '')
    throw new Fault('USAGE', 'there is nothing to import', { hint: 'inc import FILE, or: … | inc import -' });
  const { incident, opens, zone, record: events } = subject;
  const understood = await understand(input, text, zone, events, world);
  const { rows, recorded } = understood;
  const texts = await world.redactDeep(rows.map((row) => row.text));
  const lines = recorded.map((one) => one.text);
  const merged =
    lines.length === 0
      ? undefined
      : opens
        ? await world.journal.adopt(incident, lines, { look: true })
        : await world.journal.merge(incident, lines, { look: true });
  if (opens && merged?.added.every(({ hash }) => hash !== opens.hash))
    throw new Fault('DATA', 'the line that opens the incident was altered: nothing can be joined to it', {
      hint: 'export it once more, or name an incident to import the rest into: -i ID',
    });
  const refused = (merged?.refused ?? []).map(({ index, why }) => ({
    line: recorded[index]?.line ?? 0,
    text: lines[index] ?? '',
    why,
  }));
  return {
    ...understood,
    leftOut: [...understood.leftOut, ...refused].toSorted((a, b) => a.line - b.line),
    incident,
    opens,
    record: events,
    texts,
    merged,
    present: flagSet(input, 'again') ? rows.map(() => false) : presentIn(events, rows, texts),
  };
}

function viewOf(found: Found, world: World, receipt?: Receipt): ImportView {
  const { incident, rows, texts, present, merged, leftOut, notes, record: events } = found;
  const opening = found.opens?.type === 'incident.opened' ? found.opens.data : undefined;
  const { title = '', zone = 'UTC' } = opening ?? world.journal.opening(incident) ?? {};
  const added = new Set(merged?.added.map(({ hash }) => hash));
  const ids = [...(receipt?.events ?? [])];
  return {
    kind: 'import',
    incident,
    title,
    zone,
    opens: found.opens !== undefined,
    state: receipt === undefined ? 'preview' : receipt.where === 'home' ? 'imported' : 'spooled',
    rows: rows.map((row, index) => {
      const event = present[index] ? undefined : ids.shift();
      const late = (event ? Date.parse(event.rec) : world.clock.started) - row.at.ms;
      return {
        line: row.line,
        id: event?.hash.slice(0, 7) ?? null,
        at: rfc3339(row.at.ms, row.at.offset),
        until: row.until ? rfc3339(row.until.ms, row.until.offset) : null,
        approx: row.approx === true,
        zone: row.zone,
        kind: row.kind,
        text: texts[index] ?? row.text,
        late: late >= lateFrom ? late : null,
        present: present[index] === true,
        notes: row.notes,
      };
    }),
    events: merged
      ? {
          added: timeline([...events, ...merged.added]).filter(({ hash }) => added.has(hash)),
          count: merged.added.length,
          present: merged.present,
          replicas: [...new Set(merged.added.map(({ rep }) => rep))].toSorted(),
        }
      : null,
    leftOut,
    notes,
    redactions: receipt?.redactions ?? 0,
  };
}

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
  return {
    view: viewOf({ ...found, incident, merged }, world, receipt),
    verdict: receipt.where === 'home' ? 'ok' : 'spooled',
    notes: [
      ...(unseen ? takenFor(found.notes, fresh) : []),
      ...(unseen && leftOut.length > 0 ? leftOutLines(found, world) : []),
      ...missingBlobs(incident, merged, world),
      ...(receipt.trouble?.told ?? []),
    ],
  };
}

/** Of how many rows it is said one by one what their times were taken for. */
const mostTold = 20;

/** What a preview would have said: how days and zones were told, and which times are not as they were written. */
function takenFor(notes: readonly string[], rows: readonly ImportedRow[]): readonly string[] {
  const odd = rows.filter((row) => row.notes.length > 0);
  const told = odd.slice(0, mostTold).map((row) => `line ${row.line}: ${row.notes.join(', ')}`);
  const more = odd.length - told.length;
  return [
    ...[...notes, ...told].map((note) => `inc: ${show(note)}`),
    ...(more > 0 ? [`inc: so it is with ${more} more: inc import -n shows them`] : []),
  ];
}

/** Byte for byte, so that they can be taken up again; on a terminal nothing in them may act. */
function leftOutLines({ leftOut }: Found, world: World): readonly string[] {
  const [subject, verb] = leftOut.length === 1 ? ['1 line', 'was'] : [`${leftOut.length} lines`, 'were'];
  return [
    `inc: ${subject} ${verb} not understood, and left out:`,
    ...leftOut.map(({ text }) => (world.terminal.stderr ? show(text) : text)),
  ];
}

const isBlob = (value: unknown): value is string => typeof value === 'string' && /^[\da-f]{64}$/.test(value);

function missingBlobs(incident: string, merged: Merged | undefined, world: World): readonly string[] {
  const named = (merged?.added ?? []).flatMap((event) => {
    const data = event.data as { blob?: unknown; plan?: unknown; output?: { blob?: unknown } };
    return [data.blob, event.type === 'plan.started' ? data.plan : undefined, data.output?.blob].filter(
      isBlob,
    );
  });
  const missing = [...new Set(named)].filter((blob) => world.journal.getBlob(incident, blob) === undefined);
  return missing.length === 0
    ? []
    : [
        `inc: ${missing.length} stored outputs that these events refer to did not come with them: inc verify names them`,
      ];
}
