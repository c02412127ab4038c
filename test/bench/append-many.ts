// One of many writers on the same replica's file: `node append-many.cjs STORE ID COUNT` appends so many notes, one
// after the other, and prints how long each took until it was durable, in milliseconds. Bundled and run by bench.mjs.
import { writeSync } from 'node:fs';
import { appenderAt } from '../../src/io/record/appender.ts';
import { randomBytes } from '../../src/io/random.ts';

const [store = '', id = '', count = '0'] = process.argv.slice(2);
const appender = appenderAt({
  store,
  state: `${store}/state`,
  replica: () => Promise.resolve('benchbbb'),
  by: 'bench@machine',
  now: Date.now,
  offset: () => 0,
  random: randomBytes,
  redact: (_, happenings) => Promise.resolve({ happenings, count: 0 }),
});

const times: number[] = [];
for (let n = 0; n < Number(count); n++) {
  const began = process.hrtime.bigint();
  const { where } = await appender.append(id, [
    { type: 'note.added', data: { kind: 'note', text: `writer ${process.pid} note ${n}`, tags: [] } },
  ]);
  if (where !== 'home') throw new Error('an append was not written home');
  times.push(Number(process.hrtime.bigint() - began) / 1e6);
}
writeSync(1, `${times.join('\n')}\n`);
