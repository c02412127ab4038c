/** Every event of a record by the first 8 bytes of its hash and by its id, at less than 40 bytes each: a million fit. */
export interface EventTable {
  /** @returns the event whose hash begins so, or -1. Events are numbered 0, 1, 2 … as they are added. */
  find(hash: string): number;
  /** @returns the new event's number, and whether its id was another's already. */
  add(hash: string, id: string): { readonly event: number; readonly reused: boolean };
  /** Marks an event as somebody's parent. @returns whether it was marked already. */
  refer(event: number): boolean;
  /** Whether the id of event `a` is greater than that of event `b`. */
  isAfter(a: number, b: number): boolean;
}

/** Values of digits by character code: of a hash's, and of Crockford's base 32. */
const hex = new Uint8Array(128);
const crockford = new Uint8Array(128);
const values = (table: Uint8Array, digits: string): void => {
  for (let value = 0; value < digits.length; value++) table[digits.charCodeAt(value)] = value;
};
values(hex, '0123456789abcdef');
values(crockford, '0123456789ABCDEFGHJKMNPQRSTVWXYZ');

/** Eight hex digits as a number. Called a few million times: without slices, without parseInt. */
function word(hash: string, from: number): number {
  let value = 0;
  for (let at = from; at < from + 8; at++) value = (value << 4) | (hex[hash.charCodeAt(at) & 127] as number);
  return value >>> 0;
}

/** @param capacity how many events are expected; the memory of those that do not come is never touched. */
export function eventTable(capacity: number): EventTable {
  let prefixes = new Uint32Array(2 * capacity);
  let ids = new Uint32Array(4 * capacity);
  let referred = new Uint8Array(capacity);
  const id = new Uint32Array(4);
  // Open addressing: a slot holds an event's number plus one.
  const slots = 2 ** Math.ceil(Math.log2(capacity + 1024));
  let byHash = new Int32Array(slots);
  let byId = new Int32Array(slots);
  let count = 0;

  /** A ULID's 128 bits: 26 digits of five bits, of which the first two bits are none. */
  function readId(text: string): void {
    let [at, bits, value] = [0, -2, 0];
    for (let digit = 0; digit < 26; digit++) {
      value = value * 32 + (crockford[text.charCodeAt(digit) & 127] as number);
      bits += 5;
      if (bits < 32) continue;
      bits -= 32;
      id[at++] = Math.floor(value / 2 ** bits);
      value %= 2 ** bits;
    }
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
    byId = new Int32Array(byId.length * 2);
    for (let event = 0; event < count; event++) {
      byHash[slotOfHash(prefixes[2 * event] as number, prefixes[2 * event + 1] as number)] = event + 1;
      byId[slotOfId(ids, 4 * event)] = event + 1;
    }
  }

  return {
    find: (hash) => (byHash[slotOfHash(word(hash, 0), word(hash, 8))] as number) - 1,
    add(hash, text) {
      if (4 * count > 3 * byHash.length) rehash();
      if (count === referred.length) widen();
      prefixes[2 * count] = word(hash, 0);
      prefixes[2 * count + 1] = word(hash, 8);
      byHash[slotOfHash(word(hash, 0), word(hash, 8))] = count + 1;
      readId(text);
      const slot = slotOfId(id, 0);
      const reused = byId[slot] !== 0;
      ids.set(id, 4 * count);
      byId[slot] = count + 1;
      return { event: count++, reused };
    },
    refer(event) {
      const before = referred[event] === 1;
      referred[event] = 1;
      return before;
    },
    isAfter(a, b) {
      for (let at = 0; at < 4; at++) {
        const difference = (ids[4 * a + at] as number) - (ids[4 * b + at] as number);
        if (difference !== 0) return difference > 0;
      }
      return false;
    },
  };
}
