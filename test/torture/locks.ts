import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundled, folder, removed, scaled, type Part, type Report } from './part.ts';

const takers = 40;

async function run(scale: number): Promise<Report> {
  const [each, kills, patience] = [scaled(40, scale), scaled(120, scale), Math.max(2000, 12_000 * scale)];
  const home = folder();
  const violations: string[] = [];
  const fences = new Map<number, number>();
  let [struck, taken] = [0, 0];
  try {
    const locker = await bundled('locker.ts', home);
    const alive = new Set<ChildProcess>();
    const start = (store: string, times: number, holds: number): ChildProcess =>
      spawn(process.execPath, [locker, store, `${times}`, `${holds}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const heard = (line: string): void => {
      const [what, number = ''] = line.split(' ');
      if (what === 'violation') violations.push(`two held it at once: process ${number} was inside`);
      if (what !== 'took') return;
      taken++;
      fences.set(Number(number), (fences.get(Number(number)) ?? 0) + 1);
      // A moment that has nothing to do with it.
      if (struck < kills && randomInt(Math.max(1, Math.round((takers * each) / kills / 1.5))) === 0)
        setTimeout(() => {
          const victim = [...alive][randomInt(alive.size || 1)];
          if (struck < kills && victim?.kill('SIGKILL')) struck++;
        }, randomInt(5));
    };
    const taker = async (): Promise<void> => {
      for (let left = each; left > 0;) {
        const child = start(join(home, 'store'), left, 3);
        alive.add(child);
        let rest = '';
        child.stdout?.setEncoding('utf8').on('data', (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          left -= lines.filter((line) => line.startsWith('took')).length;
          for (const line of lines) heard(line);
        });
        await new Promise((resolve) => child.once('close', resolve));
        alive.delete(child);
      }
    };
    await Promise.all(Array.from({ length: takers }, taker));
    for (const [fence, times] of fences)
      if (times > 1) violations.push(`number ${fence} was given ${times} times`);

    // Whoever is stopped still holds it, however long.
    const store = join(home, 'stopped');
    const holder = start(store, 1, 600_000);
    await new Promise((resolve) => holder.stdout?.once('data', resolve));
    holder.kill('SIGSTOP');
    const other = start(store, 1, 1);
    const early = await Promise.race([
      new Promise<'taken'>((resolve) => other.stdout?.once('data', () => resolve('taken'))),
      sleep(patience, 'kept'),
    ]);
    if (early === 'taken') violations.push('a stopped holder lost it');
    holder.kill('SIGKILL');
    await new Promise((resolve) => other.once('close', resolve));
  } finally {
    removed(home);
  }
  return {
    counts: {
      'processes that take one lock': takers,
      'times it was taken': taken,
      'killed (SIGKILL)': struck,
      'milliseconds that a stopped holder kept it': Math.round(patience),
    },
    violations,
  };
}

export const part: Part = {
  about: 'the lock of a plan: 40 processes take it 1,600 times, 120 of them killed; one is stopped',
  run,
};
