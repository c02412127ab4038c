import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorded } from '../../src/core/record/envelope.ts';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';
import { scaled, type Part, type Report } from './part.ts';

const steps = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const agreed = ['failover', 'six', '--reason', 'r', '--confirm', 't'] as const;

/** Six steps, of which `c` has a verify and `d` is idempotent; each takes a moment and leaves a line. */
function machine(): Sandbox {
  const here = sandbox();
  const script = (name: string, body: string): void => {
    writeFileSync(join(here.work, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(here.work, name), 0o755);
  };
  script('ok.sh', 'exit 0');
  script('act.sh', 'echo begun; sleep 0.0$((RANDOM % 10)); echo $1 >> ran; sleep 0.0$((RANDOM % 10))');
  mkdirSync(join(here.work, '.inc/plans'), { recursive: true });
  writeFileSync(
    join(here.work, '.inc/inc.yaml'),
    'checks: { web: { command: [./ok.sh] }, c-done: { command: [grep, -qx, c, ran] } }\n',
  );
  const more: Readonly<Record<string, string>> = {
    c: ', verify: { check: c-done, within: 1s, passes: 1 }',
    d: ', idempotent: true',
  };
  const rows = steps.map((id) => `  - { id: ${id}, run: [./act.sh, ${id}]${more[id] ?? ''} }\n`).join('');
  writeFileSync(
    join(here.work, '.inc/plans/six.yaml'),
    `plan: six\nkind: failover\ntarget: t\nsteps:\n${rows}verify:\n  - { check: web, within: 5s, passes: 1 }\n`,
  );
  for (const args of [
    ['config', 'trust'],
    ['open', 'Web is down'],
  ])
    if (here.inc(args).exit !== 0) throw new Error(`inc ${args.join(' ')} failed`);
  return here;
}

const ran = (here: Sandbox): readonly string[] => {
  try {
    return readFileSync(join(here.work, 'ran'), 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
};
const events = (here: Sandbox): readonly Recorded[] =>
  here
    .log()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Recorded);

/** A process and all that it started, the deepest last. */
function family(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === `${pid}`;
      } catch {
        return false;
      }
    });
  return [pid, ...children.flatMap((child) => family(Number(child)))];
}

interface Tally {
  killed: number;
  withSupervisor: number;
  asked: number;
  again: number;
  readonly violations: string[];
}

/** Kills whoever runs the plan at some moment, with or without what it started, and goes on with two at once. */
async function round(tally: Tally, seed: string): Promise<void> {
  const here = machine();
  try {
    const child: ChildProcess = spawn(process.execPath, [bin, ...agreed], {
      cwd: here.work,
      env: here.env,
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const over = new Promise((resolve) => child.once('close', resolve));
    await Promise.race([over, sleep(250 + randomInt(1400))]);
    const all = child.pid === undefined || child.exitCode !== null ? [] : family(child.pid);
    const count = [1, 2, all.length][randomInt(3)] ?? 1;
    for (const pid of all.slice(0, count))
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    await over;
    if (all.length > 0) tally.killed++;
    if (all.length > 1 && count > 1) tally.withSupervisor++;
    const forgiven: Record<string, number> = {};
    const finished = (): boolean => events(here).some(({ type }) => type === 'plan.finished');
    for (let turn = 0; !finished(); turn++) {
      if (turn > 30) return void tally.violations.push(`${seed}: it does not come to an end`);
      const log = events(here);
      if (!log.some(({ type }) => type === 'plan.started')) {
        here.inc(agreed);
        continue;
      }
      const [one, other] = await Promise.all([1, 2].map(() => here.run(['runbook', 'resume'])));
      if (finished() || (one?.exit !== 11 && other?.exit !== 11)) continue;
      const open = events(here).findLast(({ type }) => type === 'step.started');
      if (open?.type !== 'step.started') continue;
      const { step } = open.data;
      const as = ran(here).includes(step) ? 'done' : 'again';
      tally.asked++;
      here.inc(['runbook', 'resume', '--settle', `${step}=${as}`, '--reason', 'looked']);
    }
    // An idempotent step may run again, and does, without a question.
    for (const event of events(here))
      if (event.type === 'step.settled' && event.data.step === 'd' && event.data.as === 'again') {
        forgiven['d'] = (forgiven['d'] ?? 0) + 1;
        tally.again++;
      }
    for (const step of steps) {
      const times = ran(here).filter((each) => each === step).length;
      if (times === 0) tally.violations.push(`${seed}: step ${step} never ran`);
      if (times > 1 + (forgiven[step] ?? 0))
        tally.violations.push(`${seed}: step ${step} ran ${times} times`);
    }
    const verdicts = events(here).flatMap((event) =>
      event.type === 'plan.finished' ? [event.data.verdict] : [],
    );
    if (verdicts.join() !== 'verified')
      tally.violations.push(`${seed}: ended as ${verdicts.join() || 'nothing'}`);
    if (here.inc(['verify']).exit !== 0) tally.violations.push(`${seed}: the record does not verify`);
  } finally {
    here.remove();
  }
}

async function run(scale: number): Promise<Report> {
  const rounds = scaled(300, scale);
  const tally: Tally = { killed: 0, withSupervisor: 0, asked: 0, again: 0, violations: [] };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < rounds; at = next++) await round(tally, `round ${at}`);
  };
  await Promise.all([worker(), worker()]);
  return {
    counts: {
      'plans of six steps': rounds,
      'of them killed (SIGKILL) on the way': tally.killed,
      'with the supervisor of a step, too': tally.withSupervisor,
      'times a person had to say how a step ended': tally.asked,
      'times an idempotent step ran again': tally.again,
    },
    violations: tally.violations,
  };
}

export const part: Part = {
  about: '300 plans killed at any moment, gone on with by two at once: no effect twice, none missing',
  run,
};
