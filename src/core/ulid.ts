/**
 * Event ids: ULID text on a hybrid logical clock. 48 bits of milliseconds, 16 bits of counter, 64 random
 * bits, in Crockford's base 32 (github.com/ulid/spec), so that text order is time order.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const day = 86_400_000;

export interface Tick {
  readonly ms: number;
  readonly counter: number;
}

const encode = (value: bigint, length: number): string => {
  let text = '';
  for (let rest = value, i = 0; i < length; i++, rest >>= 5n)
    text = (alphabet[Number(rest & 31n)] as string) + text;
  return text;
};

/** @param random 8 random bytes. */
export function ulid(tick: Tick, random: Uint8Array): string {
  let value = (BigInt(tick.ms) << 16n) | BigInt(tick.counter);
  for (const byte of random.subarray(0, 8)) value = (value << 8n) | BigInt(byte);
  return encode(value, 26);
}

/** @returns the clock part of an id, or undefined when the text is not a ULID. */
export function tickOf(id: string): Tick | undefined {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return undefined;
  let head = 0n;
  for (const char of id) head = (head << 5n) | BigInt(alphabet.indexOf(char));
  return { ms: Number(head >> 80n), counter: Number((head >> 64n) & 0xffffn) };
}

/**
 * The next clock reading: never behind an id that was seen, unless that id claims to be more than a day
 * ahead (one peer with a broken clock must not drag everybody along).
 */
export function nextTick(now: number, seen: readonly string[]): Tick {
  let tick: Tick = { ms: now, counter: 0 };
  for (const id of seen) {
    const other = tickOf(id);
    if (!other || other.ms > now + day) continue;
    if (other.ms > tick.ms || (other.ms === tick.ms && other.counter >= tick.counter))
      tick =
        other.counter < 0xffff
          ? { ms: other.ms, counter: other.counter + 1 }
          : { ms: other.ms + 1, counter: 0 };
  }
  return tick;
}
