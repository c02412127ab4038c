import {
  appendFileSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { Fault } from '../../core/faults.ts';
import type { Holder, Lock, LockRequest, Locks } from '../../core/ports/lock-ports.ts';
import { sha256 } from '../../core/record/sha256.ts';
import { generationIn, hold, livingIn, type Generation, type Line } from './generation.ts';
import { identityOf } from './process-identity.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';

const { O_CREAT, O_EXCL, O_WRONLY } = constants;

/** The folder's name of a plan; names that no folder can bear are told apart by their digest. */
export const folderOfPlan = (plan: string): string =>
  /^[A-Za-z0-9][\w.-]{0,63}$/.test(plan)
    ? plan
    : `${plan.replace(/[^\w-]+/g, '-').slice(0, 40)}-${sha256(new TextEncoder().encode(plan)).slice(0, 12)}`;

const numberOf = (name: string): number => Number(/^lock\.(\d{8})$/.exec(name)?.[1] ?? 0);
const shown = ({ by, pid, host, run, incident, at }: Holder): Holder => ({
  by,
  pid,
  host,
  run,
  incident,
  at,
});
const nobody: Holder = { by: 'somebody', pid: 0, host: '', run: '', incident: '', at: '' };

/**
 * One plan at a time per store: `<store>/locks/<plan>/lock.<8 digits>`. Taking it is link(2) of a finished file to
 * the number after the highest: atomic, never seen half-written, and refused when somebody else was first. Nothing
 * is ever removed or reused, so the number is a fencing token. A lock ends by a line in its own file, or by proof that
 * its holder and what its step started are dead; never by time.
 *
 * @param self the process that takes locks.
 */
export function locksAt(store: string, self: number, draftName: () => string): Locks {
  const numbers = (folder: string): number[] =>
    readdirSync(folder)
      .map(numberOf)
      .filter((number) => number > 0)
      .toSorted((a, b) => b - a);
  const nameOf = (folder: string, number: number): string =>
    `${folder}/lock.${String(number).padStart(8, '0')}`;

  /** The last generation that changed anything; one that only looked, or was refused, does not count. */
  function lastActing(folder: string, all: readonly number[]): Generation | undefined {
    for (const number of all) {
      const found = generationIn(nameOf(folder, number));
      if (found.acted) return found;
    }
    return undefined;
  }

  function write(file: string, lines: readonly Line[], flags: number): void {
    const fd = openSync(file, flags, 0o600);
    try {
      writeSync(fd, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  }

  // What cannot be written is no reason to stop an act that has begun; the process's own end frees the lock.
  function adder(file: string): (line: Line) => void {
    return (line) => {
      try {
        appendFileSync(file, `${JSON.stringify(line)}\n`);
      } catch (error) {
        if (codeOf(error) === '') throw error;
      }
    };
  }

  function lockIn(file: string, fence: number): Lock {
    const add = adder(file);
    const at = (now: number): string => new Date(now).toISOString();
    return {
      kind: 'taken',
      fence,
      begun: (now) => add({ state: 'begun', at: at(now) }),
      spawned(pid) {
        add({ group: pid, start: identityOf(pid).start });
        return () => add({ ended: pid });
      },
      release: (now, verdict) => add({ state: 'released', verdict, at: at(now) }),
    };
  }

  function attempt(folder: string, request: LockRequest): ReturnType<Locks['take']> | 'again' {
    const { plan, by, run, incident, now, cooldownMs, ignore, resumes = false } = request;
    const all = numbers(folder);
    const [highest = 0] = all;
    const before = highest > 0 ? generationIn(nameOf(folder, highest)) : undefined;
    const held = before && hold(before);
    // What lives of a run is no reason to keep those away who go on with it.
    const own = (generation: Generation, why: string): boolean =>
      resumes && why === 'step' && generation.first?.run === run;
    const passes = (generation: Generation, why: string): boolean =>
      own(generation, why) || (ignore.holder && why !== 'running');
    const refused = (generation: Generation, why: NonNullable<ReturnType<typeof hold>>) =>
      ({
        kind: 'held',
        holder: generation.first ? shown(generation.first) : nobody,
        ...why,
        file: generation.file,
      }) as const;
    if (before && held && !passes(before, held.why)) return refused(before, held);
    const last = cooldownMs > 0 ? lastActing(folder, all) : undefined;
    // A clock that was set back must not stretch it.
    const leftMs = last ? Math.min(cooldownMs, last.lastMs + cooldownMs - now) : 0;
    if (last && leftMs > 0 && !ignore.cooldown)
      return { kind: 'cooling', leftMs, last: last.first ? shown(last.first) : nobody };
    const first = { v: 1, plan, run, incident, by, at: new Date(now).toISOString(), ...identityOf(self) };
    const draft = `${folder}/.draft.${draftName()}`;
    const file = nameOf(folder, highest + 1);
    write(draft, [first], O_WRONLY | O_CREAT | O_EXCL);
    try {
      linkSync(draft, file);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') return 'again';
      throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    // Should files have been removed by hand, two could hold different numbers: the higher one does.
    if ((numbers(folder)[0] ?? 0) > highest + 1) return 'again';
    // A supervisor of the one before could begin just now: it looks for us after it has said so, and we for it.
    const since = before && !held ? generationIn(before.file) : undefined;
    const late = since && hold(since);
    if (since && late && !passes(since, late.why)) {
      lockIn(file, highest + 1).release(now, 'refused');
      return refused(since, late);
    }
    return {
      ...lockIn(file, highest + 1),
      ...(held && before && !own(before, held.why)
        ? { broken: before.first ? shown(before.first) : nobody }
        : {}),
      ...(leftMs > 0 ? { cutShortMs: leftMs } : {}),
    };
  }

  return {
    member(plan, fence) {
      const folder = `${store}/locks/${folderOfPlan(plan)}`;
      const add = adder(nameOf(folder, fence));
      return {
        spawned(pid, as) {
          add({
            group: pid,
            start: identityOf(pid).start,
            ...(as === 'supervisor' ? { supervisor: true } : {}),
          });
          return () => add({ ended: pid });
        },
        superseded: () => (numbers(folder)[0] ?? 0) > fence,
      };
    },
    living(plan, run) {
      const folder = `${store}/locks/${folderOfPlan(plan)}`;
      return numbers(folder).flatMap((number) => {
        const { first, groups } = generationIn(nameOf(folder, number));
        return first?.run === run ? livingIn(first, groups) : [];
      });
    },
    take(request) {
      const folder = `${store}/locks/${folderOfPlan(request.plan)}`;
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        for (;;) {
          const answer = attempt(folder, request);
          if (answer !== 'again') return answer;
        }
      } catch (error) {
        throw new Fault(
          'CANT_WRITE',
          `the lock of plan ${request.plan} cannot be taken: ${reasonOf(error)} · ${folder}`,
          {
            hint: 'nothing was run',
            cause: error,
          },
        );
      }
    },
  };
}
