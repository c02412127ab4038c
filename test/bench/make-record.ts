// Writes a large, valid record: an incident with N events in one replica's file, each sealed and linked by the
// program's own code. Bundled and run by bench.mjs: `node make-record.cjs STORE ID EVENTS`.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seal, type Envelope } from '../../src/core/envelope.ts';
import type { Event } from '../../src/core/events.ts';
import { ulid } from '../../src/core/ulid.ts';

const [store = '', id = '', count = '0'] = process.argv.slice(2);
const folder = join(store, 'incidents', id, 'log');
mkdirSync(folder, { recursive: true });
mkdirSync(join(store, 'open'), { recursive: true });
closeSync(openSync(join(store, 'open', id), 'w'));

const began = Date.UTC(2026, 0, 1);
const random = new Uint8Array(8);
const fd = openSync(join(folder, 'benchaaa.jsonl'), 'w');
let parents: readonly string[] = [];
let lines: string[] = [];
for (let n = 0; n < Number(count); n++) {
  const ms = began + n * 1000;
  new DataView(random.buffer).setUint32(4, n);
  const event: Event =
    n === 0
      ? { type: 'incident.opened', data: { title: 'A large record', services: [], zone: 'UTC' } }
      : {
          type: 'note.added',
          data: {
            kind: 'note',
            text: `observation ${n}: queue depth is ${n % 977}, replica lag ${n % 13} s`,
            tags: [],
          },
        };
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
  const { line, hash } = seal(envelope, event);
  parents = [hash];
  lines.push(line);
  if (lines.length === 1000 || n === Number(count) - 1) {
    writeSync(fd, `${lines.join('\n')}\n`);
    lines = [];
  }
}
closeSync(fd);
