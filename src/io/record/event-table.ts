import { word } from './prefix-set.ts';

/** Every event of a record by the first 8 bytes of its hash and by its id, at some 40 bytes each: a million fit. */
export interface EventTable {
  /** @returns the event whose hash begins so, or -1. Events are numbered 0, 1, 2 … as they are added. */
  find(hash: string): number;
  /** The same by the two words of the hash's prefix. */
  findWords(high: number, low: number): number;
  /** @returns the new event's number; -1: it is there already. */
  add(hash: string, id: string): number;
  /** Whether the id of the event that was added last was another's before. */
  readonly reused: boolean;
  /** Marks an event as somebody's parent. @returns whether it was marked already. */
  refer(event: number): boolean;
  /** Whether the id of event `a` is greater than that of event `b`. */
  isAfter(a: number, b: number): boolean;
}

/** Values of Crockford's base 32 digits by character code. */
const crockford = new Uint8Array(128);
for (const [digit, char] of '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('').entries())
  crockford[char.charCodeAt(0)] = digit;

const five = (text: string, at: number): number => crockford[text.charCodeAt(at) & 127] as number;

/** Digits from `from` to before `to` of a ULID, as the low bits of a number. */
function bits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = (value << 5) | five(text, at);
  return value;
}

/** The first 8 bytes of a hash: what it is known by here. */
export const prefixOf = (hash: string): readonly [high: number, low: number] => [
  word(hash, 0),
  word(hash, 8),
];

/** @param capacity how many events are expected; the memory of those that do not come is never touched. */
export function eventTable(capacity: number): EventTable {
  let prefixes = new Uint32Array(2 * capacity);
  let ids = new Uint32Array(4 * capacity);
  let referred = new Uint8Array(capacity);
  const id = new Uint32Array(4);
  // Open addressing: a slot holds an event's number plus one.
  let byHash = new Int32Array(2 ** Math.ceil(Math.log2(capacity + 1024)));
  // Filled when an id comes that is not greater than all before it: until then none can be another's.
  let byId = new Int32Array(0);
  let greatest = -1;
  let count = 0;
  let reused = false;

  /** A ULID's 128 bits: 26 digits of five bits, of which the first two bits are none. */
  function readId(text: string): void {
    id[0] = (bits(text, 0, 6) << 4) | (five(text, 6) >> 1);
    id[1] = (five(text, 6) << 31) | (bits(text, 7, 13) << 1) | (five(text, 13) >> 4);
    id[2] = (five(text, 13) << 28) | (bits(text, 14, 19) << 3) | (five(text, 19) >> 2);
    id[3] = (five(text, 19) << 30) | bits(text, 20, 26);
  }

  /** The slot of a hash, or the free one where it would be. */
  function slotOfHash(high: number, low: number): number {
    const mask = byHash.length - 1;
    let slot = low & mask;
    for (let event = byHash[slot] as number; event > 0; event = byHash[slot] as number) {
      if (prefixes[2 * event - 1] === low && prefixes[2 * event - 2] === high) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** The same for the id at `from` in `words`. Its last words are chance, or somebody's idea of it: hence mixed. */
  function slotOfId(words: Uint32Array, from: number): number {
    const [a, b, c, d] = [words[from], words[from + 1], words[from + 2], words[from + 3]] as [
      number,
      number,
      number,
      number,
    ];
    const mask = byId.length - 1;
    let slot = (Math.imul(d ^ Math.imul(c ^ b, 0x9e37_79b1), 0x85eb_ca6b) >>> 8) & mask;
    for (let event = byId[slot] as number; event > 0; event = byId[slot] as number) {
      const at = 4 * (event - 1);
      if (ids[at + 3] === d && ids[at + 2] === c && ids[at + 1] === b && ids[at] === a) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  function widen(): void {
    const before = [prefixes, ids, referred] as const;
    [prefixes, ids] = [new Uint32Array(4 * count + 2), new Uint32Array(8 * count + 4)];
    referred = new Uint8Array(2 * count + 1);
    for (const [at, array] of [prefixes, ids, referred].entries()) array.set(before[at] as Uint32Array);
  }

  function rehash(): void {
    byHash = new Int32Array(byHash.length * 2);
    for (let event = 0; event < count; event++)
      byHash[slotOfHash(prefixes[2 * event] as number, prefixes[2 * event + 1] as number)] = event + 1;
    if (byId.length > 0) fillIds();
  }

  function fillIds(): void {
    byId = new Int32Array(byHash.length);
    for (let event = 0; event < count; event++) byId[slotOfId(ids, 4 * event)] = event + 1;
  }

  function isAfter(a: number, b: number): boolean {
    for (let at = 0; at < 4; at++) {
      const difference = (ids[4 * a + at] as number) - (ids[4 * b + at] as number);
      if (difference !== 0) return difference > 0;
    }
    return false;
  }

  return {
    find: (hash) => (byHash[slotOfHash(word(hash, 0), word(hash, 8))] as number) - 1,
    findWords: (high, low) => (byHash[slotOfHash(high, low)] as number) - 1,
    get reused() {
      return reused;
    },
    add(hash, text) {
      const [high, low] = [word(hash, 0), word(hash, 8)];
      const known = slotOfHash(high, low);
      if (byHash[known] !== 0) return -1;
      if (count === referred.length) widen();
      prefixes[2 * count] = high;
      prefixes[2 * count + 1] = low;
      byHash[known] = count + 1;
      readId(text);
      // Four times as fast as `set`.
      for (let at = 0; at < 4; at++) ids[4 * count + at] = id[at] as number;
      if (greatest < 0 || isAfter(count, greatest)) {
        reused = false;
        greatest = count;
        if (byId.length > 0) byId[slotOfId(id, 0)] = count + 1;
      } else {
        if (byId.length === 0) fillIds();
        const slot = slotOfId(id, 0);
        reused = byId[slot] !== 0;
        byId[slot] = count + 1;
      }
      count++;
      if (4 * count > 3 * byHash.length) rehash();
      return count - 1;
    },
    refer(event) {
      const before = referred[event] === 1;
      referred[event] = 1;
      return before;
    },
    isAfter,
  };
}
