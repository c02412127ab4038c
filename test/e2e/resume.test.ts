import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

const steps = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const agreed = ['failover', 'six', '--reason', 'r', '--confirm', 't'] as const;
const resume = ['runbook', 'resume'] as const;

/** A plan of six steps, one with a verify, one idempotent; each leaves a line in `ran`. */
function six(act = 'echo $1 >> ran'): Shop {
  const here = shop();
  here.script('ok.sh', 'exit 0');
  here.script('act.sh', `${act}`);
  here.write(
    '.inc/inc.yaml',
    'checks: { web: { command: [./ok.sh] }, c-done: { command: [grep, -qx, c, ran] } }\n',
  );
  const more: Readonly<Record<string, string>> = {
    c: ', verify: { check: c-done, within: 1s, passes: 1 }',
    d: ', idempotent: true',
  };
  here.write(
    '.inc/plans/six.yaml',
    `plan: six
kind: failover
target: t
steps:
${steps.map((id) => `  - { id: ${id}, run: [./act.sh, ${id}], undo: [./act.sh, undo-${id}]${more[id] ?? ''} }`).join('\n')}
verify:
  - { check: web, within: 5s, passes: 1 }
`,
  );
  expect(here.inc('config', 'trust')).toMatchObject({ exit: 0 });
  expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
  return here;
}

const counted = (here: Shop): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const line of (here.has('ran') ?? '').split('\n').filter(Boolean))
    counts[line] = (counts[line] ?? 0) + 1;
  return counts;
};
const once = Object.fromEntries(steps.map((id) => [id, 1]));
const verdicts = (here: Shop): string[] =>
  here.events().flatMap((event) => (event.type === 'plan.finished' ? [event.data.verdict] : []));
const settled = (here: Shop): string[] =>
  here
    .events()
    .flatMap(({ type, data }) => (type === 'step.settled' ? [`${data.role} ${data.step} ${data.as}`] : []));

/** Goes on with the run, as often as it takes; what only a person can tell, is told from what the steps left behind. */
async function toTheEnd(here: Shop): Promise<number | null> {
  for (;;) {
    const open = here.events().findLast((event) => event.type === 'step.started');
    const begun = here.events().some(({ type }) => type === 'plan.started');
    const { step = '' } = open?.type === 'step.started' ? open.data : {};
    const as = (counted(here)[step] ?? 0) > 0 ? 'done' : 'again';
    const said = ['--settle', `${step}=${as}`, '--reason', `looked: ${as}`];
    const { exit } = await here.start(...(begun ? [...resume, ...said] : agreed)).ended;
    if (exit !== 75 && exit !== 11) return exit;
  }
}

/** Kills `inc` once so many lines are in the record. */
async function killedAfter(lines: number, here: Shop): Promise<boolean> {
  const log = join(here.store, 'incidents', here.incident(), 'log');
  const started = here.start(...agreed);
  let over = false;
  const ended = started.ended.finally(() => (over = true));
  const count = (): number =>
    readdirSync(log)
      .map((name) => readFileSync(join(log, name), 'utf8').split('\n').length - 1)
      .reduce((sum, each) => sum + each, 0);
  while (!over && count() < lines) await new Promise((resolve) => setImmediate(resolve));
  started.kill('SIGKILL');
  return (await ended).signal === 'SIGKILL';
}

describe('a run whose inc was killed', () => {
  it('is gone on with from the record alone, wherever it was killed: each effect once', async () => {
    let killed = 0;
    const trial = async (lines: number): Promise<boolean> => {
      const here = six();
      try {
        const died = await killedAfter(lines, here);
        // It can be killed with all done, and recorded.
        if (died && verdicts(here).length === 0) {
          killed++;
          expect([lines, await toTheEnd(here)]).toEqual([lines, 0]);
        }
        expect([lines, counted(here)]).toEqual([lines, once]);
        expect(verdicts(here)).toEqual(['verified']);
        expect(here.inc('verify').exit).toBe(0);
        return died;
      } finally {
        here.close();
      }
    };
    for (let lines = 2, on = true; on; lines += 2)
      on = (await Promise.all([trial(lines), trial(lines + 1)])).every(Boolean);
    expect(killed).toBeGreaterThan(20);
  }, 240_000);

  it('is watched to its end while its step still runs', async () => {
    const here = six(
      'echo begun $1; if [ $1 = b ]; then until [ -e go ]; do sleep 0.02; done; fi; echo $1 >> ran',
    );
    try {
      const first = here.start(...agreed);
      await first.says('  b | begun b');
      first.kill('SIGKILL');
      await first.ended;
      // Not one more may begin meanwhile.
      expect(here.inc(...agreed).exit).toBe(75);
      const second = here.start(...resume);
      await second.says('  b | begun b');
      const third = here.inc(...resume);
      expect([third.exit, third.stderr]).toEqual([75, expect.stringContaining('already running')]);
      here.write('go', '');
      expect(await second.ended).toMatchObject({ exit: 0 });
      expect(counted(here)).toEqual(once);
      expect(settled(here)).toEqual([]);
      const again = here.inc(...resume);
      expect([again.exit, again.stderr]).toEqual([66, expect.stringContaining('waits to be resumed')]);
    } finally {
      here.close();
    }
  }, 60_000);

  it('is resumed once, however many do so at the same moment', async () => {
    const here = six();
    try {
      await killedAfter(9, here);
      const all = await Promise.all([1, 2, 3].map(() => here.start(...resume).ended));
      for (const { exit } of all) expect([0, 11, 66, 75]).toContain(exit);
      if (verdicts(here).length === 0) expect(await toTheEnd(here)).toBe(0);
      expect(counted(here)).toEqual(once);
      expect(verdicts(here)).toEqual(['verified']);
    } finally {
      here.close();
    }
  }, 60_000);
});

