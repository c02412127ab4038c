import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { judge } from './judge.ts';
import { appenderIn, compiled, scaled, type Part, type Report } from './part.ts';
import { follow } from './writers.ts';

function opened(): { machine: Sandbox; incident: string; file: string } {
  const machine = sandbox();
  if (machine.inc(['open', 'Torn writes', '--tz', 'UTC']).exit !== 0) throw new Error('inc open failed');
  const log = join(machine.store, 'incidents', machine.incident(), 'log');
  return { machine, incident: machine.incident(), file: join(log, readdirSync(log)[0] ?? '') };
}

/** The program, killed inside write(2) after 0, 1, 2 … bytes of its line; then the program again. */
function everyByte(scale: number): Report {
  const { machine, incident, file } = opened();
  try {
    const library = compiled(
      join(import.meta.dirname, '../system/torn-write.c'),
      join(machine.home, 'torn.so'),
    );
    const acknowledged = new Set<string>();
    const tried = new Set<string>(['killed']);
    const violations: string[] = [];
    machine.inc(['note', 'killed 0000']);
    const length = readFileSync(file, 'utf8').split('\n')[1]?.length ?? 0;
    const stride = Math.max(1, Math.round(1 / scale));
    let kills = 0;
    tried.add('killed 0000');
    acknowledged.add('killed 0000');
    for (let bytes = 0; bytes <= length + 2; bytes += stride) {
      const text = `killed ${String(bytes).padStart(4, '0')}`;
      tried.add(text);
      const { signal, stdout } = machine.inc(['note', text], {
        env: { LD_PRELOAD: library, TORN_BYTES: `${bytes}` },
      });
      if (signal === 'SIGKILL') kills++;
      else violations.push(`not killed at byte ${bytes}`);
      if (stdout !== '') violations.push(`R1: said ${stdout} and was killed`);
      const after = `after ${bytes}`;
      tried.add(after);
      if (machine.inc(['note', after]).stdout.startsWith('noted ')) acknowledged.add(after);
      else violations.push(`R3: no note after a write torn at byte ${bytes}`);
    }
    const judged = judge(machine, incident, acknowledged, tried);
    // What was cut off behind its last brace is complete: the next writer's line feed ends it.
    return {
      counts: { 'killed inside write(2), at each byte of a line': kills, ...judged.counts },
      violations: [...violations, ...judged.violations],
    };
  } finally {
    machine.remove();
  }
}

async function shortWrites(percent: number, scale: number): Promise<Report> {
  const { machine, incident, file } = opened();
  try {
    const library = compiled(join(import.meta.dirname, 'short-write.c'), join(machine.home, 'short.so'));
    const appender = await appenderIn(machine.home);
    const told = { tried: new Set<string>(), acknowledged: new Set<string>(), failed: [] as string[] };
    const replica = /(\w+)\.jsonl$/.exec(file)?.[1] ?? '';
    const names = Array.from({ length: 12 }, (_, index) => `writer-${index}`);
    await Promise.all(
      names.map((name) =>
        follow(
          spawn(
            process.execPath,
            [
              appender,
              machine.store,
              join(machine.home, 'state/inc'),
              incident,
              replica,
              name,
              '0',
              `${scaled(100, scale)}`,
            ],
            {
              stdio: ['ignore', 'pipe', 'pipe'],
              env: { ...process.env, LD_PRELOAD: library, SHORT_PERCENT: `${percent}` },
            },
          ),
          told,
        ),
      ),
    );
    const { counts, violations } = judge(machine, incident, told.acknowledged, told.tried);
    return {
      counts: Object.fromEntries(
        Object.entries(counts).map(([what, count]) => [`${percent} % short writes: ${what}`, count]),
      ),
      violations: [...violations, ...told.failed.map((text) => `a writer failed: ${text}`)],
    };
  } finally {
    machine.remove();
  }
}

export const part: Part = {
  about: 'the program killed inside write(2) at each byte; 12 writers with 5, 30 and 60 % short writes',
  async run(scale) {
    const reports = [everyByte(scale)];
    for (const percent of [5, 30, 60]) reports.push(await shortWrites(percent, scale));
    return {
      counts: Object.assign({}, ...reports.map(({ counts }) => counts)) as Report['counts'],
      violations: reports.flatMap(({ violations }) => violations),
    };
  },
};
