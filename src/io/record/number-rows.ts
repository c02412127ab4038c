/** Rows of whole numbers below 2³², at four bytes a number: what waits for the end of a million lines. */
export interface NumberRows {
  push(row: readonly number[]): void;
  [Symbol.iterator](): Iterator<Uint32Array>;
}

/** @param width numbers in each row. A row that is read is a view: valid until the next one is pushed. */
export function numberRows(width: number): NumberRows {
  let data = new Uint32Array(0);
  let used = 0;
  return {
    push(row) {
      if (used === data.length) {
        const wider = new Uint32Array(Math.max(64 * width, 2 * data.length));
        wider.set(data);
        data = wider;
      }
      data.set(row, used);
      used += width;
    },
    *[Symbol.iterator]() {
      for (let at = 0; at < used; at += width) yield data.subarray(at, at + width);
    },
  };
}
