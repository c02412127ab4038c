import { jsonLine } from '../text/json-text.ts';
import { sha256 } from './sha256.ts';

/** What is signed: whose record, how far, and who says so when. */
export interface Seal {
  /** Its id where it was sealed: a handle. Its identity is `opening`, the hash of the event that opened it. */
  readonly incident: string;
  readonly opening: string;
  readonly digest: string;
  /** Hashes of the heads that the digest stands for. */
  readonly heads: readonly string[];
  readonly events: number;
  /** RFC 3339 in UTC. */
  readonly at: string;
  readonly by: string;
}

/** A seal as it stands in a file: one line of JSON, which is signed with its line feed, then OpenSSH's signature of it. */
export interface Sealed {
  readonly seal: Seal;
  readonly text: string;
  readonly signature: string;
}

const begin = '-----BEGIN SSH SIGNATURE-----';
const end = '-----END SSH SIGNATURE-----';
const hash = /^[0-9a-f]{64}$/;

export const sealText = (seal: Seal): string => `${jsonLine({ v: 1, kind: 'seal', ...seal })}\n`;

function sealIn(text: string): Seal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { v, kind, incident, opening, digest, heads, events, at, by } = { ...(value as Partial<Seal>) } as {
    readonly [key in 'v' | 'kind' | keyof Seal]?: unknown;
  };
  const isHash = (each: unknown): each is string => typeof each === 'string' && hash.test(each);
  if (v !== 1 || kind !== 'seal' || typeof incident !== 'string' || typeof events !== 'number')
    return undefined;
  if (!isHash(opening) || !isHash(digest) || typeof by !== 'string') return undefined;
  if (!Array.isArray(heads) || heads.length === 0 || !heads.every(isHash)) return undefined;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return undefined;
  // Heads that the digest does not stand for would let what is checked be another record's.
  const whole = heads.length === 1 ? heads[0] : sha256(new TextEncoder().encode(heads.toSorted().join('\n')));
  return whole === digest ? { incident, opening, digest, heads, events, at, by } : undefined;
}

/** @returns undefined for a text that is no seal. */
export function readSeal(text: string): Sealed | undefined {
  const at = text.indexOf(begin);
  if (at < 0 || !text.trimEnd().endsWith(end)) return undefined;
  const signed = text.slice(0, at);
  const seal = /^[^\n]+\n$/.test(signed) ? sealIn(signed) : undefined;
  return seal && { seal, text: signed, signature: text.slice(at) };
}

/** `SHA256:…` of the key that made a signature, as `ssh-keygen -l` prints it (PROTOCOL.sshsig, section 2). */
export function fingerprintOf(signature: string): string | undefined {
  const base64 = signature.replace(begin, '').replace(end, '').replace(/\s/g, '');
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  } catch {
    return undefined;
  }
  // `SSHSIG`, a number of the version, then the public key behind its length.
  if (String.fromCharCode(...bytes.subarray(0, 6)) !== 'SSHSIG' || bytes.length < 14) return undefined;
  const length = new DataView(bytes.buffer).getUint32(10);
  const digest = sha256(bytes.subarray(14, 14 + length));
  const raw = (digest.match(/../g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16)));
  return `SHA256:${btoa(raw.join('')).replace(/=+$/, '')}`;
}
