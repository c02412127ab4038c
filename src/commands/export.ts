import { csvHead, csvRow } from '../core/text/csv.ts';
import { blobLine } from '../core/record/blob-pieces.ts';
import { decode } from '../core/record/decode.ts';
import { blobsOf } from '../core/redaction/redacted.ts';
import { headsFold } from '../core/record/dag.ts';
import { placeOf } from '../core/record/envelope.ts';
import { faultExit } from '../core/exit-codes.ts';
import { Fault, type Verdict } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { matcher } from '../core/incident/timeline-filter.ts';
import { timedRows } from '../core/incident/timed-rows.ts';
import { timelineFold } from '../core/incident/timeline.ts';
import type { View } from '../render/views/view.ts';
import { flagSet, flagText, flagTexts, type Input, type Outcome } from './command.ts';
import { fileFor } from './output-file.ts';
import { periodOf } from './period.ts';
import { chosenIncident, digestOf } from './reading.ts';

type Format = 'jsonl' | 'csv';

/** Characters that are written at once. */
const pieceLength = 1_048_576;

interface Exported {
  readonly rows: number;
  readonly digest: string | null;
  /** Stored files that are in it, and those that the lines refer to and that are not. */
  readonly blobs: number;
  readonly missing: number;
}

/** What is to be written, and what can be said of it when all of it was. */
interface Export {
  readonly texts: Iterable<string>;
  readonly end: () => Exported;
  readonly notes: readonly string[];
}

function formatOf(input: Input): Format {
  const format = flagText(input, 'format') ?? 'jsonl';
  if (format !== 'jsonl' && format !== 'csv')
    throw new Fault('USAGE', `'${format}' is not a format`, {
      hint: 'one of: jsonl, csv; a document: inc postmortem build',
    });
  const narrowed = ['kind', 'since', 'until'].find((flag) => flagTexts(input, flag).length > 0);
  if (format === 'jsonl' && narrowed !== undefined)
    throw new Fault('USAGE', `--${narrowed} narrows a table; a record is exported whole`, {
      hint: `inc export --format csv --${narrowed} …`,
    });
  return format;
}

/** Stored files that a line refers to. Few do: the others are told from their text, which no words of a person can look like. */
function namedIn(line: string): readonly string[] {
  if (!/"(?:blob|plan)":"[\da-f]{64}"/.test(line)) return [];
  const event = decode(line);
  return typeof event === 'object' ? blobsOf(event) : [];
}

/** The lines as they stand, then the stored files that they refer to, unless these are not wanted. */
async function recordOf(input: Input, incident: string, world: World): Promise<Export> {
  const lines = await world.journal.lines(incident);
  const heads = headsFold();
  const blobs = new Set<string>();
  let [rows, written] = [0, 0];
  function* texts(): Generator<string, void> {
    for (const line of lines) {
      const place = placeOf(line);
      if (place) heads.add(place);
      rows++;
      for (const blob of namedIn(line)) blobs.add(blob);
      yield `${line}\n`;
    }
    if (flagSet(input, 'noBlobs')) return;
    for (const blob of blobs) {
      const stored = world.journal.blobPieces(incident, blob);
      if (!stored) continue;
      for (const piece of stored) yield `${blobLine(piece)}\n`;
      written++;
    }
  }
  const end = (): Exported => ({
    rows,
    digest: digestOf(heads.end()),
    blobs: written,
    missing: blobs.size - written,
  });
  return { texts: texts(), end, notes: [] };
}

/** The timeline, as corrected. */
async function tableOf(input: Input, incident: string, world: World): Promise<Export> {
  const zone = world.journal.opening(incident)?.zone ?? 'UTC';
  const { notes, ...period } = periodOf(input, zone, world);
  const kinds = flagTexts(input, 'kind').map((kind) => kind.toLowerCase());
  const wanted = matcher({ ...period, kinds, tags: [] });
  const entries = await world.journal.fold(incident, (early) => timelineFold(early, timedRows(wanted)));
  function* texts(): Generator<string, void> {
    yield csvHead;
    for (const entry of entries) yield csvRow(entry);
  }
  return { texts: texts(), end: () => ({ rows: entries.length, digest: null, blobs: 0, missing: 0 }), notes };
}

/** In pieces that are worth a write, with a breath between them in which a Ctrl-C is heard. */
async function* pieces(texts: Iterable<string>, world: World): AsyncGenerator<string, void> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
    await world.sleep(0);
    if (world.interruption.aborted) throw world.interruption.reason;
  }
  if (piece !== '') yield piece;
}

function notIncluded(input: Input, incident: string, missing: number, world: World): readonly string[] {
  if (missing === 0) return [];
  const what = missing === 1 ? '1 attachment or output is' : `${missing} attachments and outputs are`;
  return flagSet(input, 'noBlobs')
    ? [`inc: ${what} not in it · ${world.journal.folder(incident)}/blobs`]
    : [`inc: ${what} missing here or damaged, and not in it: inc verify ${incident}`];
}

/** `inc export [INCIDENT]`: the record's own lines, or the timeline as a table, for other programs. */
export async function exportRecord(input: Input, world: World): Promise<Outcome> {
  const format = formatOf(input);
  const output = flagText(input, 'output') ?? '-';
  if (format === 'csv' && output === '-' && flagSet(input, 'json'))
    throw new Fault('USAGE', 'a table is no JSON', {
      hint: 'leave out --json, or write it to a file: -o FILE',
    });
  const incident = await chosenIncident(input, world, 'export');
  const made =
    format === 'csv' ? await tableOf(input, incident, world) : await recordOf(input, incident, world);
  const { notes } = made;
  if (output === '-') {
    const all = pieces(made.texts, world);
    const first = await all.next();
    return {
      view: { kind: 'piece', text: first.done ? '' : first.value },
      verdict: 'ok',
      notes,
      more: rest(input, all, incident, made, world),
    };
  }
  const files = await world.files();
  const file = fileFor(output, `${incident}.${format}`, world.cwd, files);
  if (files.kind(file) === 'other')
    throw new Fault('CANT_WRITE', `${file} is no ordinary file`, { hint: 'to standard output: -o -' });
  await files.writeAll(file, pieces(made.texts, world), { replace: flagSet(input, 'force') });
  const { rows, digest, blobs, missing } = made.end();
  const title = world.journal.opening(incident)?.title ?? '';
  return {
    view: { kind: 'exported', incident, title, format, file, rows, digest, blobs, missing },
    verdict: 'ok',
    notes: [...notes, ...notIncluded(input, incident, missing, world)],
  };
}

async function* rest(
  input: Input,
  all: AsyncGenerator<string, void>,
  incident: string,
  { end }: Export,
  world: World,
): AsyncGenerator<View, Verdict, void> {
  for await (const text of all) yield { kind: 'piece', text };
  for (const note of notIncluded(input, incident, end().missing, world)) world.watcher.told(note);
  return world.journal.damaged().length > 0 ? { exit: faultExit('DATA') } : 'ok';
}
