import { isUtf8 } from 'node:buffer';
import { lineRedactor } from '../../core/redaction/redact-stream.ts';
import type { RedactionRule } from '../../core/redaction/redact.ts';

/** How many bytes at the end of `bytes` begin a character that is not complete yet (RFC 3629). */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** What came is no text after all, and secrets were taken out of the part before. */
export class NotText extends Error {}

/** What is made of bytes between where they come from and the disk. */
export interface Passing {
  take(chunk: Buffer): readonly (Buffer | string)[];
  end(): readonly (Buffer | string)[];
  readonly text: boolean;
  readonly redactions: number;
}

export const asItIs: Passing = { take: (chunk) => [chunk], end: () => [], text: false, redactions: 0 };

/**
 * Bytes on their way to the disk. They are redacted as text until they turn out to be none: then, if nothing was
 * redacted, what was let through is what came, and the rest follows as it is.
 */
export function redacting(rules: readonly RedactionRule[]): Passing {
  const hiding = lineRedactor(rules);
  let held = Buffer.alloc(0);
  let text = true;

  function binary(bytes: Buffer): readonly (Buffer | string)[] {
    const rest = hiding.end();
    if (hiding.count > 0) throw new NotText();
    text = false;
    return [rest, Buffer.from(bytes)];
  }
  return {
    take(chunk) {
      if (!text) return [chunk];
      const bytes = Buffer.concat([held, chunk]);
      const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
      if (!isUtf8(whole) || whole.includes(0)) return binary(bytes);
      held = Buffer.from(bytes.subarray(whole.length));
      return [hiding.push(whole.toString())];
    },
    end() {
      if (!text) return [];
      return held.length > 0 ? binary(held) : [hiding.end()];
    },
    get text() {
      return text;
    },
    get redactions() {
      return hiding.count;
    },
  };
}
