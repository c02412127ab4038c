import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Event, SettledAs, StepRole } from '../../src/core/record/events.ts';
import { next, type Decision } from '../../src/plan/next.ts';
import type { OnFailure, Plan, Step } from '../../src/plan/plan.ts';
import { progressOf, type Act } from '../../src/plan/progress.ts';
import { wayOf } from '../../src/plan/settling.ts';
import { plan, step, undo, verify } from './plans.ts';

const run = 'r1';

/** A world in which whoever runs a plan may die after every event, and before and after every effect. */
interface Simulated {
  readonly events: Event[];
  /** What was done to the systems, in order: `do a`, `undo a`. */
  readonly effects: string[];
  /** Effects that a person, or the plan, allowed to happen once more. */
  readonly allowed: Map<string, number>;
  readonly verdict: string;
}

interface Chances {
  /** Whether it dies at the n-th opportunity. */
  readonly dies: readonly boolean[];
  /** Whether the n-th thing that is tried goes well. */
  readonly well: readonly boolean[];
  /** What a person says of the n-th act whose end nobody saw. */
  readonly says: readonly ('truth' | 'again' | 'undo' | 'stop')[];
}

class Died extends Error {}

/** Acts as the executor does, from the record alone; begins anew whenever it dies. */
function play(subject: Plan, { dies, well, says }: Chances): Simulated {
  const events: Event[] = [];
  const effects: string[] = [];
  const allowed = new Map<string, number>();
  const happened = new Set<string>();
  let [death, trial, judgement] = [0, 0, 0];
  const mayDie = (): void => {
    if (dies[death++]) throw new Died();
  };
  const record = (event: Event): void => {
    mayDie();
    events.push(event);
    mayDie();
  };
  const allow = (key: string): void => void allowed.set(key, (allowed.get(key) ?? 1) + 1);
  const settle = (act: Act, as: SettledAs): void => {
    record({
      type: 'step.settled',
      data: { run, step: act.step, attempt: act.attempt, role: act.role, as, why: 'said so' },
    });
  };
  const act = (role: StepRole, id: string, attempt: number): void => {
    record({ type: 'step.started', data: { run, step: id, attempt, role, title: id } });
    if (role === 'do' || role === 'undo') {
      mayDie();
      effects.push(`${role} ${id}`);
      happened.add(`${role} ${id} ${attempt}`);
      mayDie();
    }
    const ok = well[trial++] ?? true;
    record({ type: 'step.finished', data: { run, step: id, attempt, role, ok, ms: 1, summary: '' } });
  };
  const open = (each: Act): void => {
    const way = wayOf(subject, each, { supervisors: [], others: [] });
    const did = happened.has(`${each.role} ${each.step} ${each.attempt}`);
    const { idempotent } = subject.steps.find(({ id }) => id === each.step) ?? {};
    if (way === 'again') {
      if (did && idempotent && each.role === 'do') allow(`do ${each.step}`);
      return settle(each, 'again');
    }
    // A verify sees what happened; a person too, but may wish for something else.
    const said = way === 'verify' ? 'truth' : (says[judgement++] ?? 'truth');
    const as =
      said === 'truth' ? (did ? 'done' : 'again') : said === 'undo' && each.role === 'undo' ? 'again' : said;
    if (as === 'again' && did) allow(`${each.role} ${each.step}`);
    return settle(each, as);
  };
  const decided = (decision: Exclude<Decision, { do: 'done' }>): void => {
    switch (decision.do) {
      case 'preflight':
        return act('preflight', 'preflight', decision.attempt);
      case 'skip':
        throw new Error('nothing was to be skipped');
      case 'offer':
      case 'step':
        // Tried again because it failed: the plan says how often.
        if (
          progressOf(run, events as never).acts.findLast(({ step: id }) => id === decision.step.id)?.state ===
          'failed'
        )
          allow(`do ${decision.step.id}`);
        return act('do', decision.step.id, decision.attempt);
      case 'choose':
        return settle(decision.act, 'stop');
      case 'confirm':
        return act('verify', 'final:all', decision.attempt);
      case 'verify':
        return act('verify', decision.id, decision.attempt);
      case 'undo':
        return act('undo', decision.step.id, decision.attempt);
      case 'after':
        return act('after', 'after', decision.attempt);
      case 'settle':
        return open(decision.act);
    }
  };
  for (let turn = 0; turn < 2000; turn++)
    try {
      const decision = next(subject, progressOf(run, events as never));
      if (decision.do === 'done') return { events, effects, allowed, verdict: decision.verdict };
      decided(decision);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
  throw new Error('the run does not end');
}

const steps = fc.array(
  fc.record({
    onFailure: fc.constantFrom<OnFailure[]>('rollback', 'stop', 'continue', 'ask'),
    idempotent: fc.boolean(),
    verified: fc.boolean(),
    undoable: fc.boolean(),
    attempts: fc.constantFrom(1, 1, 2),
  }),
  { minLength: 1, maxLength: 6 },
);
const plans = fc.tuple(steps, fc.integer({ min: 0, max: 2 })).map(([all, finals]) =>
  plan(
    all.map(({ onFailure, idempotent, verified, undoable, attempts }, at): Step => ({
      ...step(`s${at}`, { onFailure, retry: { attempts, delayMs: 0 } }),
      ...(idempotent ? { idempotent: true } : {}),
      ...(verified ? { verify: verify('web') } : {}),
      ...(undoable ? undo(`s${at}`) : {}),
    })),
    { verify: Array.from({ length: finals }, () => verify('web')) },
  ),
);
const often = (chance: boolean, size: number) =>
  fc.array(fc.constantFrom(chance, chance, chance, chance, !chance), { minLength: size, maxLength: size });
const chances = fc.record({
  dies: often(false, 120),
  well: often(true, 60),
  says: fc.array(fc.constantFrom<Chances['says'][number][]>('truth', 'truth', 'again', 'undo', 'stop')),
});

const counts = (effects: readonly string[]): Map<string, number> => {
  const all = new Map<string, number>();
  for (const effect of effects) all.set(effect, (all.get(effect) ?? 0) + 1);
  return all;
};

const holds = (property: (subject: Plan, seen: Simulated) => void): void =>
  fc.assert(
    fc.property(plans, chances, (subject, given) => property(subject, play(subject, given))),
    { numRuns: 400 },
  );

describe('whenever whoever runs a plan dies', () => {
  it('nothing acts more often than its plan or a person allowed', () => {
    holds((_, { effects, allowed }) => {
      for (const [effect, count] of counts(effects))
        expect([effect, count]).toEqual([effect, Math.min(count, allowed.get(effect) ?? 1)]);
    });
  });

  it('nothing acts that was not durably started', () => {
    holds((_, { effects, events }) => {
      for (const [effect, count] of counts(effects)) {
        const [role, id] = effect.split(' ');
        const started = events.filter(
          ({ type, data }) => type === 'step.started' && data.role === role && data.step === id,
        );
        expect(started.length).toBeGreaterThanOrEqual(count);
      }
    });
  });

  it('nothing is skipped: a step begins only after all before it have', () => {
    holds((subject, { events }) => {
      const begun = events.flatMap(({ type, data }) =>
        type === 'step.started' && data.role === 'do' ? [data.step] : [],
      );
      const order = [...new Set(begun)];
      expect(order).toEqual(subject.steps.slice(0, order.length).map(({ id }) => id));
    });
  });

  it('it is verified only with every step run, and a last look that went well', () => {
    holds((subject, { verdict, effects, events }) => {
      if (verdict !== 'verified') return;
      expect(new Set(effects.filter((effect) => effect.startsWith('do ')))).toEqual(
        new Set(subject.steps.map(({ id }) => `do ${id}`)),
      );
      expect(effects.filter((effect) => effect.startsWith('undo '))).toEqual([]);
      const last = events.findLast(({ type }) => type === 'step.finished');
      expect(last?.data).toMatchObject({ role: 'verify', ok: true });
    });
  });

  it('it is rolled back only with everything undone that ran', () => {
    holds((subject, { verdict, effects }) => {
      if (verdict !== 'rolled back') return;
      for (const { id } of subject.steps)
        if (effects.includes(`do ${id}`)) expect(effects).toContain(`undo ${id}`);
    });
  });
});
