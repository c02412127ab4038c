import type { Recorded } from './envelope.ts';
import { blobsOf } from '../redaction/redacted.ts';

/** A part of a stored file, as it travels among the lines of a record. */
export interface BlobPiece {
  /** SHA-256 of the whole file, and so its name. */
  readonly blob: string;
  /** How many bytes of it came before. */
  readonly at: number;
  /** How many it has. */
  readonly of: number;
  readonly base64: string;
}

/** Bytes of content in a line; a multiple of three, and in base64 still within the 64 KiB that a line may have. */
export const pieceBytes = 45_000;
const longestLine = 65_536;

/** The most that a file may hold (bytes) to be taken from elsewhere: as much as can be attached. */
export const largestBlob = 64 * 1024 * 1024;

export const blobLine = ({ blob, at, of, base64 }: BlobPiece): string =>
  `{"blob":"${blob}","at":${at},"of":${of},"base64":"${base64}"}`;

/** How each such line begins; no event and no row does. */
export const blobLineHead = '{"blob":"';

const pattern =
  /^\{"blob":"([\da-f]{64})","at":(\d{1,10}),"of":(\d{1,10}),"base64":"([A-Za-z\d+/]*={0,2})"\}\r?$/;

/** @returns undefined: it is none, or not as `blobLine` writes it. */
export function readBlobLine(line: string): BlobPiece | undefined {
  const [, blob, at, of, base64] = (line.length <= longestLine && pattern.exec(line)) || [];
  if (blob === undefined || base64 === undefined) return undefined;
  return { blob, at: Number(at), of: Number(of), base64 };
}

/** Files that the events of a record refer to, without those of events that were redacted. */
export function neededBlobs(record: readonly Recorded[]): ReadonlySet<string> {
  const gone = new Set(record.flatMap((event) => (event.type === 'entry.redacted' ? [event.data.of] : [])));
  return new Set(record.flatMap((event) => (gone.has(event.hash) ? [] : blobsOf(event))));
}

/** Files that went with the words of redacted events. */
export function redactedBlobs(record: readonly Recorded[]): ReadonlySet<string> {
  return new Set(
    record.flatMap((event) => (event.type === 'entry.redacted' ? (event.data.blobs ?? []) : [])),
  );
}
