import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CheckStatus, Event, SettledAs, StepRole } from '../../src/core/record/events.ts';
import { next, type Decision } from '../../src/plan/next.ts';
import { advance, noProgress, progressOf, type Progress } from '../../src/plan/progress.ts';
import type { Plan, Step } from '../../src/plan/plan.ts';
import { plan, step, undo, verify } from './plans.ts';

const run = 'r1';
const started = (
  role: 'do' | 'ask' | 'verify' | 'undo' | 'preflight' | 'after',
  id: string,
  attempt = 1,
): Event => ({
  type: 'step.started',
  data: { run, step: id, attempt, role, title: id },
});
const finished = (
  role: 'do' | 'ask' | 'verify' | 'undo' | 'preflight' | 'after',
  id: string,
  ok: boolean,
  attempt = 1,
): Event => ({
  type: 'step.finished',
  data: { run, step: id, attempt, role, ok, ms: 1, summary: '' },
});
const settled = (role: StepRole, id: string, as: SettledAs, attempt = 1): Event => ({
  type: 'step.settled',
  data: { run, step: id, attempt, role, as, why: 'a person said so' },
});
const fold = (events: readonly Event[]): Progress => progressOf(run, events as never);
const both = (role: 'do' | 'verify' | 'undo' | 'preflight' | 'after', id: string, ok: boolean): Event[] => [
  started(role, id),
  finished(role, id, ok),
];
const told = (decision: Decision): string => {
  switch (decision.do) {
    case 'step':
      return `step ${decision.step.id} ${decision.attempt}`;
    case 'verify':
      return `verify ${decision.id}`;
    case 'undo':
      return `undo ${decision.step.id}`;
    case 'done':
      return decision.verdict;
    case 'settle':
      return `settle ${decision.act.role} ${decision.act.step}`;
    default:
      return decision.do;
  }
};

const two = plan([step('drain', undo('drain')), step('switch', undo('switch'))]);
const ready = both('preflight', 'preflight', true);

