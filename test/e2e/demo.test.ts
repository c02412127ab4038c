import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { stableLines } from '../support/stable-text.ts';

const root = join(import.meta.dirname, '../..');

interface Demo {
  readonly exit: number | null;
  /** Standard output and standard error, in the order in which they were written. */
  readonly printed: string;
  readonly folder: string;
  readonly postmortem: string;
  /** Processes that still have to do with the demo's folder, by /proc. */
  readonly left: readonly string[];
}

/** Of every process, its command line and environment; what cannot be read belongs to somebody else. */
function processesAbout(folder: string): string[] {
  const read = (pid: string, name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'utf8');
    } catch {
      return '';
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => `${read(pid, 'cmdline')}${read(pid, 'environ')}`.includes(folder));
}

/** The same, once those that were killed at the very end have had time to be gone. */
async function leftBy(folder: string): Promise<readonly string[]> {
  for (let tries = 0; tries < 200 && processesAbout(folder).length > 0; tries++) await pause(25);
  return processesAbout(folder);
}

/** Runs the demo as `npm run demo` does, without a terminal, in the width and zone of the README's transcript. */
async function demo(...args: string[]): Promise<Demo> {
  const temp = mkdtempSync('/tmp/inc-docs-');
  const fd = openSync(join(temp, 'printed'), 'a');
  const { status } = spawnSync(process.execPath, ['test/demo/demo.mjs', ...args], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      HOME: temp,
      COLUMNS: '100',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      TMPDIR: '/tmp',
    },
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  const printed = readFileSync(join(temp, 'printed'), 'utf8').trim();
  rmSync(temp, { recursive: true });
  const folder = /^# Kept for you to look at: (.+)$/m.exec(printed)?.[1];
  if (folder === undefined) throw new Error(`the demo did not come to its end:\n${printed}`);
  const [file = ''] = readdirSync(join(folder, 'shop/postmortems'));
  const postmortem = readFileSync(join(folder, 'shop/postmortems', file), 'utf8');
  const left = await leftBy(folder);
  rmSync(folder, { recursive: true });
  return { exit: status, printed, folder, postmortem, left };
}

const region = (text: string, name: string): string =>
  new RegExp(`<!-- inc:begin ${name} [0-9a-f]+ -->([^]*?)<!-- inc:end ${name} -->`).exec(text)?.[1] ?? '';

/** The transcript between its marks in the README, without its fence. */
function transcript(): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const block = /<!-- demo:begin -->\n\n```console\n([^]*?)\n```\n\n<!-- demo:end -->/.exec(readme)?.[1];
  if (block === undefined) throw new Error('README.md has no transcript between its marks');
  return block.split('\n');
}

/** Rows of checks that were asked at the same time, by their text: their answers come in any order. */
function withChecksSorted(lines: readonly string[]): string[] {
  const rows: string[] = [];
  for (const line of lines) {
    if (/^ {30}/.test(line) && rows.length > 0) rows.push(`${rows.pop() ?? ''}\n${line}`);
    else rows.push(line);
  }
  const isCheck = (row: string | undefined): boolean => / {2}check {2,}Check /.test(row ?? '');
  for (let from = 0; from < rows.length; from++) {
    let to = from;
    while (isCheck(rows[to])) to++;
    rows.splice(from, to - from, ...rows.slice(from, to).toSorted());
    from = to;
  }
  return rows.join('\n').split('\n');
}

const comparable = (text: string): string[] => withChecksSorted(stableLines(text));

describe('the demo', () => {
  it('prints the transcript of the README, sees the planted fault, and leaves nothing running', async () => {
    const { exit, printed, left, postmortem } = await demo();
    expect(exit).toBe(0);
    const shown = transcript();
    const real = comparable(printed);
    expect(comparable(shown.join('\n'))).toEqual(real);
    // The comparison would notice: no line of the transcript can go.
    for (const index of shown.keys())
      expect(comparable(shown.toSpliced(index, 1).join('\n'))).not.toEqual(real);

    expect(left).toEqual([]);
    expect(region(postmortem, 'response')).toContain('**rolled back**');
    expect(region(postmortem, 'timeline')).toContain('Step: Point the load balancer at the backup — exit 0');
    expect(region(postmortem, 'timeline')).toContain(
      'Undo of: Point the load balancer at the backup — exit 0',
    );
    expect(region(postmortem, 'timeline')).toContain('./scripts/start-primary (exit 0');
    expect(region(postmortem, 'root-cause')).toContain('The primary was killed; nothing restarts it.');
    const durations = region(postmortem, 'durations');
    for (const name of ['TTD', 'TTA', 'TTI', 'TTM', 'TTR'])
      expect(durations).toMatch(new RegExp(`\\(${name}\\) \\| [1-9]\\d* (?:ms|s|min)`));
    expect(durations).not.toContain('unknown');
  });

  it('ends verified when the backup is healthy', async () => {
    const { exit, printed, left, postmortem } = await demo('--healthy-backup');
    expect(exit).toBe(0);
    expect(printed).toMatch(/^VERIFIED {2}Move the shop to the backup server/m);
    expect(printed).not.toContain('ROLLED BACK');
    expect(left).toEqual([]);
    expect(region(postmortem, 'response')).toContain('**verified**');
    expect(region(postmortem, 'timeline')).toContain('./scripts/switch primary (exit 0');
  });
});