/** In a step's script: kills its supervisor and `inc`, before or after what it does. */
const killing = (step: string, when: 'before' | 'after'): string => {
  const kill = 'kill -KILL $(cut -d " " -f 4 /proc/$PPID/stat) $PPID';
  const known = 'until grep -q "step.spawned.*\\"step\\":\\"$1\\"" $INC_HOME/incidents/*/log/*; do :; done';
  const acts = when === 'before' ? `${known}; ${kill}; exit 1` : `echo $1 >> ran; ${known}; ${kill}`;
  return `if [ $1 = ${step} ] && [ ! -e killed ]; then touch killed; ${acts}; else echo $1 >> ran; fi`;
};

describe('a step that was killed with all that watched over it', () => {
  const trial = async (
    step: string,
    when: 'before' | 'after',
    check: (here: Shop) => void | Promise<void>,
  ): Promise<void> => {
    const here = six(killing(step, when));
    try {
      expect((await here.start(...agreed).ended).signal).toBe('SIGKILL');
      await check(here);
      expect(here.inc('verify').exit).toBe(0);
    } finally {
      here.close();
    }
  };

  it.each(['before', 'after'] as const)(
    'is done when its verify says so, else left to a person: killed %s',
    (when) =>
      trial('c', when, async (here) => {
        const first = await here.start(...resume).ended;
        if (when === 'before') {
          expect([first.exit, first.stdout]).toEqual([11, expect.stringContaining('step c started')]);
          expect(first.stdout).toMatch(
            /inc runbook resume \w{8} --settle c=done\|failed\|skipped\|again\|undo\|stop --reason "…"/,
          );
          expect(verdicts(here)).toEqual([]);
          expect(here.inc(...resume, '--settle', 'c=again', '--reason', 'it did nothing').exit).toBe(0);
          expect(settled(here)).toEqual(['do c again']);
        } else {
          expect(first.exit).toBe(0);
          expect(settled(here)).toEqual(['do c done']);
        }
        expect(counted(here)).toEqual(once);
      }),
  );

  it('runs again without a question when it is idempotent', () =>
    trial('d', 'after', async (here) => {
      expect((await here.start(...resume).ended).exit).toBe(0);
      expect(settled(here)).toEqual(['do d again']);
      expect(counted(here)).toEqual({ ...once, d: 2 });
    }));

  it('is never run twice unless a person says so', () =>
    trial('b', 'after', (here) => {
      for (let times = 0; times < 2; times++) expect(here.inc(...resume).exit).toBe(11);
      const bare = here.inc(...resume, '--settle', 'b=done');
      expect([bare.exit, bare.stderr]).toEqual([64, expect.stringContaining('needs a reason')]);
      expect(here.inc(...resume, '--settle', 'b=done', '--reason', 'I see it').exit).toBe(0);
      expect(counted(here)).toEqual(once);
      expect(here.inc('timeline').stdout).toContain('Step b judged done: I see it');
    }));

  it('is undone, with all before it, when a person says so', () =>
    trial('b', 'after', (here) => {
      expect(here.inc(...resume, '--settle', 'b=undo', '--reason', 'wrong place').exit).toBe(10);
      expect(counted(here)).toEqual({ a: 1, b: 1, 'undo-b': 1, 'undo-a': 1 });
      expect(verdicts(here)).toEqual(['rolled back']);
    }));

  it('is left to a person on another machine, which cannot tell whether it lives', () =>
    trial('d', 'after', (here) => {
      const copy = join(here.folder, 'copy');
      cpSync(here.store, copy, { recursive: true });
      const there = {
        INC_HOME: copy,
        NODE_OPTIONS: `--require ${join(import.meta.dirname, '../support/other-host.cjs')}`,
      };
      const busy = here.incWith(there, ...resume);
      expect([busy.exit, busy.stderr]).toEqual([75, expect.stringContaining('nobody here can tell')]);
      const asked = here.incWith(there, ...resume, '--break-lock');
      expect([asked.exit, asked.stdout]).toEqual([11, expect.stringContaining('step d started')]);
      const told = here.incWith(
        there,
        ...resume,
        '--break-lock',
        '--settle',
        'd=done',
        '--reason',
        'called them',
      );
      expect(told.exit).toBe(0);
      expect(counted(here)).toEqual(once);
    }));

  it('does not go on with a script that is another one by now', () =>
    trial('b', 'after', (here) => {
      here.script('act.sh', 'echo other >> ran');
      const changed = here.inc(...resume, '--settle', 'b=done', '--reason', 'r');
      expect([changed.exit, changed.stdout]).toEqual([11, expect.stringContaining('./act.sh')]);
      expect(counted(here)).toEqual({ a: 1, b: 1 });
    }));
});

