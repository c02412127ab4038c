import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Lock, LockRequest, Locks } from '../../../src/core/ports/lock-ports.ts';
import { folderOfPlan, locksAt } from '../../../src/io/process/generation-lock.ts';

let store = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'inc-lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(store, { recursive: true, force: true });
});

let drafts = 0;
const locks = (pid = process.pid): Locks => locksAt(store, pid, () => `d${drafts++}`);
const request = (rest: Partial<LockRequest> = {}): LockRequest => ({
  plan: 'web',
  by: 'alice@here',
  run: 'r1',
  incident: 'i1',
  now: Date.parse('2026-11-22T12:00:00Z'),
  cooldownMs: 0,
  ignore: { cooldown: false, holder: false },
  ...rest,
});
const taken = (answer: ReturnType<Locks['take']>): Lock => {
  if (answer.kind !== 'taken') throw new Error(`not taken: ${JSON.stringify(answer)}`);
  return answer;
};
const file = (number: number): string => join(store, `locks/web/lock.${String(number).padStart(8, '0')}`);

/** A process that lives, and leads a group of its own, until it is told to end. */
function living(): { pid: number; gone: () => Promise<unknown> } {
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  children.push(child);
  return {
    pid: child.pid ?? 0,
    gone: () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      return ended;
    },
  };
}

describe('the generation lock', () => {
  it('is held by one at a time, and its numbers only grow', () => {
    const first = taken(locks().take(request()));
    expect(first.fence).toBe(1);
    expect(locks().take(request({ by: 'bo@here' }))).toMatchObject({
      kind: 'held',
      why: 'running',
      pids: [process.pid],
      holder: { by: 'alice@here', run: 'r1', incident: 'i1', at: '2026-11-22T12:00:00.000Z' },
    });
    first.release(request().now, 'verified');
    expect(taken(locks().take(request())).fence).toBe(2);
    expect(readdirSync(join(store, 'locks/web')).toSorted()).toEqual(['lock.00000001', 'lock.00000002']);
  });

  it('holds each plan by itself', () => {
    taken(locks().take(request()));
    expect(taken(locks().take(request({ plan: 'db' }))).fence).toBe(1);
  });

  it('is free when its holder is dead, also when its number lives on in another process', async () => {
    const holder = living();
    taken(locks(holder.pid).take(request()));
    expect(locks().take(request())).toMatchObject({ kind: 'held', why: 'running', pids: [holder.pid] });
    await holder.gone();
    expect(taken(locks().take(request())).fence).toBe(2);
    // The same number, begun at another time: somebody else.
    const text = readFileSync(file(2), 'utf8');
    writeFileSync(file(2), text.replace(/"start":"\d+"/, '"start":"1"'));
    expect(taken(locks().take(request())).fence).toBe(3);
  });

  it('is free after a reboot, and not because a machine has another name', () => {
    taken(locks().take(request()));
    const text = readFileSync(file(1), 'utf8');
    writeFileSync(file(1), text.replace(/"host":"[^"]*"/, '"host":"elsewhere"'));
    expect(locks().take(request())).toMatchObject({ kind: 'held', why: 'unknown' });
    writeFileSync(file(1), text.replace(/"ns":"[^"]*"/, '"ns":"pid:[1]"'));
    expect(locks().take(request())).toMatchObject({ kind: 'held', why: 'unknown' });
    writeFileSync(file(1), text.replace(/"boot":"[^"]*"/, '"boot":"another"'));
    expect(taken(locks().take(request())).fence).toBe(2);
  });

  it('holds while what its step started lives on', async () => {
    const [holder, step, done] = [living(), living(), living()];
    const lock = taken(locks(holder.pid).take(request()));
    lock.spawned(done.pid)();
    lock.spawned(step.pid);
    await holder.gone();
    expect(locks().take(request())).toMatchObject({ kind: 'held', why: 'step', pids: [step.pid] });
    await step.gone();
    // What an ended step left behind is nobody's act any more.
    expect(taken(locks().take(request())).fence).toBe(2);
  });

  it('is broken only where nobody can prove that it is held', () => {
    const ignore = { cooldown: false, holder: true };
    taken(locks().take(request()));
    expect(locks().take(request({ ignore }))).toMatchObject({ kind: 'held', why: 'running' });
    writeFileSync(file(1), '');
    expect(locks().take(request())).toMatchObject({ kind: 'held', why: 'unknown' });
    expect(taken(locks().take(request({ ignore })))).toMatchObject({ fence: 2, broken: { by: 'somebody' } });
  });

  it('cools down from the end of the last run that acted', () => {
    const minute = 60_000;
    const { now } = request();
    const cooldownMs = 30 * minute;
    const acted = taken(locks().take(request()));
    acted.begun(now);
    acted.release(now + minute, 'verified');
    const looked = taken(locks().take(request({ now: now + 2 * minute })));
    looked.release(now + 3 * minute, 'refused');
    expect(locks().take(request({ now: now + 5 * minute, cooldownMs }))).toMatchObject({
      kind: 'cooling',
      leftMs: 26 * minute,
      last: { by: 'alice@here' },
    });
    const ignore = { cooldown: true, holder: false };
    const cut = taken(locks().take(request({ now: now + 5 * minute, cooldownMs, ignore })));
    expect(cut.cutShortMs).toBe(26 * minute);
    cut.release(now + 5 * minute, 'refused');
    expect(taken(locks().take(request({ now: now + 31 * minute, cooldownMs }))).cutShortMs).toBeUndefined();
  });

  it('does not cool down for longer than it may, whatever the clock was set to', () => {
    const { now } = request();
    const lock = taken(locks().take(request()));
    lock.begun(now);
    lock.release(now + 86_400_000, 'verified');
    expect(locks().take(request({ now, cooldownMs: 1000 }))).toMatchObject({ kind: 'cooling', leftMs: 1000 });
  });

  it('is kept by a holder that is stopped', () => {
    const holder = living();
    taken(locks(holder.pid).take(request()));
    process.kill(holder.pid, 'SIGSTOP');
    expect(locks().take(request({ resumes: true }))).toMatchObject({ kind: 'held', why: 'running' });
  });

  it('is taken by who resumes the run whose step lives on, and by nobody else', async () => {
    const [holder, step, supervisor] = [living(), living(), living()];
    const first = taken(locks(holder.pid).take(request()));
    const member = locks(supervisor.pid).member('web', first.fence);
    member.spawned(supervisor.pid, 'supervisor');
    member.spawned(step.pid, 'step');
    await holder.gone();
    expect(member.superseded()).toBe(false);
    expect(locks().take(request({ run: 'r2', resumes: true }))).toMatchObject({
      kind: 'held',
      why: 'step',
      pids: [step.pid],
    });
    expect(locks().living('web', 'r1')).toEqual([step.pid]);
    await step.gone();
    expect(locks().take(request())).toMatchObject({ why: 'step', pids: [supervisor.pid] });
    const second = taken(locks().take(request({ resumes: true })));
    expect(second).not.toHaveProperty('broken');
    expect(second.fence).toBe(2);
    expect(member.superseded()).toBe(true);
    expect(locks().living('web', 'r2')).toEqual([]);
  });

  it('gives any plan a folder of its own', () => {
    const names = ['web', 'Web-2.x', '../web', 'a/b', '', 'größe', 'a b', 'a-b'];
    const folders = names.map(folderOfPlan);
    expect(new Set(folders).size).toBe(names.length);
    for (const folder of folders) expect(folder).toMatch(/^[\w-][\w.-]*$/);
  });
});
