export const headSize = 64 * 1024;
export const tailSize = 192 * 1024;

/** Keeps the last `size` bytes of what is written to it. */
class Ring {
  readonly #bytes: Buffer;
  #end = 0;
  #seen = 0;

  constructor(size: number) {
    this.#bytes = Buffer.alloc(size);
  }

  get dropped(): number {
    return Math.max(0, this.#seen - this.#bytes.length);
  }

  write(all: Buffer): void {
    this.#seen += all.length;
    const kept = all.subarray(Math.max(0, all.length - this.#bytes.length));
    const first = kept.copy(this.#bytes, this.#end);
    kept.copy(this.#bytes, 0, first);
    this.#end = (this.#end + kept.length) % this.#bytes.length;
  }

  read(): Buffer {
    if (this.dropped === 0) return this.#bytes.subarray(0, this.#seen);
    return Buffer.concat([this.#bytes.subarray(this.#end), this.#bytes.subarray(0, this.#end)]);
  }
}

/** Bytes 10xxxxxx continue a character (RFC 3629). */
const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How much of `bytes` fits into `room` without cutting a character. */
function wholeCharacters(bytes: Buffer, room: number): number {
  let size = Math.min(room, bytes.length);
  while (size > 0 && size < bytes.length && continues(bytes[size])) size--;
  return size;
}

/** Text in, its head and its tail out, in bounded memory. */
export class HeadAndTail {
  readonly #head: Buffer[] = [];
  #room = headSize;
  #tail: Ring | undefined;
  #torn = false;

  write(text: string): void {
    const bytes = Buffer.from(text);
    const fits = this.#tail ? 0 : wholeCharacters(bytes, this.#room);
    if (fits > 0) this.#head.push(bytes.subarray(0, fits));
    this.#room -= fits;
    if (fits < bytes.length) (this.#tail ??= new Ring(tailSize)).write(bytes.subarray(fits));
  }

  /** Something is missing here: what comes from now on is the tail. */
  tear(): void {
    this.#tail = new Ring(tailSize);
    this.#torn = true;
  }

  /** @param total how many bytes there were in all. */
  read(total: number): { readonly text: string; readonly omitted: number } {
    const first = Buffer.concat(this.#head);
    if (!this.#tail) return { text: first.toString(), omitted: 0 };
    const bytes = this.#tail.read();
    let start = 0;
    if (this.#tail.dropped > 0) while (continues(bytes[start])) start++;
    const last = bytes.subarray(start);
    const omitted = this.#torn ? Math.max(1, total - first.length - last.length) : this.#tail.dropped + start;
    const gap = omitted > 0 ? `\n[… ${omitted} bytes left out …]\n` : '';
    return { text: `${first.toString()}${gap}${last.toString()}`, omitted };
  }
}
