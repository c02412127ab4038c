import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verbs } from '../../src/cli/registry.ts';
import { sandbox, type Sandbox } from '../support/sandbox.ts';
import { withNames } from '../support/catalogue-of-shop.ts';

let machine: Sandbox;
const env = (): Record<string, string> => ({
  ...machine.env,
  XDG_CONFIG_HOME: join(machine.home, 'config'),
  XDG_DATA_HOME: join(machine.home, 'data'),
  TERM: 'xterm',
  // No node, and nothing else but what fish itself needs for names of files.
  PATH: join(machine.home, 'bin'),
});

beforeAll(() => {
  machine = sandbox();
  withNames(machine);
  mkdirSync(join(machine.home, 'bin'));
  symlinkSync('/bin/ls', join(machine.home, 'bin/ls'));
  writeFileSync(join(machine.work, 'healthy.sh'), '');
  for (const shell of ['zsh', 'fish'])
    writeFileSync(join(machine.home, `inc.${shell}`), machine.inc(['completion', shell]).stdout);
});
afterAll(() => machine.remove());

/** What fish offers at the end of a line. */
function fish(line: string): string[] {
  const { stdout, stderr, status } = spawnSync(
    '/usr/bin/fish',
    ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', join(machine.home, 'inc.fish'), line],
    { cwd: machine.work, env: env(), encoding: 'utf8' },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((each) => each.split('\t')[0] ?? '')
    .toSorted();
}

/**
 * What zsh puts on the line for a Tab, or lists: an interactive shell on a terminal of its own
 * (zsh's module zpty), which prints the line when it is accepted.
 */
function zsh(line: string): string {
  const driver = `
    zmodload zsh/zpty
    zpty shell /usr/bin/zsh -f -i
    zpty -w shell 'PS1=; PS2=; stty -echo 2>/dev/null; fpath=('"$3"'); autoload -Uz compinit; compinit -D -u; source '"$1"
    zpty -w shell 'zstyle ":completion:*" list-prompt ""; LISTMAX=1000; show() { print -r -- "<<$BUFFER>>"; BUFFER=; zle accept-line }; zle -N show; bindkey "^X" show; print rea''dy'
    zpty -r shell seen '*ready*'
    zpty -w -n shell "$2"$'\\t\\x18'
    zpty -r shell seen '*>>*'
    print -r -- "$seen"
    zpty -d shell`;
  const fpath = spawnSync('/usr/bin/zsh', ['-fc', 'print -r -- $fpath'], { encoding: 'utf8' }).stdout.trim();
  const { stdout, stderr } = spawnSync(
    '/usr/bin/zsh',
    ['-fc', driver, 'zsh', join(machine.home, 'inc.zsh'), line, fpath],
    {
      cwd: machine.work,
      env: env(),
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
  expect(stderr).toBe('');
  // oxlint-disable-next-line no-control-regex -- what a terminal acts on
  return stdout.replace(/\x1b\[[\d;?]*[A-Za-z]|\x07|\r/g, '');
}

describe('completion in fish, with ls alone in PATH', () => {
  it('offers commands, aliases, flags and values', () => {
    expect(fish('inc ')).toEqual([...verbs.map(({ verb }) => verb), 'help'].toSorted());
    expect(fish('inc sta')).toContain('status');
    expect(fish('inc decl')).toEqual(['declare']);
    expect(fish('incident n --ki')).toEqual(['--kind']);
    expect(fish('inc note -k deci')).toEqual(['decision']);
    expect(fish('inc note --kind=deci')).toEqual(['--kind=decision']);
    expect(fish('inc status ident')).toEqual(['identified']);
    expect(fish('inc config set ')).toEqual(['template', 'zone']);
  });

  it('offers incidents, checks, services, plans and files', () => {
    expect(fish('inc show ')).toEqual(['2026-11-20-slow-database', '2026-11-20-web-tier-down']);
    expect(fish('inc -i web')).toEqual(['2026-11-20-web-tier-down']);
    expect(fish('inc check ')).toEqual(['db', 'web']);
    expect(fish('inc open x -S ')).toEqual(['shop']);
    expect(fish('inc failover ')).toEqual(['web-to-backup']);
    expect(fish('inc rb show ')).toEqual(['web-to-backup']);
    expect(fish('inc attach heal')).toEqual(['healthy.sh']);
  });
});

describe('completion in zsh, with ls alone in PATH', () => {
  it.each([
    ['inc verif', '<<inc verify >>'],
    ['inc decl', '<<inc declare >>'],
    ['inc note --ki', '<<inc note --kind >>'],
    ['inc note -k deci', '<<inc note -k decision >>'],
    ['inc note --kind=deci', '<<inc note --kind=decision >>'],
    ['inc status ident', '<<inc status identified >>'],
    ['inc show 2026-11-20-w', '<<inc show 2026-11-20-web-tier-down >>'],
    ['inc switch database', '<<inc switch 2026-11-20-slow-database >>'],
    ['inc check w', '<<inc check web >>'],
    ['inc open x -S s', '<<inc open x -S shop >>'],
    ['inc failover ', '<<inc failover web-to-backup >>'],
    ['inc rb run we', '<<inc rb run web-to-backup >>'],
    ['inc attach heal', '<<inc attach healthy.sh >>'],
  ])('%s', (line, completed) => {
    expect(zsh(line)).toContain(completed);
  });

  it('says what commands are for', () => {
    expect(zsh('inc re')).toMatch(/reopen +-- it is not over/);
  });
});
