import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { ended, sandbox } from '../support/sandbox.ts';
import { judge } from './judge.ts';
import { appenderIn, scaled, type Part, type Report } from './part.ts';

export interface Told {
  readonly tried: Set<string>;
  readonly acknowledged: Set<string>;
  /** When each was acknowledged, by the monotonic clock (nanoseconds). */
  readonly at?: Map<string, bigint>;
  readonly failed: string[];
}

/** Follows an appender's words. @returns how far it came, and the signal that ended it. */
export async function follow(
  child: ChildProcess,
  told: Told,
  onAcknowledged: () => void = () => {},
): Promise<{ readonly next: number; readonly signal: NodeJS.Signals | null }> {
  let next = -1;
  let rest = '';
  child.stdout?.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [what = '', at = '0', ...words] = line.split(' ');
      next = Number(words.at(-1)) + 1;
      told[what === 'try' ? 'tried' : 'acknowledged'].add(words.join(' '));
      if (what === 'try') continue;
      told.at?.set(words.join(' '), BigInt(at));
      onAcknowledged();
    }
  });
  const { signal, exit, stderr } = await ended(child);
  if (exit !== 0 && signal === null) told.failed.push(stderr.trim());
  return { next, signal };
}

const writers = 50;

/** Kills writers, in all `kills` of them, evenly over the events; each goes on in a new process. */
async function run(scale: number): Promise<Report> {
  const [each, kills, programs] = [scaled(200, scale), scaled(300, scale), 5];
  const machine = sandbox();
  try {
    if (machine.inc(['open', 'Many writers', '--tz', 'UTC']).exit !== 0) throw new Error('inc open failed');
    const incident = machine.incident();
    const replica = /"rep":"(\w+)"/.exec(machine.log())?.[1] ?? '';
    const appender = await appenderIn(machine.home);
    const told: Told = { tried: new Set(), acknowledged: new Set(), failed: [] };
    const alive = new Set<ChildProcess>();
    let [struck, due] = [0, 0];
    // A little too often: some come too late for their victim.
    const every = (writers * each) / kills / 1.6;
    const onAcknowledged = (): void => {
      due += 1 / every;
      if (due < 1) return;
      due -= 1;
      // A moment that has nothing to do with the acknowledgement.
      setTimeout(() => {
        const victim = [...alive][randomInt(alive.size || 1)];
        if (struck < kills && victim?.kill('SIGKILL')) alive.delete(victim);
      }, randomInt(20));
    };
    const process = async (name: string): Promise<void> => {
      for (let next = 0; next < each;) {
        const args = [appender, machine.store, join(machine.home, 'state/inc'), incident, replica, name];
        const child = spawn(globalThis.process.execPath, [...args, `${next}`, `${each}`], {
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        alive.add(child);
        const came = await follow(child, told, onAcknowledged);
        alive.delete(child);
        if (came.signal === 'SIGKILL') struck++;
        else if (told.failed.length > 0) return;
        next = Math.max(next, came.next);
      }
    };
    const program = async (name: string): Promise<void> => {
      for (let n = 0; n < each; n++) {
        const text = `${name} ${n}`;
        told.tried.add(text);
        const child = machine.start(['note', text]);
        alive.add(child);
        const { stdout, stderr, signal, exit } = await ended(child);
        alive.delete(child);
        if (signal === 'SIGKILL') struck++;
        else if (exit !== 0) told.failed.push(stderr.trim());
        if (!/^(?:SPOOLED )?noted /.test(stdout)) continue;
        told.acknowledged.add(text);
        onAcknowledged();
      }
    };
    const names = Array.from({ length: writers }, (_, index) => `writer-${index}`);
    await Promise.all(names.map((name, index) => (index < programs ? program(name) : process(name))));
    const { counts, violations } = judge(machine, incident, told.acknowledged, told.tried);
    return {
      counts: {
        [`writers, ${programs} of them the program itself, of ${each} notes each`]: writers,
        'killed (SIGKILL)': struck,
        ...counts,
      },
      violations: [...violations, ...told.failed.map((text) => `a writer failed: ${text}`)],
    };
  } finally {
    machine.remove();
  }
}

export const part: Part = {
  about: '50 writers of one incident, 200 notes each, 300 of them killed',
  run,
};