describe('next', () => {
  it.each<[string, readonly Event[]]>([
    ['preflight', []],
    ['refused', both('preflight', 'preflight', false)],
    ['step drain 1', ready],
    ['settle do drain', [...ready, started('do', 'drain')]],
    ['step switch 1', [...ready, ...both('do', 'drain', true)]],
    ['undo drain', [...ready, ...both('do', 'drain', false)]],
    ['undo switch', [...ready, ...both('do', 'drain', true), ...both('do', 'switch', false)]],
    [
      'undo drain',
      [
        ...ready,
        ...both('do', 'drain', true),
        ...both('do', 'switch', false),
        ...both('undo', 'switch', true),
      ],
    ],
    [
      'needs a human',
      [
        ...ready,
        ...both('do', 'drain', true),
        ...both('do', 'switch', false),
        ...both('undo', 'switch', false),
      ],
    ],
    ['after', [...ready, ...both('do', 'drain', false), ...both('undo', 'drain', true)]],
    ['settle undo drain', [...ready, ...both('do', 'drain', false), started('undo', 'drain')]],
    [
      'rolled back',
      [
        ...ready,
        ...both('do', 'drain', false),
        ...both('undo', 'drain', true),
        ...both('after', 'after', true),
      ],
    ],
    [
      'needs a human',
      [
        ...ready,
        ...both('do', 'drain', false),
        ...both('undo', 'drain', true),
        ...both('after', 'after', false),
      ],
    ],
    ['verify final:1', [...ready, ...both('do', 'drain', true), ...both('do', 'switch', true)]],
    [
      'verified',
      [
        ...ready,
        ...both('do', 'drain', true),
        ...both('do', 'switch', true),
        ...both('verify', 'final:1', true),
      ],
    ],
    [
      'undo switch',
      [
        ...ready,
        ...both('do', 'drain', true),
        ...both('do', 'switch', true),
        ...both('verify', 'final:1', false),
      ],
    ],
  ])('says %s', (decision, events) => {
    expect(told(next(two, fold(events)))).toBe(decision);
  });

  it('leaves a failed verify unverified where nothing can be undone, or where the plan says stop', () => {
    const executed = [...ready, ...both('do', 'a', true), ...both('verify', 'final:1', false)];
    expect(told(next(plan([step('a')]), fold(executed)))).toBe('unverified');
    expect(told(next(plan([step('a', undo('a'))], { onFailure: 'stop' }), fold(executed)))).toBe(
      'unverified',
    );
  });

  it('stops, continues and tries again as the step says', () => {
    const failed = [...ready, ...both('do', 'a', false)];
    expect(told(next(plan([step('a', { onFailure: 'stop', ...undo('a') })]), fold(failed)))).toBe('failed');
    expect(told(next(plan([step('a')]), fold(failed)))).toBe('failed');
    expect(told(next(plan([step('a', { onFailure: 'continue' }), step('b')]), fold(failed)))).toBe(
      'step b 1',
    );
    expect(told(next(plan([step('a', { retry: { attempts: 2, delayMs: 1 } })]), fold(failed)))).toBe(
      'step a 2',
    );
  });

  it('names what a rollback could not undo', () => {
    const half = plan([step('a'), step('b', undo('b'))]);
    const events = [
      ...ready,
      ...both('do', 'a', true),
      ...both('do', 'b', false),
      ...both('undo', 'b', true),
      ...both('after', 'after', true),
    ];
    expect(next(half, fold(events))).toEqual({
      do: 'done',
      verdict: 'needs a human',
      why: 'step b failed; undone, except what has no undo: a',
    });
    const harmless = plan([{ ...step('a'), harmless: true }, step('b', undo('b'))]);
    expect(next(harmless, fold(events))).toMatchObject({ do: 'done', verdict: 'rolled back' });
  });

  it('calls nothing rolled back while something that failed or undid still runs', () => {
    const subject = plan([step('a', undo('a'))]);
    const loose = (role: 'do' | 'undo'): Event[] =>
      [...ready, ...both('do', 'a', false), ...both('undo', 'a', true), ...both('after', 'after', true)].map(
        (event) =>
          event.type === 'step.finished' && event.data.role === role
            ? { ...event, data: { ...event.data, leftover: true } }
            : event,
      );
    expect(next(subject, fold(loose('do')))).toMatchObject({ verdict: 'needs a human' });
    expect(next(subject, fold(loose('undo')))).toMatchObject({ verdict: 'needs a human' });
  });

  it('leaves to a human what failed while a part of it still runs, with nothing to undo it', () => {
    const left = (events: Event[]): Event[] =>
      events.map((event) =>
        event.type === 'step.finished' && !event.data.ok
          ? { ...event, data: { ...event.data, leftover: true } }
          : event,
      );
    const stopped = [...ready, ...both('do', 'a', false)];
    expect(next(plan([step('a')]), fold(stopped))).toMatchObject({ verdict: 'failed' });
    expect(next(plan([step('a')]), fold(left(stopped)))).toEqual({
      do: 'done',
      verdict: 'needs a human',
      why: 'step a failed; something that do a started still runs',
    });
    const verified = plan([{ ...step('a'), verify: verify('web') }]);
    const unproven = [...ready, ...both('do', 'a', true), ...both('verify', 'a', false)];
    expect(next(verified, fold(unproven))).toMatchObject({ verdict: 'failed' });
    expect(next(verified, fold(left(unproven)))).toMatchObject({ verdict: 'needs a human' });
  });

  it('looks at several verifies once more, all together, before it says verified', () => {
    const subject = plan([step('a', undo('a'))], { verify: [verify('web'), verify('backup')] });
    const passed = [
      ...ready,
      ...both('do', 'a', true),
      ...both('verify', 'final:1', true),
      ...both('verify', 'final:2', true),
    ];
    expect(next(subject, fold(passed))).toEqual({ do: 'confirm', attempt: 1 });
    expect(next(subject, fold([...passed, ...both('verify', 'final:all', true)]))).toMatchObject({
      verdict: 'verified',
    });
    expect(next(subject, fold([...passed, ...both('verify', 'final:all', false)]))).toMatchObject({
      do: 'undo',
    });
  });

  it('is not verified when no step succeeded, however green the checks are', () => {
    const subject = plan([{ ...step('a'), onFailure: 'continue' }], { verify: [verify('web')] });
    const events = [...ready, ...both('do', 'a', false), ...both('verify', 'final:1', true)];
    expect(next(subject, fold(events))).toMatchObject({ verdict: 'failed', why: 'no step succeeded' });
  });

  it('takes a settled step as the person judged it', () => {
    const judged = (as: SettledAs): Event[] => [...ready, started('do', 'drain'), settled('do', 'drain', as)];
    expect(told(next(two, fold(judged('done'))))).toBe('step switch 1');
    expect(told(next(two, fold(judged('failed'))))).toBe('undo drain');
    expect(told(next(two, fold(judged('again'))))).toBe('step drain 2');
    expect(told(next(two, fold(judged('undo'))))).toBe('undo drain');
    expect(next(two, fold(judged('stop')))).toMatchObject({ do: 'done', verdict: 'failed' });
    expect(
      told(
        next(
          two,
          fold([...judged('skipped'), ...both('do', 'switch', false), ...both('undo', 'switch', true)]),
        ),
      ),
    ).toBe('after');
  });

  it('listens to its own run only', () => {
    const other = both('preflight', 'preflight', true).map((event) => ({
      ...event,
      data: { ...event.data, run: 'r2' },
    }));
    expect(told(next(two, fold(other as Event[])))).toBe('preflight');
  });
});

