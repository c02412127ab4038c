// Takes a plan's lock so many times, one holder's file in the middle of it: two at once would meet there. Once, where
// that is asked for, it stays inside until it is killed.
import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { locksAt } from '../../src/io/process/generation-lock.ts';
import { fateOf, identityOf } from '../../src/io/process/process-identity.ts';

const [store = '', times = '1', holds = '3', stays = '0'] = process.argv.slice(2);
const locks = locksAt(store, process.pid, () => randomBytes(6).toString('hex'));
const inside = `${store}/inside`;
const request = { plan: 'p', run: 'r', incident: 'i', by: `${process.pid}`, cooldownMs: 0 };

/** Only a file that a killed holder left behind may stand there. */
function enter(): void {
  try {
    writeFileSync(inside, JSON.stringify(identityOf(process.pid)), { flag: 'wx' });
  } catch {
    const other = JSON.parse(readFileSync(inside, 'utf8')) as Parameters<typeof fateOf>[0];
    if (fateOf(other) !== 'dead') console.log(`violation ${other.pid}`);
    rmSync(inside);
    enter();
  }
}

async function main(): Promise<void> {
  for (let done = 0; done < Number(times);) {
    const lock = locks.take({ ...request, now: Date.now(), ignore: { cooldown: true, holder: false } });
    if (lock.kind !== 'taken') {
      await sleep(randomInt(1, 20));
      continue;
    }
    enter();
    console.log(`took ${lock.fence}`);
    await sleep(done + 1 === Number(stays) ? 2 ** 31 - 1 : randomInt(0, Number(holds)));
    rmSync(inside);
    lock.release(Date.now(), 'verified');
    done++;
  }
}

void main();
