import { suffixLength } from '../record/envelope.ts';
import { jsonLine } from '../text/json-text.ts';
import { sha256 } from '../record/sha256.ts';

/** Status cards that are kept between runs, so that an unchanged record need not be read again. Never trusted. */
export interface Cards {
  /** Looks at the record's files now: `keep` is for what is read of them afterwards. */
  of(incident: string): {
    /** The card of exactly this record by exactly this program; undefined: it has to be made. */
    readonly kept: unknown;
    /** Only speed is lost when it cannot be written. */
    readonly keep: (card: unknown) => void;
  };
}

/** How one of the record's files stood: its times in nanoseconds, and its last bytes, which hold the last line's hash. */
export interface FileMark {
  readonly name: string;
  readonly size: string;
  readonly modified: string;
  readonly changed: string;
  readonly end: string;
}

const headOf = (program: string, files: readonly FileMark[]): string =>
  jsonLine({ v: 1, program, files }).slice(0, -1);

const hashOf = (body: string): string => sha256(new TextEncoder().encode(body));

/** One line of JSON, sealed as a line of the record is: `hash` is SHA-256 of the bytes before `,"hash":"`. */
export function sealCard(program: string, files: readonly FileMark[], card: unknown): string {
  const body = `${headOf(program, files)},"card":${jsonLine(card)}`;
  return `${body},"hash":"${hashOf(body)}"}\n`;
}

/** Whether a kept card is as it was written, of whatever record and program. */
export function isSealed(text: string): boolean {
  const end = text.length - suffixLength - 1;
  return end > 0 && text.slice(end) === `,"hash":"${hashOf(text.slice(0, end))}"}\n`;
}

/** The card in a text; undefined where it is another record's, another program's, or not as it was written. */
export function cardIn(text: string, program: string, files: readonly FileMark[]): unknown {
  const head = `${headOf(program, files)},"card":`;
  if (!text.startsWith(head) || !isSealed(text)) return undefined;
  try {
    return JSON.parse(text.slice(head.length, -suffixLength - 1));
  } catch {
    return undefined;
  }
}
