import { describe, expect, it } from '@jest/globals';
import type { CheckStatus, Event, Happening } from '../../src/core/record/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { Ended, Spawn } from '../../src/core/ports/process-ports.ts';
import type { Prompt } from '../../src/core/ports/person-ports.ts';
import type { Journal } from '../../src/core/ports/record-ports.ts';
import { executor } from '../../src/plan/execute.ts';
import type { Job, Ports } from '../../src/plan/job.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { plan, step, undo, verify } from './plans.ts';

const clean: Ended = {
  exit: 0,
  timedOut: false,
  ms: 1,
  output: '',
  total: 0,
  omitted: 0,
  redactions: 0,
  leftover: false,
};

interface Given {
  /** Status of a check at a virtual time. */
  readonly status?: (check: string, now: number) => CheckStatus;
  readonly ends?: (script: string, spawn: Spawn) => Partial<Ended>;
  readonly ask?: Job['ask'];
  /** What a person chooses, in turn. */
  readonly chooses?: readonly string[];
  readonly fullDisk?: boolean;
}

/** Chooses what it is told to, in turn; says `because` where it is asked why. */
function person(chooses: readonly string[]): Prompt {
  return {
    text: () => Promise.resolve('because'),
    confirm: () => Promise.resolve(true),
    choose: (_, choices) => {
      const wanted = chooses[asked++];
      const found = choices.find(({ value }) => value === wanted);
      return found ? Promise.resolve(found.value) : Promise.reject(new Error(`no choice ${wanted}`));
    },
  };
}
let asked = 0;

/** A run in virtual time: sleeping moves the clock; the record is a list. */
function world(subject: Plan, given: Given = {}) {
  let now = 0;
  const events: Event[] = [];
  const trace: string[] = [];
  const stop = new AbortController();
  const spawned: Spawn[] = [];
  const journal: Pick<Journal, 'append' | 'putBlob'> = {
    append: (_, happenings: readonly Happening[]) => {
      for (const event of happenings) {
        events.push(event);
        if (event.type === 'step.started') trace.push(`recorded ${event.data.role} ${event.data.step}`);
      }
      return Promise.resolve({ where: 'home' as const, events: happenings as never, redactions: 0 });
    },
    putBlob: (_, bytes) => {
      if (given.fullDisk) throw new Fault('IO', 'the disk is full');
      return `blob of ${bytes.length}`;
    },
  };
  const ports: Ports = {
    journal: journal as Journal,
    store: { path: '/store' } as Ports['store'],
    interruption: stop.signal,
    mono: () => now,
    sleep: (ms, signal) => {
      now += ms;
      return signal?.aborted ? Promise.reject(new Error('aborted')) : Promise.resolve();
    },
    probe: ({ name, kind }) => {
      const status = given.status?.(name, now) ?? 'OK';
      return Promise.resolve({ check: name, kind, status, summary: `seen at ${now}`, perfdata: [], ms: 1 });
    },
    runner: () =>
      Promise.resolve({
        attach: () => Promise.reject(new Error('not for plans')),
        run: (spawn: Spawn) => {
          const script = spawn.argv.at(-1) ?? '';
          trace.push(`ran ${script}`);
          spawned.push(spawn);
          const { exit, ...rest } = { ...clean, ...given.ends?.(script, spawn) };
          return Promise.resolve({
            ...rest,
            ...(rest.signal || rest.failure || exit === undefined ? {} : { exit }),
          });
        },
      }),
  };
  const subjectRun = executor(
    {
      plan: subject,
      incident: 'i',
      run: 'r',
      ...(given.ask ? { ask: given.ask } : {}),
      ...(given.chooses ? { person: () => Promise.resolve(person(given.chooses ?? [])) } : {}),
    },
    ports,
  );
  return { events, trace, stop, spawned, run: subjectRun, ports };
}

const ends = (events: readonly Event[]) =>
  events.flatMap((event) =>
    event.type === 'step.finished'
      ? [`${event.data.role} ${event.data.step} ${event.data.ok}: ${event.data.summary}`]
      : [],
  );
