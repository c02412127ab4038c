import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, ended } from '../support/sandbox.ts';
import { appenderIn, compiled, folder, must, removed, scaled, type Part, type Report } from './part.ts';
import { follow } from './writers.ts';

type Kind = 'ext4' | 'xfs';
type Lie = 'files' | 'folders';

/** A file system of its own in a file, whose power can be cut. */
interface Disk {
  readonly mounted: string;
  /** @returns when it began, by the monotonic clock (nanoseconds). */
  cut(): bigint;
  restart(): void;
  remove(): void;
}

function diskOf(kind: Kind, home: string, cutter: string): Disk {
  const image = join(home, `${kind}.img`);
  const mounted = join(home, kind);
  mkdirSync(mounted);
  writeFileSync(image, '');
  truncateSync(image, 512 * 1024 * 1024);
  must(`mkfs.${kind}`, ['-q', ...(kind === 'ext4' ? ['-F'] : []), image]);
  const device = must('losetup', ['--find', '--show', image]).trim();
  must('mount', ['-t', kind, device, mounted]);
  return {
    mounted,
    cut: () => BigInt(must(cutter, [mounted])),
    restart() {
      must('umount', [mounted]);
      must('mount', ['-t', kind, device, mounted]);
    },
    remove() {
      spawnSync('umount', [mounted]);
      spawnSync('losetup', ['--detach', device]);
    },
  };
}

interface Round {
  readonly acknowledged: number;
  /** While the power went, and of them lost: see `round`. */
  readonly late: number;
  readonly lateLost: number;
  readonly opened: number;
  readonly lost: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: number;
}

interface Tools {
  readonly appender: string;
  readonly preload: string;
  readonly home: string;
}

/** Everything of one machine, on the disk. */
function envOn(
  disk: Disk,
  { home }: Tools,
  lie?: { readonly what: Lie; readonly preload: string },
): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    INC_HOME: join(disk.mounted, 'store'),
    XDG_STATE_HOME: join(disk.mounted, 'state'),
    XDG_CACHE_HOME: join(disk.mounted, 'cache'),
    INC_USER: 'alice',
    TZ: 'UTC',
    ...(lie ? { LD_PRELOAD: lie.preload, NO_SYNC: lie.what } : {}),
  };
}

