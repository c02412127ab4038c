import { createSocket, type Socket } from 'node:dgram';

/** Numbers of RFC 1035, 3.2.2; RFC 3596; RFC 2782; RFC 8659. */
const types = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
} as const;
const typeOf = new Map<number, string>(Object.entries(types).map(([name, number]) => [number, name]));
const codes = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** Values as zone files write them, a failure, or `silence`. By `name TYPE`; what is not there does not exist. */
type Zone = Readonly<Record<string, readonly string[] | keyof typeof codes | 'silence'>>;

const u16 = (...values: number[]): Buffer =>
  Buffer.from(values.flatMap((value) => [(value >> 8) & 255, value & 255]));
const u32 = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => u16(Math.floor(value / 65_536), value % 65_536)));
const label = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);
const nameBytes = (name: string): Buffer =>
  Buffer.concat([...name.split('.').filter(Boolean).map(label), Buffer.from([0])]);

function ipv6Bytes(text: string): Buffer {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] =>
    part
      .split(':')
      .filter(Boolean)
      .map((group) => parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const gap = tail === undefined ? 0 : 8 - before.length - after.length;
  return u16(...before, ...Array.from({ length: gap }, () => 0), ...after);
}

function data(type: string, value: string): Buffer {
  const [first = '', ...rest] = value.split(' ');
  switch (type) {
    case 'A':
      return Buffer.from(value.split('.').map(Number));
    case 'AAAA':
      return ipv6Bytes(value);
    case 'MX':
      return Buffer.concat([u16(Number(first)), nameBytes(rest[0] ?? '')]);
    case 'SRV':
      return Buffer.concat([u16(Number(first), Number(rest[0]), Number(rest[1])), nameBytes(rest[2] ?? '')]);
    case 'TXT':
      return Buffer.concat((value.match(/[^]{1,255}/g) ?? []).map(label));
    case 'SOA':
      return Buffer.concat([nameBytes(first), nameBytes(rest[0] ?? ''), u32(...rest.slice(1).map(Number))]);
    case 'CAA':
      return Buffer.concat([Buffer.from([Number(first)]), label(rest[0] ?? ''), Buffer.from(rest[1] ?? '')]);
    default:
      return nameBytes(value);
  }
}

function answered(query: Buffer, zone: Zone): Buffer | undefined {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.subarray(at + 1, at + 1 + length).toString());
    at += length + 1;
  }
  const type = typeOf.get(query.readUInt16BE(at + 1)) ?? '';
  const found = zone[`${labels.join('.').toLowerCase()} ${type}`] ?? 'NXDOMAIN';
  if (found === 'silence') return undefined;
  const values = typeof found === 'string' ? [] : found;
  const code = typeof found === 'string' ? codes[found] : 0;
  // Answer, recursion desired and available; one question, so many answers.
  const head = Buffer.concat([query.subarray(0, 2), u16(0x8180 | code, 1, values.length, 0, 0)]);
  const answers = values.flatMap((value) => {
    const bytes = data(type, value);
    return [u16(0xc00c, query.readUInt16BE(at + 1), 1), u32(60), u16(bytes.length), bytes];
  });
  return Buffer.concat([head, query.subarray(12, at + 5), ...answers]);
}

/** A name server of our own on loopback (RFC 1035), which knows one zone. @returns its `address:port`, and its end. */
export async function dnsServer(
  zone: Zone,
): Promise<{ address: string; asked: () => number; close: () => Promise<void> }> {
  const socket: Socket = createSocket('udp4');
  let count = 0;
  socket.on('message', (query, { port, address }) => {
    count++;
    const answer = answered(query, zone);
    if (answer) socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked: () => count,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
