import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verbs } from '../../src/cli/registry.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { withNames } from '../support/catalogue-of-shop.ts';

let machine: Sandbox;
let script: string;

beforeEach(() => {
  machine = sandbox();
  withNames(machine);
  const { exit, stdout } = machine.inc(['completion', 'bash']);
  expect(exit).toBe(0);
  script = join(machine.home, 'inc.bash');
  writeFileSync(script, stdout);
});
afterEach(() => machine.remove());

/** What bash offers for the last of the words, as readline hands them over; nothing can be started: PATH is empty. */
function offered(
  words: readonly string[],
  cwd = machine.work,
  env: Readonly<Record<string, string>> = {},
): string[] {
  const { stdout, stderr } = spawnSync(
    '/bin/bash',
    [
      '--norc',
      '-uc',
      `PATH=; source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); __inc; ((\${#COMPREPLY[@]} == 0)) || printf '%s\\n' "\${COMPREPLY[@]}"`,
      script,
      ...words,
    ],
    { cwd, env: { ...machine.env, ...env, PATH: '' }, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean).toSorted();
}

const incidents = ['2026-11-20-slow-database', '2026-11-20-web-tier-down'];

describe('completion in bash', () => {
  it('offers every command, and aliases of what was begun', () => {
    expect(offered(['inc', ''])).toEqual([...verbs.map(({ verb }) => verb), 'help'].toSorted());
    expect(offered(['inc', 'decl'])).toEqual(['declare']);
    expect(offered(['inc', '--json', 'verif'])).toEqual(['verify']);
  });

  it('offers the flags of the command, by its alias too', () => {
    const kept = offered(['inc', 'n', '--']);
    for (const flag of ['--kind', '--tag', '--at', '--incident', '--json', '--help'])
      expect(kept).toContain(flag);
    expect(kept).not.toContain('--drill');
    expect(offered(['inc', 'switch', '--inc'])).toEqual([]);
    expect(offered(['inc', 'open', '--dri'])).toEqual(['--drill']);
    expect(offered(['inc', 'note', '--', '--'])).toEqual([]);
  });

  it('offers fixed values, however the flag is written', () => {
    expect(offered(['inc', 'status', 'i'])).toEqual(['identified', 'investigating']);
    expect(offered(['inc', 'note', '-k', 'd'])).toEqual(['decision']);
    expect(offered(['inc', 'note', '--kind', '=', 'd'])).toEqual(['decision']);
    expect(offered(['inc', 'note', '--kind', '='])).toContain('hypothesis');
    expect(offered(['inc', 'note', '--kind=d'])).toEqual(['--kind=decision']);
    expect(offered(['inc', 'open', '--sev', ''])).toEqual(['1', '2', '3', '4', '5']);
    expect(offered(['inc', 'todo', 'x', '--measure', 'audi'])).toEqual(['audit']);
    expect(offered(['inc', 'close', '--template', ''])).toEqual(['classic', 'default']);
    expect(offered(['inc', 'config', 'set', ''])).toEqual(['template', 'zone']);
    expect(offered(['inc', 'note', '-t', ''])).toEqual([]);
  });

  it('offers incidents from their folders, and the one that has a part of a name', () => {
    expect(offered(['inc', 'show', ''])).toEqual(incidents);
    expect(offered(['inc', '-i', '2026-11-20-w'])).toEqual(['2026-11-20-web-tier-down']);
    expect(offered(['inc', 'switch', 'database'])).toEqual(['2026-11-20-slow-database']);
    const home = join(machine.home, '.local/share/inc/incidents/2026-01-01-elsewhere');
    mkdirSync(home, { recursive: true });
    expect(offered(['inc', 'show', ''], machine.work, { INC_HOME: '', XDG_DATA_HOME: 'relative' })).toEqual([
      '2026-01-01-elsewhere',
    ]);
  });

  it('offers checks, services and plans of the catalogue, from any folder of it and from elsewhere', () => {
    const deep = join(machine.work, 'a/b');
    mkdirSync(deep, { recursive: true });
    for (const cwd of [machine.work, deep, machine.home]) {
      expect(offered(['inc', 'check', ''], cwd)).toEqual(['db', 'web']);
      expect(offered(['inc', 'check', 'db', 'w'], cwd)).toEqual(['web']);
      expect(offered(['inc', 'open', 'x', '-S', ''], cwd)).toEqual(['shop']);
      expect(offered(['inc', 'failover', ''], cwd)).toEqual(['web-to-backup']);
    }
    expect(offered(['inc', 'check', ''], '/', { INC_CONFIG: machine.work })).toEqual(['db', 'web']);
    expect(existsSync(join(machine.work, 'pwned'))).toBe(false);
  });

  it('offers what a runbook can be asked, and plans in either syntax', () => {
    expect(offered(['inc', 'rb', ''])).toEqual(['abort', 'lint', 'list', 'resume', 'run', 'show']);
    writeFileSync(join(machine.work, '.inc/plans/disk-full.md'), '');
    for (const action of ['show', 'lint', 'run'])
      expect(offered(['inc', 'runbook', action, ''])).toEqual(['disk-full', 'web-to-backup']);
    expect(offered(['inc', 'rb', 'run', 'web-to-backup', '--from', ''])).toEqual([]);
  });

  it('offers scripts in place of names, and files where files are wanted', () => {
    writeFileSync(join(machine.work, 'healthy.sh'), '');
    expect(offered(['inc', 'check', './h'])).toEqual(['./healthy.sh']);
    expect(offered(['inc', 'attach', 'heal'])).toEqual(['healthy.sh']);
    expect(offered(['inc', 'run', '--', 'ls', 'heal'])).toEqual(['healthy.sh']);
  });

  it('is silent where there is nothing', () => {
    rmSync(machine.store, { recursive: true });
    rmSync(join(machine.home, 'cache'), { recursive: true });
    rmSync(join(machine.work, '.inc'), { recursive: true });
    for (const words of [['show'], ['check'], ['failover'], ['open', '-S'], ['nonsense']])
      expect(offered(['inc', ...words, ''])).toEqual([]);
  });

  it('has the names again when their file was lost', () => {
    rmSync(join(machine.home, 'cache/inc/complete'), { recursive: true });
    expect(offered(['inc', 'check', ''])).toEqual([]);
    machine.inc(['config']);
    expect(offered(['inc', 'check', ''])).toEqual(['db', 'web']);
  });
});

describe('inc completion', () => {
  it('answers in JSON, and says which shells there are', () => {
    const { stdout } = machine.inc(['completion', 'fish', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      v: 1,
      kind: 'completion',
      shell: 'fish',
      text: machine.inc(['completion', 'fish']).stdout,
    });
    const refused = machine.inc(['completion', 'tcsh']);
    expect(refused.exit).toBe(64);
    expect(refused.stderr).toContain('inc completion zsh');
  });
});
