import { placeOf, suffixLength, type Place, type Recorded } from '../record/envelope.ts';
import { sha256 } from '../record/sha256.ts';
import { tickOf } from '../record/ulid.ts';

/** The type of an event whose line was overwritten, as long as nothing says what it was. */
export const unknownRedacted = 'redacted';

const hash = '"[0-9a-f]{64}"';
const shape = new RegExp(
  `^\\{"v":1,"id":"[0-7][0-9A-HJKMNP-TV-Z]{25}","parents":\\[(?:${hash}(?:,${hash})*)?\\],"redacted":" *","hash":${hash}\\}$`,
);

/**
 * What stands in the place of a line whose words were taken out: its id, its parents and its hash, in as many bytes
 * as it had, so that nothing in the file moves and the events that refer to it still do.
 *
 * @param length of the line without its line feed, in bytes.
 */
export function stubOf({ id, parents, hash: own }: Place, length: number): string {
  const start = `{"v":1,"id":"${id}","parents":${JSON.stringify(parents)},"redacted":"`;
  return `${start}${' '.repeat(length - start.length - suffixLength - 1)}","hash":"${own}"}`;
}

/** SHA-256 of a stub's bytes before `,"hash":"`: a redaction keeps it, so that the stub is proved as any line is. */
export const stubDigest = (stub: string): string =>
  sha256(new TextEncoder().encode(stub.slice(0, -suffixLength)));

/** A stub as an event that says when it was recorded, by its id, and no more; undefined: the line is none. */
export function readStub(line: string): Recorded | undefined {
  const place = shape.test(line) ? placeOf(line) : undefined;
  if (!place) return undefined;
  const { id, parents, hash: own } = place;
  const rec = new Date(tickOf(id)?.ms ?? 0).toISOString();
  const data = { stub: stubDigest(line) };
  const event = { v: 1, id, parents, rec, rep: '', by: '', at: rec, type: unknownRedacted, data, hash: own };
  return event as unknown as Recorded;
}

/** The digest of the stub that an event was read from; undefined: its line stands as it was written. */
export function digestOfStub({
  type,
  data,
}: {
  readonly type: string;
  readonly data: object;
}): string | undefined {
  return type === unknownRedacted && 'stub' in data && typeof data.stub === 'string' ? data.stub : undefined;
}