/** Resolves when the process is not in the middle of anything (state T of proc(5)). */
async function stopped(child: ChildProcess): Promise<void> {
  child.kill('SIGSTOP');
  while (child.exitCode === null && child.signalCode === null) {
    try {
      if (/\) T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8'))) return;
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const program = (args: readonly string[], env: NodeJS.ProcessEnv, cwd: string): ChildProcess =>
  spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });

/**
 * Six writers of one incident and the program itself, and a cut: at a moment of chance, or as soon as the program
 * has said that it opened an incident or took a note. Then everything that was acknowledged before is looked for.
 *
 * The kernel needs some milliseconds to stop a file system, and in them fdatasync(2) can still answer yes for what
 * will not be there (seen on ext4 and XFS of Linux 6.18). Nobody answers after a power cut, so what was acknowledged
 * in between is counted by itself, and so are lines that refer to it. Every other cut is clean of that: all writers
 * are stopped first, wherever they are.
 */
async function round(disk: Disk, tools: Tools, number: number, lie?: Lie): Promise<Round> {
  const env = envOn(disk, tools, lie && { what: lie, preload: tools.preload });
  const honest = envOn(disk, tools);
  const run = (args: readonly string[]) => ended(program(args, env, tools.home));
  const first = await ended(
    program(['open', `Round ${number}`, '--tz', 'UTC', '--json'], honest, tools.home),
  );
  const { incident } = JSON.parse(first.stdout) as { incident: string };
  must('sync', ['-f', disk.mounted]);

  const told = {
    tried: new Set<string>(),
    acknowledged: new Set<string>(),
    failed: [],
    at: new Map<string, bigint>(),
  };
  const children: ChildProcess[] = [];
  const opened: string[] = [];
  let enough = (): void => {};
  const wanted = randomInt(5, 60);
  const reached = new Promise<void>((resolve) => (enough = resolve));
  // Two replicas that are new in this round: their files are young, and their names must last too.
  const following = Array.from({ length: 6 }, (_, index) => {
    const args = [
      env['INC_HOME'] ?? '',
      join(disk.mounted, 'state/inc'),
      incident,
      `torture${index % 2}`,
      `writer-${index}`,
    ];
    const child = spawn(process.execPath, [tools.appender, ...args, '0', '100000'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return follow(child, told, () => {
      if (told.acknowledged.size >= wanted) enough();
    });
  });
  await reached;
  // Half of the rounds end in the middle of everything, the rest right behind an acknowledgement of the program.
  if (number % 2 === 1) {
    for (const child of children) child.kill('SIGKILL');
    await Promise.all(following);
    if (number % 4 === 1) {
      const text = `the last note ${number}`;
      if ((await run(['note', '-i', incident, text])).stdout.startsWith('noted '))
        told.acknowledged.add(text);
    } else {
      const { stdout } = await run(['open', `Last ${number}`, '--tz', 'UTC', '--no-switch', '--json']);
      if (stdout !== '') opened.push((JSON.parse(stdout) as { incident: string }).incident);
    }
  }
  const clean = number % 4 === 0;
  if (clean) for (const child of children) await stopped(child);
  const cut = disk.cut();
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(following);
  disk.restart();

  const lost: string[] = [];
  const errors: string[] = [];
  const timeline = await ended(program(['timeline', '-i', incident, '--json'], honest, tools.home));
  const entries =
    timeline.stdout === '' ? [] : (JSON.parse(timeline.stdout) as { entries: { text: string }[] }).entries;
  const there = new Set(entries.map(({ text }) => text));
  const late = [...told.acknowledged].filter((text) => (told.at.get(text) ?? 0n) >= cut);
  const lateLost = late.filter((text) => !there.has(text));
  lost.push(...[...told.acknowledged].filter((text) => !there.has(text) && !late.includes(text)));
  lost.push(...opened.filter((id) => !existsSync(join(disk.mounted, 'store/incidents', id))));
  let warnings = 0;
  for (const id of [incident, ...opened.filter((each) => !lost.includes(each))]) {
    const { stdout, stderr } = await ended(program(['verify', '-i', id, '--json'], honest, tools.home));
    if (stdout === '') {
      errors.push(`verify cannot read ${id}: ${stderr.trim()}`);
      continue;
    }
    const { damage } = JSON.parse(stdout) as {
      damage: { level: string; kind: string; file: string; line: number }[];
    };
    for (const { level, kind, file, line } of damage)
      if (
        level === 'warning' ||
        (kind === 'missing-parent' && !clean && children.length > 0 && number % 2 === 0)
      )
        warnings++;
      else errors.push(`${id} ${file}:${line} ${kind}`);
  }
  const next = await ended(program(['note', '-i', incident, 'after the cut'], honest, tools.home));
  if (next.exit !== 0) errors.push(`no note after the cut: ${next.stderr.trim()}`);
  return {
    acknowledged: told.acknowledged.size - late.length,
    late: late.length,
    lateLost: lateLost.length,
    opened: opened.length,
    lost,
    errors,
    warnings,
  };
}

/** Says what is missing, rather than looking as if it had been tried. */
function assertPossible(): void {
  const missing = [
    process.getuid?.() === 0 ? '' : 'it must be root',
    ...['losetup', 'mkfs.ext4', 'mkfs.xfs', 'gcc'].map((tool) =>
      spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0
        ? ''
        : `no ${tool} (apt-get install xfsprogs e2fsprogs mount gcc)`,
    ),
    existsSync('/dev/loop-control') ? '' : 'no loop devices',
    ...['ext4', 'xfs'].map((kind) =>
      readFileSync('/proc/filesystems', 'utf8').includes(kind) ? '' : `the kernel has no ${kind}`,
    ),
  ].filter(Boolean);
  if (missing.length > 0)
    throw new Error(
      `the power cannot be cut here: ${missing.join('; ')}. To leave this out: --without power`,
    );
}

async function run(scale: number): Promise<Report> {
  assertPossible();
  const home = folder();
  const counts: Record<string, number> = {};
  const violations: string[] = [];
  try {
    const tools: Tools = {
      home,
      appender: await appenderIn(home),
      preload: compiled(join(import.meta.dirname, 'no-sync.c'), join(home, 'no-sync.so')),
    };
    const cutter = compiled(join(import.meta.dirname, 'cut-power.c'), join(home, 'cut-power'));
    for (const kind of ['ext4', 'xfs'] as const)
      for (const lie of [undefined, 'files', 'folders'] as const) {
        const disk = diskOf(kind, join(mkdirOf(home, lie ?? 'honest')), cutter);
        const rounds = lie === undefined ? scaled(25, scale) : scaled(8, scale);
        const name = lie === undefined ? kind : `${kind} without sync of ${lie}`;
        const sums = {
          cuts: 0,
          acknowledged: 0,
          'incidents opened': 0,
          lost: 0,
          'cut-off pieces, and what refers to late ones': 0,
          'late: acknowledged while the power went': 0,
          'late, and lost': 0,
        };
        try {
          for (let number = 0; number < rounds; number++) {
            // A control of folders needs an incident that was opened last of all.
            const { acknowledged, late, lateLost, opened, lost, errors, warnings } = await round(
              disk,
              tools,
              lie === 'folders' ? 4 * number + 3 : number,
              lie,
            );
            sums.cuts++;
            sums.acknowledged += acknowledged;
            sums['incidents opened'] += opened;
            sums.lost += lost.length;
            sums['cut-off pieces, and what refers to late ones'] += warnings;
            sums['late: acknowledged while the power went'] += late;
            sums['late, and lost'] += lateLost;
            if (lie === undefined)
              violations.push(
                ...lost.map((what) => `R2: ${kind}: acknowledged and lost: ${what}`),
                ...errors.map((error) => `R2: ${kind}: ${error}`),
              );
          }
        } finally {
          disk.remove();
        }
        for (const [what, count] of Object.entries(sums)) counts[`${name}: ${what}`] = count;
        if (lie !== undefined && sums.lost === 0)
          violations.push(`the control lost nothing, so it proves nothing: ${name}`);
      }
    return { counts, violations };
  } finally {
    removed(home);
  }
}

function mkdirOf(home: string, name: string): string {
  const path = join(home, name);
  mkdirSync(path, { recursive: true });
  return path;
}

export const part: Part = {
  about: 'the power of ext4 and XFS cut under six writers, 25 times each; and controls that must lose (root)',
  run,
};
