/**
 * Event ids: ULID text on a hybrid logical clock. 48 bits of milliseconds, 16 bits of counter, 64 random
 * bits, in Crockford's base 32 (github.com/ulid/spec), so that text order is time order. In plain numbers:
 * the first use of a BigInt costs a note more than all of this.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const day = 86_400_000;

export interface Tick {
  readonly ms: number;
  readonly counter: number;
}

function encode(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32))
    text = (alphabet[rest % 32] as string) + text;
  return text;
}

/** @param random 8 random bytes. */
export function ulid({ ms, counter }: Tick, random: Uint8Array): string {
  const bytes = [counter >> 8, counter & 255, ...random];
  const forty = (from: number): string =>
    encode(
      bytes.slice(from, from + 5).reduce((value, byte) => value * 256 + byte, 0),
      8,
    );
  return encode(ms, 10) + forty(0) + forty(5);
}

/** @returns the clock part of an id, or undefined when the text is not a ULID. */
export function tickOf(id: string): Tick | undefined {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return undefined;
  const value = (from: number, to: number): number =>
    id
      .slice(from, to)
      .split('')
      .reduce((sum, char) => sum * 32 + alphabet.indexOf(char), 0);
  return { ms: value(0, 10), counter: value(10, 14) >> 4 };
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
