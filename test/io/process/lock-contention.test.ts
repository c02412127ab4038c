import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bundled, folder, removed } from '../../torture/part.ts';

const takers = 8;
const each = 20;
/** Which acquisition of its own a process is killed in, by its number; the others live to their end. */
const deaths: readonly number[] = [3, 8, 13, 20];

let home = '';
beforeEach(() => {
  home = folder();
});
afterEach(() => removed(home));

interface Heard {
  readonly fences: number[];
  readonly violations: string[];
  killed: number;
}

/** Takes the lock `times` times; killed inside at the one of number `stays`. @returns how often it was taken. */
async function takes(locker: string, times: number, stays: number, heard: Heard): Promise<number> {
  const child = spawn(process.execPath, [locker, join(home, 'store'), `${times}`, '3', `${stays}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let rest = '';
  let taken = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [what, number] = line.split(' ');
      if (what !== 'took') {
        heard.violations.push(line);
        continue;
      }
      heard.fences.push(Number(number));
      if (++taken === stays) child.kill('SIGKILL');
    }
  });
  const [code, signal] = await new Promise<readonly [number | null, string | null]>((resolve) => {
    child.once('close', (...how) => resolve(how));
  });
  if (signal === 'SIGKILL') heard.killed++;
  else if (code !== 0) heard.violations.push(`exit ${code}`);
  return taken;
}

describe('the generation lock, wanted by many', () => {
  it('is held by one at a time, whoever dies with it: no number twice, none left out', async () => {
    const locker = await bundled('locker.ts', home);
    const heard: Heard = { fences: [], violations: [], killed: 0 };
    await Promise.all(
      Array.from({ length: takers }, async (_, index) => {
        const taken = await takes(locker, each, deaths[index] ?? 0, heard);
        if (taken < each) await takes(locker, each - taken, 0, heard);
      }),
    );
    expect(heard.violations).toEqual([]);
    expect(heard.killed).toBe(deaths.length);
    expect(heard.fences.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: takers * each }, (_, index) => index + 1),
    );
  });
});