describe('inc runbook abort and inc rollback', () => {
  it('abort ends a run that goes on, and what its step does: nothing more begins', async () => {
    const here = six('echo begun $1; if [ $1 = b ]; then exec sleep 600; fi; echo $1 >> ran');
    try {
      const first = here.start(...agreed);
      await first.says('  b | begun b');
      expect(here.inc('runbook', 'abort').exit).toBe(64);
      const aborted = here.inc('runbook', 'abort', '--reason', 'the wrong place');
      expect([aborted.exit, aborted.stdout]).toEqual([11, expect.stringContaining('NEEDS A HUMAN')]);
      expect(await first.ended).toMatchObject({ exit: 143 });
      expect(counted(here)).toEqual({ a: 1 });
      expect(verdicts(here)).toEqual(['needs a human']);
    } finally {
      here.close();
    }
  }, 60_000);

  it('abort ends what outlived its inc, too', async () => {
    const here = six('echo begun $1; if [ $1 = b ]; then exec sleep 600; fi; echo $1 >> ran');
    try {
      const first = here.start(...agreed);
      await first.says('  b | begun b');
      first.kill('SIGKILL');
      await first.ended;
      expect(here.inc('runbook', 'abort', '--reason', 'the wrong place').exit).toBe(11);
      expect(
        here
          .events()
          .flatMap(({ type, data }) => (type === 'step.finished' && data.step === 'b' ? [data] : [])),
      ).toMatchObject([
        { ok: false, signal: 'SIGTERM', summary: expect.stringContaining('interrupted by alice@') },
      ]);
      expect(verdicts(here)).toEqual(['needs a human']);
    } finally {
      here.close();
    }
  }, 60_000);

  it('rollback undoes what a run did, once, the latest first', () => {
    const here = six();
    try {
      expect(here.inc(...agreed).exit).toBe(0);
      expect(here.inc('rollback').exit).toBe(77);
      expect(here.inc('rollback', '--reason', 'r', '--confirm', 't').exit).toBe(10);
      expect(here.has('ran')?.split('\n').slice(6)).toEqual(steps.toReversed().map((id) => `undo-${id}`));
      expect(verdicts(here)).toEqual(['verified', 'rolled back']);
      expect(here.inc('rollback', '--reason', 'r', '--confirm', 't').exit).toBe(64);
    } finally {
      here.close();
    }
  }, 60_000);

  it('rollback off a terminal says how a secret is given anew, and records nothing without it', () => {
    const here = six();
    try {
      const text = here.has('.inc/plans/six.yaml') ?? '';
      here.write(
        '.inc/plans/six.yaml',
        text.replace('steps:', 'vars: { pass: { ask: Which?, secret: true } }\nsteps:'),
      );
      expect(here.inc('config', 'trust').exit).toBe(0);
      expect(here.inc(...agreed, '-V', 'pass=open-sesame').exit).toBe(0);
      const before = here.events();
      const bare = here.inc('rollback', '--reason', 'r', '--confirm', 't');
      expect([bare.exit, bare.stderr]).toEqual([
        64,
        expect.stringMatching(/not recorded.*: pass[^]*inc rollback \w{8} -V pass=…/),
      ]);
      expect(here.events()).toEqual(before);
      const told = ['rollback', '--reason', 'r', '--confirm', 't', '-V', 'pass=open-sesame'];
      expect(here.inc(...told).exit).toBe(10);
    } finally {
      here.close();
    }
  }, 60_000);
});