const policies = fc.constantFrom<Step['onFailure'][]>('rollback', 'stop', 'continue', 'ask');
const steps = fc
  .array(
    fc.record({
      undo: fc.boolean(),
      verify: fc.boolean(),
      ask: fc.boolean(),
      attempts: fc.integer({ min: 1, max: 3 }),
      onFailure: policies,
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((list) =>
    list.map(({ undo: undoable, verify: verified, ask, attempts, onFailure }, index) =>
      step(`s${index}`, {
        ...(undoable ? undo(`s${index}`) : {}),
        ...(verified ? { verify: verify('web') } : {}),
        ...(ask ? { do: { kind: 'ask' as const, question: 'Done?' } } : {}),
        retry: { attempts, delayMs: 0 },
        onFailure,
      }),
    ),
  );
const plans = fc
  .record({
    steps,
    finals: fc.integer({ min: 0, max: 3 }),
    onFailure: fc.constantFrom<Plan['onFailure'][]>('rollback', 'stop'),
  })
  .map(({ steps: list, finals, onFailure }) =>
    plan(list, { onFailure, verify: Array.from({ length: finals }, () => verify('web')) }),
  );
/** How each act that is tried ends, in turn: most go well, so that runs get far. */
const outcomes = fc.array(fc.constantFrom(true, true, true, false), { minLength: 40, maxLength: 40 });
const statuses = fc.constantFrom<CheckStatus[]>('OK', 'WARNING', 'CRITICAL', 'UNKNOWN');

interface Ended {
  readonly events: readonly Event[];
  readonly verdict: string;
  readonly incremental: Progress;
}

/** Plays a run to its end: each decision becomes a start and an end with the next outcome. */
function play(subject: Plan, ends: readonly boolean[], status: CheckStatus): Ended {
  const events: Event[] = [];
  let progress = noProgress(run);
  const add = (event: Event): void => {
    events.push(event);
    progress = advance(progress, event as never);
  };
  for (let turn = 0; ; turn++) {
    if (turn > 100) throw new Error('the run does not end');
    const decision = next(subject, progress);
    const ok = ends[turn] ?? true;
    switch (decision.do) {
      case 'done':
        return { events, verdict: decision.verdict, incremental: progress };
      case 'settle':
        throw new Error('nothing was left open');
      case 'skip':
      case 'offer':
        throw new Error('nothing was skipped or offered');
      case 'choose':
        add(settled(decision.act.role, decision.act.step, 'stop', decision.act.attempt));
        break;
      case 'preflight':
        add(started('preflight', 'preflight', decision.attempt));
        add({
          type: 'check.finished',
          data: { check: 'web', kind: 'http', status, summary: '', perfdata: [], ms: 1, run },
        });
        add(finished('preflight', 'preflight', ok, decision.attempt));
        break;
      case 'step': {
        const role = decision.step.do.kind === 'ask' ? 'ask' : 'do';
        add(started(role, decision.step.id, decision.attempt));
        add(finished(role, decision.step.id, ok, decision.attempt));
        break;
      }
      case 'verify':
        add(started('verify', decision.id));
        add(finished('verify', decision.id, ok));
        break;
      case 'confirm':
        add(started('verify', 'final:all'));
        add(finished('verify', 'final:all', ok));
        break;
      case 'undo':
        add(started('undo', decision.step.id));
        add(finished('undo', decision.step.id, ok));
        break;
      case 'after':
        add(started('after', 'after'));
        add(finished('after', 'after', ok));
    }
  }
}

const ends = (events: readonly Event[], role: string) =>
  events.flatMap((event) => (event.type === 'step.finished' && event.data.role === role ? [event.data] : []));
const starts = (events: readonly Event[], role: string) =>
  events.flatMap((event) =>
    event.type === 'step.started' && event.data.role === role ? [event.data.step] : [],
  );

const holds = (property: (subject: Plan, ended: Ended) => void): void =>
  fc.assert(
    fc.property(plans, outcomes, statuses, (subject, list, status) =>
      property(subject, play(subject, list, status)),
    ),
    { numRuns: 2000 },
  );

describe('whatever the plan and however its steps end', () => {
  it('is verified only when every final verify passed, and there was one', () =>
    holds((subject, { events, verdict }) => {
      const finals = ends(events, 'verify').filter(({ step: id }) => id.startsWith('final:'));
      if (verdict === 'verified') {
        expect(subject.verify.length).toBeGreaterThan(0);
        const looks = subject.verify.length > 1 ? subject.verify.length + 1 : 1;
        expect(finals.map(({ ok }) => ok)).toEqual(Array.from({ length: looks }, () => true));
        expect(starts(events, 'undo')).toEqual([]);
      }
    }));

  it('undoes only what was started, once, the latest first', () =>
    holds((subject, { events }) => {
      const order = subject.steps.map(({ id }) => id);
      const begun = new Set([...starts(events, 'do'), ...starts(events, 'ask')]);
      const undone = starts(events, 'undo');
      expect(undone.every((id) => begun.has(id))).toBe(true);
      expect(undone).toEqual([...new Set(undone)].toSorted((a, b) => order.indexOf(b) - order.indexOf(a)));
    }));

  it('is rolled back only when every step that was started and has an undo was undone, and nothing is worse', () =>
    holds((subject, { events, verdict }) => {
      if (verdict !== 'rolled back') return;
      const begun = new Set([...starts(events, 'do'), ...starts(events, 'ask')]);
      const wanted = subject.steps.filter(({ id, undo: back }) => back && begun.has(id)).map(({ id }) => id);
      expect(
        ends(events, 'undo')
          .filter(({ ok }) => ok)
          .map(({ step: id }) => id),
      ).toEqual(wanted.toReversed());
      const ran = new Set(starts(events, 'do'));
      expect(
        subject.steps.filter(({ id, undo: back, harmless }) => ran.has(id) && !back && !harmless),
      ).toEqual([]);
      expect(ends(events, 'after').map(({ ok }) => ok)).toEqual([true]);
    }));

  it('changes nothing when the preflight fails', () =>
    holds((_, { events, verdict }) => {
      const [preflight] = ends(events, 'preflight');
      expect(verdict === 'refused').toBe(preflight?.ok === false);
      if (verdict === 'refused') expect(starts(events, 'do')).toEqual([]);
    }));

  it('goes back no further once it began to undo: no step starts after an undo', () =>
    holds((_, { events }) => {
      const undone = events.findIndex((event) => event.type === 'step.started' && event.data.role === 'undo');
      if (undone >= 0)
        expect([...starts(events.slice(undone), 'do'), ...starts(events.slice(undone), 'verify')]).toEqual(
          [],
        );
    }));

  it('decides the same from the record alone, at every point of the run', () =>
    holds((subject, { events, incremental }) => {
      expect(fold(events)).toEqual(incremental);
      for (let length = 0; length <= events.length; length++) {
        const part = fold(events.slice(0, length));
        const decision = next(subject, part);
        expect(next(subject, part)).toEqual(decision);
        const open = part.acts.some(({ state }) => state === 'open');
        expect(decision.do === 'settle').toBe(open);
      }
    }));

  it('skips a step whose condition does not hold, and neither verifies nor undoes it', () => {
    const conditional = plan(
      [
        { ...step('drain', { ...undo('drain'), verify: verify('web') }), when: 'eu', skipped: true },
        step('switch', undo('switch')),
      ],
      { checks: {} },
    );
    const skipped = [...ready, settled('do', 'drain', 'skipped')];
    expect(told(next(conditional, fold(ready)))).toBe('skip');
    expect(told(next(conditional, fold(skipped)))).toBe('step switch 1');
    const failed = [...skipped, ...both('do', 'switch', false)];
    expect(told(next(conditional, fold(failed)))).toBe('undo switch');
    const undone = [...failed, ...both('undo', 'switch', true)];
    expect(told(next(conditional, fold(undone)))).toBe('after');
    expect(told(next(conditional, fold([...undone, ...both('after', 'after', true)])))).toBe('rolled back');
    const verified = [...skipped, ...both('do', 'switch', true), ...both('verify', 'final:1', true)];
    expect(next(conditional, fold(verified))).toMatchObject({
      verdict: 'verified',
      why: 'every step ran but drain, skipped, and every verify passed',
    });
  });
});
