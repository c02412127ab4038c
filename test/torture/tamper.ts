import { readFileSync, writeFileSync } from 'node:fs';
import { readRecord } from '../../src/io/record/record.ts';
import { verifyFiles } from '../../src/io/record/verify.ts';
import { copyOf, recordOfTwo, texts } from '../support/tampering.ts';
import type { Part } from './part.ts';

/** What can happen to one byte. */
const changes: Readonly<Record<string, (bytes: Buffer, at: number) => Buffer>> = {
  'bit flipped': (bytes, at) => Buffer.from(bytes).fill((bytes[at] as number) ^ (1 << (at % 8)), at, at + 1),
  'byte removed': (bytes, at) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
  'byte put in': (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from('0'), bytes.subarray(at)]),
  'byte zeroed': (bytes, at) => Buffer.from(bytes).fill(0, at, at + 1),
  'file cut here': (bytes, at) => bytes.subarray(0, at),
  'zeros from here': (bytes, at) => Buffer.from(bytes).fill(0, at),
};

export const part: Part = {
  about: 'each byte of a record flipped, removed, put in, zeroed, cut; the program itself at every 40th',
  async run(scale) {
    const machine = recordOfTwo();
    const violations: string[] = [];
    const counts: Record<string, number> = {};
    try {
      const { record, inc, seen } = copyOf(machine, 'bytes');
      const { digest } = await seen();
      const home = `${record.log}/..`;
      const files = [record.ana, record.bo];
      const originals = files.map((file) => [file, readFileSync(file)] as const);
      const stride = Math.max(1, Math.round(1 / scale));
      let [programs, errors, warnings, anchored] = [0, 0, 0, 0];
      for (const [file, whole] of originals) {
        for (const [what, change] of Object.entries(changes))
          for (let at = 0; at < whole.length; at += stride) {
            const where = `${what} at ${file.slice(-14)}:${at}`;
            writeFileSync(file, change(whole, at));
            const { damage } = await verifyFiles(home, { files, strange: [] });
            const late = await verifyFiles(home, { files, strange: [] }, [digest]);
            counts[what] = (counts[what] ?? 0) + 1;
            const bad = damage.some(({ level }) => level === 'error');
            if (bad) errors++;
            else if (damage.length > 0) warnings++;
            const { events, leftOut, missing } = readRecord(files);
            const read = events.flatMap(({ data }) => ('text' in data ? [String(data.text)] : []));
            if (read.some((text) => !texts.includes(text)))
              violations.push(`R3: a text nobody wrote: ${where}`);
            const lost = texts.length - new Set(read).size + (events[0]?.type === 'incident.opened' ? 0 : 1);
            const told = late.damage.some(({ level }) => level === 'error');
            if (told) anchored++;
            if (lost > 0 && !told)
              violations.push(`R8: ${lost} events gone, and an earlier digest does not say so: ${where}`);
            if (leftOut + missing > 0 && !bad)
              violations.push(`a read says damage, verify does not: ${where}`);
            if ((counts[what] ?? 0) % 40 === 0) {
              programs++;
              const ran = await inc(['verify', '--json']);
              if (ran.exit !== (bad ? 1 : 0)) violations.push(`the program says ${ran.exit}: ${where}`);
              const noted = await inc(['note', 'and on']);
              if (noted.exit !== 0) violations.push(`no note after it (${noted.exit}): ${where}`);
            }
            for (const [path, bytes] of originals) writeFileSync(path, bytes);
          }
      }
      return {
        counts: {
          ...counts,
          'told as an error': errors,
          'told as a warning': warnings,
          'told as an error to a digest': anchored,
          'by the program itself': programs,
        },
        violations,
      };
    } finally {
      machine.remove();
    }
  },
};
