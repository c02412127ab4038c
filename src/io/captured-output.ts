import { StringDecoder } from 'node:string_decoder';
import type { RedactionRule } from '../core/redact.ts';
import { lineRedactor } from '../core/redact-stream.ts';

export interface Captured {
  /** Redacted: the first 64 KiB and the last 192 KiB, with a line between them that says what was left out. */
  readonly output: string;
  /** Bytes that were printed. */
  readonly total: number;
  /** Bytes (of redacted text) left out of the middle. */
  readonly omitted: number;
  readonly redactions: number;
  readonly redactionsIn: Readonly<Record<'stdout' | 'stderr', number>>;
}

/** A stream, as far as it is read here. */
interface Source {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'error', listener: () => void): unknown;
}

const headSize = 64 * 1024;
const tailSize = 192 * 1024;

/** Keeps the last `size` bytes of what is written to it. */
class Ring {
  readonly #bytes: Buffer;
  #end = 0;
  #seen = 0;

  constructor(size: number) {
    this.#bytes = Buffer.alloc(size);
  }

  get dropped(): number {
    return Math.max(0, this.#seen - this.#bytes.length);
  }

  write(all: Buffer): void {
    this.#seen += all.length;
    const kept = all.subarray(Math.max(0, all.length - this.#bytes.length));
    const first = kept.copy(this.#bytes, this.#end);
    kept.copy(this.#bytes, 0, first);
    this.#end = (this.#end + kept.length) % this.#bytes.length;
  }

  read(): Buffer {
    if (this.dropped === 0) return this.#bytes.subarray(0, this.#seen);
    return Buffer.concat([this.#bytes.subarray(this.#end), this.#bytes.subarray(0, this.#end)]);
  }
}

/** Bytes 10xxxxxx continue a character (RFC 3629). */
const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How much of `bytes` fits into `room` without cutting a character. */
function wholeCharacters(bytes: Buffer, room: number): number {
  let size = Math.min(room, bytes.length);
  while (size > 0 && size < bytes.length && continues(bytes[size])) size--;
  return size;
}

function headAndTail(): { write(text: string): void; read(): { text: string; omitted: number } } {
  const head: Buffer[] = [];
  let room = headSize;
  let tail: Ring | undefined;
  return {
    write(text) {
      const bytes = Buffer.from(text);
      const fits = tail ? 0 : wholeCharacters(bytes, room);
      if (fits > 0) head.push(bytes.subarray(0, fits));
      room -= fits;
      if (fits < bytes.length) (tail ??= new Ring(tailSize)).write(bytes.subarray(fits));
    },
    read() {
      const first = Buffer.concat(head).toString();
      if (!tail) return { text: first, omitted: 0 };
      const bytes = tail.read();
      let start = 0;
      if (tail.dropped > 0) while (continues(bytes[start])) start++;
      const omitted = tail.dropped + start;
      const gap = omitted > 0 ? `\n[… ${omitted} bytes left out …]\n` : '';
      return { text: first + gap + bytes.subarray(start).toString(), omitted };
    },
  };
}

/**
 * Reads a child's two streams to their end, with bounded memory. Each stream is redacted by a redactor of its
 * own, so that their pieces mix only between lines. Call the answer once the child has ended.
 *
 * @param onOutput called with each redacted piece, as it comes.
 */
export function captureOutput(
  streams: { readonly stdout: Source | null; readonly stderr: Source | null },
  rules: readonly RedactionRule[],
  onOutput?: (text: string, from: 'stdout' | 'stderr') => void,
): () => Captured {
  const kept = headAndTail();
  let total = 0;
  const sources = (['stdout', 'stderr'] as const).map((from) => {
    const decoder = new StringDecoder('utf8');
    const hiding = lineRedactor(rules);
    const take = (text: string): void => {
      if (text === '') return;
      kept.write(text);
      onOutput?.(text, from);
    };
    streams[from]?.on('data', (chunk: Buffer) => {
      total += chunk.length;
      take(hiding.push(decoder.write(chunk)));
    });
    // Destroyed while something still held it open: not a fault of the command's.
    streams[from]?.on('error', () => undefined);
    return {
      end: () => take(hiding.push(decoder.end()) + hiding.end()),
      redactions: () => hiding.count,
    };
  });
  return () => {
    for (const { end } of sources) end();
    const { text, omitted } = kept.read();
    const [stdout = 0, stderr = 0] = sources.map(({ redactions }) => redactions());
    return { output: text, total, omitted, redactions: stdout + stderr, redactionsIn: { stdout, stderr } };
  };
}