const verdictIn = (events: readonly Event[]) =>
  events.flatMap((event) =>
    event.type === 'plan.finished' ? [`${event.data.verdict}: ${event.data.summary}`] : [],
  );

const begun: Happening = {
  type: 'plan.started',
  data: {
    run: 'r',
    plan: '',
    name: '',
    title: '',
    kind: '',
    target: '',
    digest: '',
    scripts: {},
    reason: '',
    mode: 'automatic',
  },
};

async function go(subject: Plan, given: Given = {}) {
  const seen = world(subject, given);
  await seen.run.preflight();
  await seen.run.append(begun);
  return { ...seen, conclusion: await seen.run.toTheEnd() };
}

const two = plan([step('a', undo('a')), step('b', undo('b'))]);

describe('executor', () => {
  it('records each start before its effect, and ends verified', async () => {
    const { trace, conclusion, events } = await go(two);
    expect(conclusion).toEqual({ verdict: 'verified', summary: 'every step ran, and every verify passed' });
    expect(trace).toEqual([
      'recorded preflight preflight',
      'recorded do a',
      'ran do-a',
      'recorded do b',
      'ran do-b',
      'recorded verify final:1',
    ]);
    expect(verdictIn(events)).toEqual(['verified: every step ran, and every verify passed']);
    expect(ends(events).at(-1)).toBe('verify final:1 true: web OK, 3 of 3 passes in 1.0 s');
  });

  it('undoes a step that failed half-way, and says what failed', async () => {
    const { trace, conclusion } = await go(two, {
      ends: (script) => (script === 'do-b' ? { exit: 3, output: 'one\ncannot reach lb\n' } : {}),
    });
    expect(trace.filter((line) => line.startsWith('ran'))).toEqual([
      'ran do-a',
      'ran do-b',
      'ran undo-b',
      'ran undo-a',
    ]);
    expect(conclusion).toEqual({
      verdict: 'rolled back',
      summary: 'step b failed; undone · exit 3: cannot reach lb',
    });
  });

  it('needs a human when an undo fails', async () => {
    const { conclusion, trace } = await go(two, {
      ends: (script) => (script === 'do-b' || script === 'undo-b' ? { exit: 1 } : {}),
    });
    expect(conclusion.verdict).toBe('needs a human');
    expect(conclusion.summary).toBe('step b failed; the undo of b failed too · exit 1 · exit 1');
    expect(trace).not.toContain('ran undo-a');
  });

  it('needs a human when a check is worse after the rollback than before', async () => {
    let undone = false;
    const { conclusion } = await go(plan([step('a', undo('a'))]), {
      status: () => (undone ? 'CRITICAL' : 'OK'),
      ends: (script) => {
        undone = script === 'undo-a';
        return script === 'do-a' ? { exit: 1 } : {};
      },
    });
    expect(conclusion.verdict).toBe('needs a human');
    expect(conclusion.summary).toContain('a check is worse than before');
  });

  it('lets a rolled back service be as bad as it was', async () => {
    const { conclusion } = await go(two, { status: () => 'CRITICAL' });
    expect(conclusion.verdict).toBe('rolled back');
    expect(conclusion.summary).toBe(
      'verify failed: web; undone · web CRITICAL for 3.0 s: seen at 3000 (0 of 3 passes)',
    );
  });

  it('waits for passes in a row, and records each change of status once', async () => {
    const { events, conclusion } = await go(plan([step('a')]), {
      status: (_, now) => (now < 500 || (now >= 1000 && now < 1500) ? 'CRITICAL' : 'OK'),
    });
    expect(conclusion.verdict).toBe('verified');
    const seen = events.flatMap((event) => (event.type === 'check.finished' ? [event.data.status] : []));
    expect(seen).toEqual(['CRITICAL', 'CRITICAL', 'OK', 'CRITICAL', 'OK']);
    expect(ends(events).at(-1)).toBe('verify final:1 true: web OK, 3 of 3 passes in 2.5 s');
  });

  it('refuses when a preflight check is not as it must be', async () => {
    const subject = plan([step('a')], { preflight: [verify('backup', { withinMs: 0, passes: 1 })] });
    const { run, events, trace } = world(subject, {
      status: (name) => (name === 'backup' ? 'WARNING' : 'CRITICAL'),
    });
    await run.preflight();
    expect((await run.toTheEnd()).verdict).toBe('refused');
    expect(trace).toEqual(['recorded preflight preflight']);
    expect(ends(events)).toEqual([
      'preflight preflight false: backup WARNING: seen at 0; before: web CRITICAL: seen at 0',
    ]);
    expect(events.at(-1)?.type).toBe('plan.refused');
  });

  it('tries again after a pause, as often as the plan says', async () => {
    let tries = 0;
    const subject = plan([step('a', { retry: { attempts: 3, delayMs: 250 } })]);
    const { conclusion, ports } = await go(subject, { ends: () => (++tries < 3 ? { exit: 1 } : {}) });
    expect(conclusion.verdict).toBe('verified');
    expect(tries).toBe(3);
    expect(ports.mono()).toBe(1500);
  });

  it('tells scripts where they are, and passes vars as variables', async () => {
    const { spawned } = await go(plan([step('a')], { vars: { primary: '$(touch x)' } }));
    expect(spawned[0]).toMatchObject({
      argv: ['bash', '-euo', 'pipefail', '-c', 'do-a'],
      cwd: '/srv',
      timeout: 1000,
      env: { primary: '$(touch x)', INC_INCIDENT: 'i', INC_RUN: 'r', INC_STEP: 'a', INC_HOME: '/store' },
    });
  });

  it.each<[Partial<Ended>, string]>([
    [{ exit: 1, timedOut: true }, 'exit 1: still running after 1.0 s'],
    [{ signal: 'SIGKILL' }, 'stopped by SIGKILL'],
    [{ exit: 0, leftover: true }, 'exit 0; something that it started still runs'],
    [{ failure: { code: 'not-found', message: 'no command do-a in PATH' } }, 'no command do-a in PATH'],
  ])('says how a step ended: %j', async (end, summary) => {
    const { events } = await go(plan([step('a')]), { ends: () => end });
    expect(ends(events)[1]).toBe(`do a ${end.exit === 0}: ${summary}`);
  });

  it('leaves to a human a step that was ended in vain', async () => {
    const { events, conclusion } = await go(plan([step('a')]), {
      ends: () => ({ signal: 'SIGTERM', timedOut: true, leftover: true, survivors: [4711] }),
    });
    expect(conclusion.verdict).toBe('needs a human');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'step.finished',
        data: expect.objectContaining({ role: 'do', leftover: true }),
      }),
    );
    expect(events.at(-1)).toMatchObject({ type: 'plan.finished', data: { verdict: 'needs a human' } });
  });

  it('records the end of a step even when its output cannot be kept', async () => {
    const { events, conclusion } = await go(plan([step('a')]), {
      fullDisk: true,
      ends: () => ({ output: 'text' }),
    });
    expect(conclusion.verdict).toBe('verified');
    expect(ends(events)[1]).toBe('do a true: exit 0; its output could not be kept');
  });

  it('leaves the rest to a human when it is interrupted in a step', async () => {
    const seen = world(two, {
      ends: (script) => {
        if (script === 'do-a') seen.stop.abort(new Fault('INTERRUPTED', 'interrupted'));
        return { signal: 'SIGTERM' };
      },
    });
    await seen.run.preflight();
    await seen.run.append(begun);
    const { verdict, interruption } = await seen.run.toTheEnd();
    expect(verdict).toBe('needs a human');
    expect(interruption).toMatchObject({ code: 'INTERRUPTED' });
    expect(seen.trace.filter((line) => line.startsWith('ran'))).toEqual(['ran do-a']);
    expect(ends(seen.events).at(-1)).toBe('do a false: stopped by SIGTERM: interrupted');
    expect(verdictIn(seen.events)).toEqual(['needs a human: interrupted by Ctrl-C during Do a']);
  });

  it('has failed, and changed nothing, when it is interrupted before the first step', async () => {
    const seen = world(two);
    await seen.run.preflight();
    await seen.run.append(begun);
    seen.stop.abort(new Fault('TERMINATED', 'terminated'));
    expect((await seen.run.toTheEnd()).verdict).toBe('failed');
    expect(verdictIn(seen.events)).toEqual(['failed: interrupted by TERM between steps']);
  });

  it('asks a person, and takes no for a failure', async () => {
    const subject = plan([step('dns', { do: { kind: 'ask', question: 'Has it propagated?' } })]);
    expect((await go(subject, { ask: () => Promise.resolve(true) })).conclusion.verdict).toBe('verified');
    expect((await go(subject, { ask: () => Promise.resolve(false) })).conclusion.verdict).toBe('failed');
  });

  it('hands a run with an open step to a human', async () => {
    const seen = world(two);
    await seen.run.preflight();
    await seen.run.append(begun, {
      type: 'step.started',
      data: { run: 'r', step: 'a', attempt: 1, role: 'do', title: 'Do a' },
    });
    expect(await seen.run.toTheEnd()).toEqual({
      verdict: 'needs a human',
      summary: 'step a started, and no end is recorded',
      open: true,
      unsettled: 'a',
    });
    expect(verdictIn(seen.events)).toEqual([]);
    expect(seen.trace.filter((line) => line.startsWith('ran'))).toEqual([]);
  });

  const asking = plan([step('a', undo('a')), step('b', { ...undo('b'), onFailure: 'ask' }), step('c')]);
  const settledIn = (events: readonly Event[]) =>
    events.flatMap(({ type, data }) =>
      type === 'step.settled' ? [`${data.role} ${data.step} ${data.as}: ${data.why}`] : [],
    );

  it.each<[string, readonly string[], string, readonly string[]]>([
    ['tries again', ['again'], 'verified', ['ran do-a', 'ran do-b', 'ran do-b', 'ran do-c']],
    ['skips it', ['skipped'], 'verified', ['ran do-a', 'ran do-b', 'ran do-c']],
    ['undoes', ['undo'], 'rolled back', ['ran do-a', 'ran do-b', 'ran undo-b', 'ran undo-a']],
    ['stops', ['stop'], 'failed', ['ran do-a', 'ran do-b']],
  ])('asks what to do about a step that failed: %s', async (_, chooses, verdict, ran) => {
    asked = 0;
    let failures = 1;
    const { conclusion, trace, events } = await go(asking, {
      chooses,
      ends: (script) => (script === 'do-b' && failures-- > 0 ? { exit: 1 } : {}),
    });
    expect(conclusion.verdict).toBe(verdict);
    expect(trace.filter((line) => line.startsWith('ran'))).toEqual(ran);
    expect(settledIn(events)).toHaveLength(1);
  });

  it('stops where it should ask, and nobody is there', async () => {
    const { conclusion, events } = await go(asking, {
      ends: (script) => (script === 'do-b' ? { exit: 1 } : {}),
    });
    expect(conclusion.verdict).toBe('failed');
    expect(settledIn(events)).toEqual(['do b stop: step b failed: exit 1; nobody to ask']);
  });

  it('asks before each step, where that was wanted', async () => {
    asked = 0;
    const seen = world(plan([step('a'), step('b'), step('c')]), { chooses: ['run', 'skipped', 'run'] });
    await seen.run.preflight();
    await seen.run.append({ ...begun, data: { ...begun.data, mode: 'step' } });
    expect((await seen.run.toTheEnd()).verdict).toBe('verified');
    expect(seen.trace.filter((line) => line.startsWith('ran'))).toEqual(['ran do-a', 'ran do-c']);
    expect(settledIn(seen.events)).toEqual(['do b skipped: because']);
  });
});
