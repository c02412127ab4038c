const firstSlots = 65_536;
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const digits = new Map(alphabet.split('').map((char, value) => [char, value]));

/** Every event of a record by the first 8 bytes of its hash and by its id, at some 40 bytes each: a million fit. */
export interface EventTable {
  /** @returns the event's number, or -1. `high`, `low`: the hash's first 8 bytes, see `prefixOf`. */
  find(high: number, low: number): number;
  /** Whether an event with this id is there already. */
  hasId(id: string): boolean;
  /** @returns the new event's number: 0, 1, 2 … */
  add(high: number, low: number, id: string): number;
  /** Marks an event as somebody's parent. @returns whether it was marked already. */
  refer(event: number): boolean;
  /** Whether the id of event `a` is greater than that of event `b`. */
  isAfter(a: number, b: number): boolean;
}

export const prefixOf = (hash: string): readonly [high: number, low: number] => [
  Number.parseInt(hash.slice(0, 8), 16),
  Number.parseInt(hash.slice(8, 16), 16),
];

/** @param capacity how many events are expected; the memory of those that do not come is never touched. */
export function eventTable(capacity: number): EventTable {
  let prefixes = new Uint32Array(2 * capacity);
  let ids = new Uint32Array(4 * capacity);
  let referred = new Uint8Array(capacity);
  const id = new Uint32Array(4);
  // Open addressing: a slot holds an event's number plus one.
  let byHash = new Int32Array(firstSlots);
  let byId = new Int32Array(firstSlots);
  let count = 0;

  /** A ULID's 128 bits: 26 digits of five bits, of which the first two bits are none. */
  function readId(text: string): void {
    let [word, bits, value] = [0, -2, 0];
    for (const char of text) {
      value = value * 32 + (digits.get(char) ?? 0);
      bits += 5;
      if (bits < 32) continue;
      bits -= 32;
      id[word++] = Math.floor(value / 2 ** bits);
      value %= 2 ** bits;
    }
  }
  const mixed = (a: number, b: number): number => Math.imul(a ^ Math.imul(b, 0x9e37_79b1), 0x85eb_ca6b) >>> 0;

  function slotOf(slots: Int32Array, key: number, isIt: (event: number) => boolean): number {
    const mask = slots.length - 1;
    let slot = key & mask;
    for (let event = slots[slot] as number; event > 0 && !isIt(event - 1); event = slots[slot] as number)
      slot = (slot + 1) & mask;
    return slot;
  }
  const idKey = (words: Uint32Array, at: number): number =>
    mixed((words[at + 1] as number) ^ (words[at + 2] as number), words[at + 3] as number);
  const sameId = (event: number): boolean =>
    ids[4 * event + 3] === id[3] &&
    ids[4 * event + 2] === id[2] &&
    ids[4 * event + 1] === id[1] &&
    ids[4 * event] === id[0];
  const never = (): boolean => false;

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
      byHash[slotOf(byHash, prefixes[2 * event + 1] as number, never)] = event + 1;
      byId[slotOf(byId, idKey(ids, 4 * event), never)] = event + 1;
    }
  }

  const slotOfHash = (high: number, low: number): number =>
    slotOf(byHash, low, (event) => prefixes[2 * event] === high && prefixes[2 * event + 1] === low);

  return {
    find: (high, low) => (byHash[slotOfHash(high, low)] as number) - 1,
    hasId(text) {
      readId(text);
      return byId[slotOf(byId, idKey(id, 0), sameId)] !== 0;
    },
    add(high, low, text) {
      if (4 * count > 3 * byHash.length) rehash();
      if (count === referred.length) widen();
      prefixes.set([high, low], 2 * count);
      readId(text);
      ids.set(id, 4 * count);
      byHash[slotOfHash(high, low)] = count + 1;
      byId[slotOf(byId, idKey(id, 0), sameId)] = count + 1;
      return count++;
    },
    refer(event) {
      const before = referred[event] === 1;
      referred[event] = 1;
      return before;
    },
    isAfter(a, b) {
      for (let word = 0; word < 4; word++) {
        const difference = (ids[4 * a + word] as number) - (ids[4 * b + word] as number);
        if (difference !== 0) return difference > 0;
      }
      return false;
    },
  };
}
