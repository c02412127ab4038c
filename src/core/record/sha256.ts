/**
 * SHA-256 (FIPS 180-4) in plain JavaScript. Loading node:crypto costs the hot path more than hashing two
 * lines here does; bulk work uses node:crypto. It runs twice and cold, in V8's interpreter:
 * hence no helper per rotation, no destructuring, and one loop for schedule and rounds.
 */
const constants = new Int32Array(64);
const initial = new Int32Array(8);

function primes(): void {
  next: for (let n = 2, found = 0; found < 64; n++) {
    for (let d = 2; d * d <= n; d++) if (n % d === 0) continue next;
    if (found < 8) initial[found] = (Math.sqrt(n) % 1) * 2 ** 32;
    constants[found++] = (Math.cbrt(n) % 1) * 2 ** 32;
  }
}

/** @returns the digest of the bytes as 64 lower-case hex digits. */
export function sha256(bytes: Uint8Array): string {
  if (constants[0] === 0) primes();
  const length = bytes.length;
  const padded = new Uint8Array(((length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, length / 2 ** 29);
  view.setUint32(padded.length - 4, length << 3);
  const state = initial.slice() as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const w = new Int32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = view.getInt32(block + 4 * i);
      else {
        const p = w[i - 15] as number;
        const q = w[i - 2] as number;
        w[i] =
          (w[i - 16] as number) +
          (((p >>> 7) | (p << 25)) ^ ((p >>> 18) | (p << 14)) ^ (p >>> 3)) +
          (w[i - 7] as number) +
          (((q >>> 17) | (q << 15)) ^ ((q >>> 19) | (q << 13)) ^ (q >>> 10));
      }
      const t1 =
        h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        ((e & f) ^ (~e & g)) +
        (constants[i] as number) +
        (w[i] as number);
      const t2 =
        (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
        ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
  let hex = '';
  for (const word of state) hex += (word >>> 0).toString(16).padStart(8, '0');
  return hex;
}
