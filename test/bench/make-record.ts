// Writes large, valid records, each sealed and linked by the program's own code. Bundled and run by bench.mjs:
// `node make-record.cjs STORE ID EVENTS`: an incident that is open, with so many events in one replica's file;
// `node make-record.cjs STORE ID EVENTS INCIDENTS`: so many of them, ID-1 … ID-n, all but the last one closed.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seal, type Envelope } from '../../src/core/record/envelope.ts';
import type { Event } from '../../src/core/record/events.ts';
import { ulid } from '../../src/core/record/ulid.ts';

const began = Date.UTC(2026, 0, 1);
const random = new Uint8Array(8);

function eventOf(n: number, count: number, title: string, closed: boolean): Event {
  if (n === 0) return { type: 'incident.opened', data: { title, services: ['db'], zone: 'UTC' } };
  if (closed && n === count - 1) return { type: 'incident.closed', data: {} };
  const text = `observation ${n}: queue depth is ${n % 977}, replica lag ${n % 13} s`;
  return { type: 'note.added', data: { kind: 'note', text, tags: [] } };
}

function makeRecord(store: string, id: string, count: number, number: number, closed: boolean): void {
  const folder = join(store, 'incidents', id, 'log');
  mkdirSync(folder, { recursive: true });
  if (!closed) {
    mkdirSync(join(store, 'open'), { recursive: true });
    closeSync(openSync(join(store, 'open', id), 'w'));
  }
  new DataView(random.buffer).setUint32(0, number);
  const fd = openSync(join(folder, 'benchaaa.jsonl'), 'w');
  let parents: readonly string[] = [];
  let lines: string[] = [];
  for (let n = 0; n < count; n++) {
    const ms = began + n * 1000;
    new DataView(random.buffer).setUint32(4, n);
    const time = new Date(ms).toISOString();
    const envelope: Envelope = {
      v: 1,
      id: ulid({ ms, counter: 0 }, random),
      parents,
      rec: time,
      rep: 'benchaaa',
      by: 'bench@machine',
      at: `${time.slice(0, 19)}+00:00`,
    };
    const { line, hash } = seal(envelope, eventOf(n, count, `A large record ${number}`, closed));
    parents = [hash];
    lines.push(line);
    if (lines.length === 1000 || n === count - 1) {
      writeSync(fd, `${lines.join('\n')}\n`);
      lines = [];
    }
  }
  closeSync(fd);
}

const [store = '', id = '', events = '0', incidents] = process.argv.slice(2);
if (incidents === undefined) makeRecord(store, id, Number(events), 1, false);
else
  for (let number = 1; number <= Number(incidents); number++)
    makeRecord(store, `${id}-${number}`, Number(events), number, number < Number(incidents));
