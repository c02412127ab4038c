// A process that appends as `inc note` does, through the same code, again and again, and says of each line that it
// is durable, and when it knew (nanoseconds of the monotonic clock): `node appender.cjs STORE STATE INCIDENT REPLICA NAME FIRST COUNT`.
import { writeSync } from 'node:fs';
import type { Happening } from '../../src/core/record/events.ts';
import { appenderAt } from '../../src/io/record/appender.ts';
import { randomBytes } from '../../src/io/random.ts';

const [store = '', state = '', incident = '', replica = '', name = '', first = '', count = ''] =
  process.argv.slice(2);
const appender = appenderAt({
  store,
  state,
  replica: () => Promise.resolve(replica),
  by: `${name}@torture`,
  now: Date.now,
  offset: () => 0,
  random: randomBytes,
  redact: (_, happenings) => Promise.resolve({ happenings, count: 0 }),
});

async function run(): Promise<void> {
  for (let n = Number(first); n < Number(count); n++) {
    const text = `${name} ${n}`;
    const note: Happening = { type: 'note.added', data: { kind: 'note', text, tags: [] } };
    writeSync(1, `try 0 ${text}\n`);
    const { where } = await appender.append(incident, [note]);
    writeSync(1, `${where} ${process.hrtime.bigint()} ${text}\n`);
  }
}

run().then(undefined, (error: unknown) => {
  writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
