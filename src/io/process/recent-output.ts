/** A piece of what one stream printed. `at`: how many bytes of all streams had come before. */
export interface Chunk {
  readonly at: number;
  readonly bytes: Buffer;
}

/** What a stream printed last, as it came. */
export interface Recent {
  add(at: number, bytes: Buffer): void;
  readonly chunks: readonly Chunk[];
  /** Where, in bytes of all streams, the last chunk ended that is no longer here; 0: none. */
  readonly droppedTo: number;
  /** The last bytes, as many as asked for where there are. */
  last(size: number): Buffer;
}

/** Smaller chunks are joined: each costs more memory than it holds. */
const small = 4096;

/** @param size how many bytes are kept at least, and little more. */
export function recentOutput(size: number): Recent {
  const chunks: Chunk[] = [];
  let held = 0;
  let droppedTo = 0;
  return {
    add(at, bytes) {
      const last = chunks.at(-1);
      const joined = last && last.at + last.bytes.length === at && last.bytes.length + bytes.length <= small;
      if (joined) chunks[chunks.length - 1] = { at: last.at, bytes: Buffer.concat([last.bytes, bytes]) };
      else chunks.push({ at, bytes });
      held += bytes.length;
      for (let [first] = chunks; first && held - first.bytes.length >= size; [first] = chunks) {
        chunks.shift();
        held -= first.bytes.length;
        droppedTo = first.at + first.bytes.length;
      }
    },
    get chunks() {
      return chunks;
    },
    get droppedTo() {
      return droppedTo;
    },
    last(wanted) {
      const found: Buffer[] = [];
      let length = 0;
      for (let index = chunks.length - 1; index >= 0 && length < wanted; index--) {
        const { bytes } = chunks[index] as Chunk;
        found.unshift(bytes);
        length += bytes.length;
      }
      return Buffer.concat(found).subarray(Math.max(0, length - wanted));
    },
  };
}
