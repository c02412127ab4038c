import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
});
afterEach(() => here.close());

const open = (): void => expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
const told = (): unknown[] =>
  here.events().flatMap(({ type, data }): unknown[] => (type.startsWith('command.') ? [[type, data]] : []));

describe('inc run', () => {
  it.each([0, 1, 3, 77, 255])("ends with the command's own exit code %i", (exit) => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', `exit ${exit}`).exit).toBe(exit);
    expect(told()).toEqual([
      [
        'command.started',
        expect.objectContaining({ argv: ['bash', '-c', `exit ${exit}`], cwd: here.folder }),
      ],
      ['command.finished', expect.objectContaining({ exit })],
    ]);
  });

  it('ends with 128 + n when a signal ended the command', () => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', 'kill -TERM $$').exit).toBe(143);
    expect(told()[1]).toEqual(['command.finished', expect.objectContaining({ signal: 'SIGTERM' })]);
  });

  it('leaves standard input, output and error to the command', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'echo out; echo err >&2');
    expect(ended.stdout.split('\n')).toContain('out');
    expect(ended.stderr.split('\n')).toContain('err');
  });

  it('takes everything after the command as its own words', () => {
    open();
    expect(here.inc('run', 'bash', '-c', 'echo "$0 $*"', '--json', '-i', 'x').stdout).toContain(
      '--json -i x',
    );
  });

  it('tells what is not there from what may not be run', () => {
    open();
    here.write('plain.sh', 'true');
    expect(here.inc('run', '--', './missing.sh').exit).toBe(127);
    expect(here.inc('run', '--', 'no-such-command-anywhere').exit).toBe(127);
    const refused = here.inc('run', '--', './plain.sh');
    expect(refused.exit).toBe(126);
    expect(refused.stderr).toContain('./plain.sh is not executable');
  });

  it('needs a command: 64', () => {
    expect(here.inc('run').exit).toBe(64);
  });

  it("keeps a secret out of the record, not out of the command's words", () => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', 'echo "$1"', '_', 'password=hunter22x').stdout).toContain(
      'hunter22x',
    );
    expect(JSON.stringify(here.events())).not.toContain('hunter22x');
  });

  it('runs without an incident too, and says that nothing was recorded', () => {
    const ended = here.inc('run', '--', 'bash', '-c', 'exit 4');
    expect(ended.exit).toBe(4);
    expect(ended.stderr).toContain('no incident is open');
  });

  it('does not run what it cannot place: 125', () => {
    const ended = here.inc('run', '-i', 'no-such-incident', '--', 'touch', 'planted');
    expect(ended.exit).toBe(125);
    expect(here.has('planted')).toBeUndefined();
  });

  it('has its start on disk before the command runs', () => {
    open();
    expect(
      here.inc('run', '--', 'bash', '-c', 'grep -q command.started $INC_HOME/incidents/*/log/*.jsonl').exit,
    ).toBe(0);
  });

  it('leaves a start without an end when inc is killed, shown as unknown', () => {
    open();
    expect(here.inc('run', '--', 'bash', '-c', 'kill -KILL $PPID').signal).toBe('SIGKILL');
    expect(told()).toHaveLength(1);
    const { entries } = JSON.parse(here.inc('timeline', '--json').stdout) as {
      entries: { kind: string; result?: string }[];
    };
    expect(entries.filter(({ result }) => result === 'unknown').map(({ kind }) => kind)).toEqual(['command']);
  });

  it('lets the command decide what Ctrl-C means', () => {
    open();
    const ended = here.inc('run', '--', 'bash', '-c', 'kill -INT $PPID; echo still here; exit 5');
    expect(ended.exit).toBe(5);
    expect(ended.stdout).toContain('still here');
  });
});
