import { StringDecoder } from 'node:string_decoder';
import type { RedactionRule } from '../../core/redaction/redact.ts';
import { lineRedactor } from '../../core/redaction/redact-stream.ts';
import { sequenceStripper } from '../../core/text/terminal-sequences.ts';
import { HeadAndTail, headSize, tailSize } from './head-and-tail.ts';
import { recentOutput, type Chunk, type Recent } from './recent-output.ts';
import { shownOutput, type Hiding } from './shown-output.ts';

export interface Captured {
  /**
   * Redacted, without colours and other terminal sequences: the first 64 KiB and the last 192 KiB, with a line
   * between them that says what was left out.
   */
  readonly output: string;
  /** Bytes that were printed. */
  readonly total: number;
  /** Bytes left out of the middle. */
  readonly omitted: number;
  readonly redactions: number;
  readonly redactionsIn: Readonly<Record<'stdout' | 'stderr', number>>;
}

/** A stream, as far as it is read here. */
interface Source {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** Decodes, takes terminal sequences out (they could stand inside a secret), and redacts. */
function hidingFrom(rules: readonly RedactionRule[], midst = false): Hiding {
  const decoder = new StringDecoder('utf8');
  const sequences = sequenceStripper();
  const redactor = lineRedactor(rules, midst);
  return {
    push: (bytes) => redactor.push(sequences.push(decoder.write(bytes))),
    end: () => redactor.push(sequences.push(decoder.end()) + sequences.end()) + redactor.end(),
    get count() {
      return redactor.count;
    },
  };
}

/** For a stream of which only `before` is known: nothing of it comes out, and no secret that began in it. */
function rejoining(rules: readonly RedactionRule[], before: Buffer): Hiding {
  const hiding = hidingFrom(rules, true);
  hiding.push(before.subarray(Math.max(0, before.indexOf(10))));
  return hiding;
}

/** A private key whose beginning is lost ends within this many bytes. */
const context = 24 * 1024;
/** While no more than this was printed, all of it is redacted; of a flood, only what is kept of it in the end. */
const flood = headSize + tailSize;

const names = ['stdout', 'stderr'] as const;
type Name = (typeof names)[number];

/** How the end of a flooded stream is read: on from where redacting ended, or after what is lost. */
function ending(
  hiding: Hiding,
  recent: Recent,
  flooded: number,
  rules: readonly RedactionRule[],
): { readonly hiding: Hiding; readonly chunks: readonly Chunk[] } {
  if (recent.droppedTo <= flooded) {
    const chunks = recent.chunks.filter(({ at, bytes }) => at + bytes.length > flooded);
    return {
      hiding,
      chunks: chunks.map(({ at, bytes }) => ({ at, bytes: bytes.subarray(Math.max(0, flooded - at)) })),
    };
  }
  let before = Buffer.alloc(0);
  const chunks = recent.chunks.flatMap(({ at, bytes }) => {
    const missing = Math.min(bytes.length, context - before.length);
    if (missing > 0) before = Buffer.concat([before, bytes.subarray(0, missing)]);
    return missing < bytes.length ? [{ at, bytes: bytes.subarray(missing) }] : [];
  });
  return { hiding: rejoining(rules, before), chunks };
}

/**
 * Reads a child's two streams to their end, with bounded memory, and as fast as the child writes: redacting costs
 * more than reading, so that of a flood only the head and the tail are redacted. Each stream is redacted by a
 * redactor of its own, so that their pieces mix only between lines. Call the answer once the child has ended.
 *
 * @param onOutput called with each redacted piece, as it comes; of a flood, with some of them, and a line that says how
 *   many lines were not shown.
 */
export function captureOutput(
  streams: { readonly stdout: Source | null; readonly stderr: Source | null },
  rules: readonly RedactionRule[],
  onOutput?: (text: string, from: Name) => void,
): () => Captured {
  const kept = new HeadAndTail();
  let total = 0;
  /** How many bytes had come when redacting each of them ended. */
  let flooded: number | undefined;
  const sources = names.map((from) => {
    const hiding = hidingFrom(rules);
    const recent = recentOutput(flood);
    const shown =
      onOutput &&
      shownOutput(
        (text) => onOutput(text, from),
        (before) => rejoining(rules, before),
      );
    const take = (text: string): void => {
      if (text === '') return;
      kept.write(text);
      onOutput?.(text, from);
    };
    streams[from]?.on('data', (chunk: Buffer) => {
      const at = total;
      total += chunk.length;
      if (total > flood) flooded ??= at;
      if (flooded === undefined) take(hiding.push(chunk));
      else shown?.show(chunk, () => recent.last(context));
      recent.add(at, chunk);
    });
    // Destroyed while something still held it open: not a fault of the command's.
    streams[from]?.on('error', () => undefined);
    return { from, hiding, recent, shown, take };
  });
  return () => {
    const counts: Record<Name, number> = { stdout: 0, stderr: 0 };
    if (flooded === undefined) for (const { hiding, take } of sources) take(hiding.end());
    else {
      for (const { shown } of sources) shown?.end();
      const since = flooded;
      const torn = sources.some(({ recent }) => recent.droppedTo > since);
      if (torn) kept.tear();
      const endings = sources.map(({ from, hiding, recent }) => ({
        from,
        ...ending(hiding, recent, since, rules),
      }));
      const pieces = endings.flatMap(({ hiding, chunks }) => chunks.map((chunk) => ({ ...chunk, hiding })));
      for (const { at, bytes, hiding } of pieces.toSorted((a, b) => a.at - b.at)) {
        const text = hiding.push(bytes);
        // What is older was only read for what comes after it.
        if (!torn || at + bytes.length > total - flood) kept.write(text);
      }
      for (const { hiding } of endings) kept.write(hiding.end());
      for (const { from, hiding } of endings)
        if (!sources.some((source) => source.hiding === hiding)) counts[from] += hiding.count;
    }
    for (const { from, hiding } of sources) counts[from] += hiding.count;
    const { text, omitted } = kept.read(total);
    const { stdout, stderr } = counts;
    return { output: text, total, omitted, redactions: stdout + stderr, redactionsIn: counts };
  };
}
