import { describe, expect, it } from '@jest/globals';
import { consoleSession } from '../../../src/plan/markdown/console-session.ts';

const read = (text: string, isConsole = false): [string, string][] | undefined =>
  consoleSession(text, isConsole)?.map(({ command, expected }) => [command, expected]);

describe('a block with prompts', () => {
  it('keeps what is typed apart from what is printed', () => {
    expect(read('$ ls\na\nb\n\n$ pwd\n/srv\n')).toEqual([
      ['ls', 'a\nb'],
      ['pwd', '/srv'],
    ]);
    expect(read('  $ ls -l\n  total 0')).toEqual([['ls -l', '  total 0']]);
  });

  it('goes on while a shell would ask for more', () => {
    const loop = 'for p in a b; do\n  echo $p\ndone';
    const here = "cat <<EOF | sed 's/a/b/'\n$ no prompt\nEOF";
    expect(read(`$ a | \\\nb \\  \n| c\nout\n$ ${here}\n$ ${loop}\n$ echo "x\ny"\nx\ny`)).toEqual([
      ['a | \\\nb \\  \n| c', 'out'],
      [here, ''],
      [loop, ''],
      ['echo "x\ny"', 'x\ny'],
    ]);
    expect(read('$ if true; then\n>   ls &&\n> pwd\n> fi\nout')).toEqual([
      ['if true; then\n  ls &&\npwd\nfi', 'out'],
    ]);
  });

  it('knows other prompts, and root’s where nothing else is one', () => {
    expect(read('ana@web-1:~$ df -h /\n97%\n[root@web-1 ~]# sync\n')).toEqual([
      ['df -h /', '97%'],
      ['sync', ''],
    ]);
    expect(read('# systemctl stop web\nstopped', true)).toEqual([['systemctl stop web', 'stopped']]);
    expect(read('# only a comment\nls')).toBeUndefined();
    expect(read('# first\n$ ls\n# then\n$ pwd', true)).toEqual([
      ['ls', ''],
      ['pwd', ''],
    ]);
  });

  it('is none where no line has a prompt', () => {
    expect(read('ls\n$HOME/bin/x\necho $ 5')).toBeUndefined();
    expect(read('', true)).toBeUndefined();
  });
});
