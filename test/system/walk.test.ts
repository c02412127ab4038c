import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '../../src/core/record/envelope.ts';
import { typed } from '../demo/typist.mjs';
import { shop, type Shop } from '../e2e/shop.ts';
import { bin } from '../support/sandbox.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  expect(here.inc('open', 'Web is down', '--tz', 'UTC').exit).toBe(0);
});
afterEach(() => here.close());

const block = 'This block: 1-6';
const [run, terminal, change, skip, note, stop] = ['1', '2', '3', '4', '5', '6'];
type Answers = readonly (readonly [question: string, answer: string])[];
const walk = (answers: Answers, flags = '', env: Readonly<Record<string, string>> = {}) =>
  typed(`'${process.execPath}' '${bin}' runbook run r.md ${flags}`, answers, {
    cwd: here.folder,
    env: { ...here.env, ...env },
  });
const runbook = (...blocks: readonly string[]): void =>
  here.write('r.md', `# Repair\n\n${blocks.join('\n\n')}\n`);
const sh = (...lines: readonly string[]): string => ['```sh', ...lines, '```'].join('\n');
const of = <T extends Recorded['type']>(type: T) =>
  here.events().filter((event): event is Extract<Recorded, { type: T }> => event.type === type);
const summaries = (): string[] =>
  of('step.finished').flatMap(({ data }) => (data.role === 'do' ? [`${data.step} ${data.summary}`] : []));

describe('a walk through a runbook', () => {
  it('runs block by block in what is one shell, and records each', async () => {
    runbook(sh('mkdir sub; cd sub; export A="a  b"; C=c'), sh('echo "$A|$C|${PWD##*/}" > seen'));
    const { exit, screen } = await walk([
      [block, run],
      [block, run],
    ]);
    expect({ exit, screen }).toEqual({ exit: 12, screen: expect.stringContaining('UNVERIFIED') });
    expect(here.has('sub/seen')).toBe('a  b|c|sub');
    expect(summaries()).toEqual(['block-1 exit 0', 'block-2 exit 0']);
    expect(of('step.started')[2]?.data.argv?.at(-1)).toBe('echo "$A|$C|${PWD##*/}" > seen');
    expect(of('plan.started')).toMatchObject([
      { data: { mode: 'step', name: 'r', reason: 'walks through r.md' } },
    ]);
    expect(here.inc('verify', here.incident()).exit).toBe(0);
  });

  it('asks once for what has to be filled in, and never runs a value', async () => {
    runbook(sh('echo <pod-name> > one'), sh('echo \'<pod-name>\' "$ZONE <shelf>" > two'));
    await walk(
      [
        [block, run],
        ['<pod-name>:', '$(touch pwned); x'],
        [block, run],
        ['$ZONE:', 'eu'],
      ],
      '-V shelf=left',
    );
    expect([here.has('one'), here.has('two'), here.has('pwned')]).toEqual([
      '$(touch pwned); x',
      '$(touch pwned); x eu left',
      undefined,
    ]);
  });

  it('shows what a block prints beside what the runbook shows', async () => {
    const session = ['```console', '$ echo 1', '1', '$ printf "a\\nb\\n"', 'a', 'c', '```'].join('\n');
    runbook(session);
    const { screen } = await walk([
      [block, run],
      [block, run],
    ]);
    expect(screen).toContain('as in the runbook  Repair: echo 1');
    expect(screen).toMatch(/not as in the runbook.*\n.*\n {2}a +a\n {2}c +\| b\n/);
  });

  it('lets a person skip, note, change what failed, and stop', async () => {
    runbook(sh('touch skipped'), sh('false'), sh('touch stopped'), sh('touch never'));
    const { exit } = await walk(
      [
        [block, skip],
        ['Why', 'not today'],
        [block, run],
        ['It failed. This block: 1-6', change],
        ['It failed. This block: 1-6', note],
        ['Note (recorded):', 'false was wrong'],
        ['It failed. This block: 1-6', run],
        [block, stop],
        ['Why', 'enough'],
      ],
      '',
      { EDITOR: 'sed -i s/false/true/' },
    );
    expect(exit).toBe(1);
    expect(summaries()).toEqual(['block-2 exit 1', 'block-2 exit 0']);
    expect(of('step.settled').map(({ data: { step, as, why } }) => [step, as, why])).toEqual([
      ['block-1', 'skipped', 'not today'],
      ['block-2', 'again', expect.stringContaining('exit 1')],
      ['block-3', 'stop', 'enough'],
    ]);
    expect(of('note.added').map(({ data }) => data.text)).toEqual(['false was wrong']);
    expect(['skipped', 'stopped', 'never'].map((name) => here.has(name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('gives the terminal to what asks for something', async () => {
    runbook(sh('read -rp "Sure? " answer', 'echo "$answer" > answer; tty > tty'));
    await walk([
      [block, terminal],
      ['Sure? ', 'quite'],
    ]);
    expect(here.has('answer')).toBe('quite');
    expect(here.has('tty')).toMatch(/^\/dev\/pts\//);
    expect(of('step.started').at(-1)).toMatchObject({ data: { tty: true } });
  });

  it('goes on where it was when inc died, and runs nothing twice', async () => {
    const died = 'kill -9 $(cut -d " " -f 4 /proc/$PPID/stat); echo "$A" >> one';
    runbook(sh('export A=kept'), sh(died), sh('echo "$A <name>" >> two'));
    const killed = await walk([
      [block, run],
      [block, run],
    ]);
    expect(killed.exit).toBe(137);
    const resumed = await typed(
      `'${process.execPath}' '${bin}' runbook resume`,
      [
        [block, run],
        ['<name>:', 'x'],
      ],
      { cwd: here.folder, env: here.env },
    );
    expect(resumed.exit).toBe(12);
    expect([here.has('one'), here.has('two')]).toEqual(['kept', 'kept x']);
    expect(here.stored('kept').filter((file) => file.includes('/cache/shell-'))).toEqual([]);
  });

  it('leaves nothing behind but its record, and shows nothing that acts on a terminal', async () => {
    runbook(
      'Text with \u001b]0;title\u0007 and \u202e in it.',
      sh('export KEPT=only-for-the-walk; printf "\\033[2Jx\\n"'),
    );
    const { screen } = await walk([[block, run]]);
    // oxlint-disable-next-line no-control-regex -- controls are what it looks for
    expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(here.stored('only-for-the-walk').filter((file) => file.includes('/cache/'))).toEqual([]);
    expect(readdirSync(join(here.folder))).toEqual(['r.md']);
  });
});
