/** Hashes by their first 8 bytes, at some 16 bytes each: whether one of a million was seen. */
export interface PrefixSet {
  /** @param hash 64 hex digits. @returns whether it was there already. */
  add(hash: string): boolean;
  has(hash: string): boolean;
  /** The same by the two words of the prefix. */
  addWords(high: number, low: number): boolean;
  hasWords(high: number, low: number): boolean;
}

const value = new Uint8Array(128);
for (const [digit, char] of '0123456789abcdef'.split('').entries()) value[char.charCodeAt(0)] = digit;

/** Eight hex digits of a hash as a number. Called a few million times: without slices, without parseInt. */
export function word(hash: string, from: number): number {
  let sum = 0;
  for (let at = from; at < from + 8; at++) sum = (sum << 4) | (value[hash.charCodeAt(at) & 127] as number);
  return sum >>> 0;
}

/** @param capacity how many are expected; the memory of those that do not come is never touched. */
export function prefixSet(capacity: number): PrefixSet {
  // Open addressing; a free slot holds two zeros, so a prefix of zeros is kept apart.
  let slots = new Uint32Array(2 * 2 ** Math.ceil(Math.log2(1.5 * capacity + 64)));
  let count = 0;
  let zero = false;

  /** The slot of a prefix, or the free one where it would be. */
  function slotOf(high: number, low: number): number {
    const mask = slots.length - 1;
    let slot = (low << 1) & mask;
    while ((slots[slot] !== high || slots[slot + 1] !== low) && (slots[slot] !== 0 || slots[slot + 1] !== 0))
      slot = (slot + 2) & mask;
    return slot;
  }

  function put(high: number, low: number): boolean {
    const slot = slotOf(high, low);
    if (slots[slot] !== 0 || slots[slot + 1] !== 0) return true;
    slots[slot] = high;
    slots[slot + 1] = low;
    return false;
  }

  function hasWords(high: number, low: number): boolean {
    if (high === 0 && low === 0) return zero;
    const slot = slotOf(high, low);
    return slots[slot] !== 0 || slots[slot + 1] !== 0;
  }

  function widen(): void {
    const before = slots;
    slots = new Uint32Array(2 * before.length);
    for (let at = 0; at < before.length; at += 2)
      if (before[at] !== 0 || before[at + 1] !== 0) put(before[at] as number, before[at + 1] as number);
  }

  function addWords(high: number, low: number): boolean {
    if (high === 0 && low === 0) {
      const before = zero;
      zero = true;
      return before;
    }
    if (put(high, low)) return true;
    if (8 * ++count > 3 * slots.length) widen();
    return false;
  }

  return {
    add: (hash) => addWords(word(hash, 0), word(hash, 8)),
    addWords,
    has: (hash) => hasWords(word(hash, 0), word(hash, 8)),
    hasWords,
  };
}
