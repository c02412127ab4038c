import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
let id: string;
/** A server that is ending still answers on its socket: each terminal has its own. */
let terminals = 0;
const socket = (): string => join(box.home, `tmux-${terminals}`);

function tmux(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('tmux', ['-u', '-f', '/dev/null', '-S', socket(), ...args], {
    cwd: box.work,
    env: box.env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
  return stdout;
}

beforeEach(() => {
  box = sandbox();
  expect(box.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
  id = box.incident();
});
afterEach(() => {
  endTerminal();
  box.remove();
});

const endTerminal = (): void => void spawnSync('tmux', ['-S', socket(), 'kill-server']);

/** A terminal in which `inc` runs, and which then says how it ended. */
function typed(...args: readonly string[]): void {
  endTerminal();
  terminals++;
  const script = '"$@"; echo "ended with $?"; exec cat';
  tmux(
    'new-session',
    '-d',
    '-x',
    '110',
    '-y',
    '60',
    'sh',
    '-c',
    script,
    'sh',
    process.execPath,
    bin,
    ...args,
  );
}

const screen = (): string => tmux('capture-pane', '-p', '-t', ':').trimEnd();

async function shows(text: string): Promise<void> {
  const until = Date.now() + 30_000;
  while (!screen().includes(text)) {
    if (Date.now() > until) throw new Error(`never on the screen: ${text}\n${screen()}`);
    await pause(50);
  }
}

/** Waits for the question, types the answer, and looks at it before pressing Enter. */
async function answer(question: string, text: string): Promise<void> {
  await shows(`? ${question}`);
  if (text !== '') {
    tmux('send-keys', '-l', text);
    await shows(text);
  }
  tmux('send-keys', 'Enter');
  await shows(`✔ ${question}`);
}

interface Line {
  readonly type: string;
  readonly data: unknown;
}
const recorded = (): readonly unknown[] =>
  box
    .log()
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Line)
    .map(({ type, data }) => [type, data]);
const review = (section: string, text: string): unknown => ['review.written', { section, text }];

describe('inc close at a terminal', () => {
  it('keeps each answer at once, loses none to Ctrl-C, and goes on where it stopped', async () => {
    typed('close', '--conclusion', 'over');
    await answer('Summary', 'The disk was full');
    await shows('? Impact');
    expect(recorded()).toEqual([review('conclusion', 'over'), review('summary', 'The disk was full')]);
    await answer('Impact', 'nobody could pay');
    await shows('? Root cause');
    tmux('send-keys', '-l', 'not to be kept');
    await shows('not to be kept');
    tmux('send-keys', 'C-c');
    await shows('ended with 130');
    expect(screen()).toContain(`inc: interrupted: 2 answers are recorded; ${id} is not closed`);
    expect(screen()).toContain(`     go on where you stopped: inc close -i ${id}`);
    const before = [
      review('conclusion', 'over'),
      review('summary', 'The disk was full'),
      ['impact.stated', { text: 'nobody could pay' }],
    ];
    expect(recorded()).toEqual(before);

    typed('close', '-i', id);
    await answer('Root cause', 'no log rotation');
    await answer('Contributing factor? One per line; empty: no more.', 'no alert');
    await answer('Contributing factor? One per line; empty: no more. (1 so far)', 'an old runbook');
    await answer('Contributing factor? One per line; empty: no more. (2 so far)', '');
    await answer('Lesson learned', '');
    await answer('Action item', 'Rotate logs');
    await answer('Who will do it?', '@bo');
    await shows('? Until when?');
    tmux('send-keys', 'soon', 'Enter');
    await shows('"soon" is not a date');
    tmux('send-keys', 'C-u');
    await answer('Until when?', '2026-12-31');
    await shows('? What kind of measure is it?');
    tmux('send-keys', 'Down', 'Enter');
    await shows('✔ What kind of measure is it?');
    await answer('Action item: what is to be done? (1 so far)', '');
    await shows('ended with 0');
    expect(recorded().slice(0, -1)).toEqual([
      ...before,
      review('root-cause', 'no log rotation'),
      review('factor', 'no alert'),
      review('factor', 'an old runbook'),
      ['action.added', { action: 'a1', title: 'Rotate logs' }],
      ['action.changed', { action: 'a1', owner: 'bo' }],
      ['action.changed', { action: 'a1', due: '2026-12-31' }],
      ['action.changed', { action: 'a1', measure: 'audit' }],
      ['incident.closed', {}],
    ]);
    const document = readFileSync(join(box.work, `${id}.md`), 'utf8');
    for (const text of [
      'The disk was full',
      'no log rotation',
      'an old runbook',
      'Rotate logs',
      '2026-12-31',
    ])
      expect(document).toContain(text);
  });

  it('keeps an action item that was broken off, and closes without questions when asked to', async () => {
    box.inc(['impact', 'nobody could pay']);
    typed(
      'close',
      '--summary',
      's',
      '--root-cause',
      'r',
      '--factor',
      'f',
      '--lesson',
      'l',
      '--conclusion',
      'c',
    );
    await answer('Action item', 'Rotate logs');
    await shows('? Who will do it?');
    tmux('send-keys', 'C-c');
    await shows('ended with 130');
    expect(recorded().at(-1)).toEqual(['action.added', { action: 'a1', title: 'Rotate logs' }]);

    typed('close', '--no-input', '--no-postmortem');
    await shows('ended with 0');
    expect(screen()).not.toContain('?');
    expect(recorded().at(-1)).toEqual(['incident.closed', {}]);
  });

  it.each([
    ['with bracketed paste', ['-p']],
    ['without', []],
  ])('takes a paste of several lines as one answer, %s', async (_, flags) => {
    const paste = async (text: string): Promise<void> => {
      tmux('set-buffer', text);
      tmux('paste-buffer', ...flags);
      await shows(text.trimEnd().replaceAll('\n', '↵'));
      // Nothing of it has answered anything.
      expect(screen().match(/^\? /gm)).toHaveLength(1);
      tmux('send-keys', 'Enter');
    };
    typed('close', '--conclusion', 'over');
    await shows('? Summary');
    await paste('The disk was full.\nNobody looked.\n');
    await answer('Impact', 'nobody could pay');
    await answer('Root cause', '');
    await shows('? Contributing factor');
    await paste('no alert\nan old runbook\n');
    await answer('Contributing factor? One per line; empty: no more. (2 so far)', '');
    await answer('Lesson learned', '');
    await shows('? Action item');
    await paste('Rotate logs\nAlert at 90%');
    await answer('Who will do it? (Rotate logs)', '@bo');
    await shows('? Until when? (Rotate logs)');
    tmux('send-keys', 'C-d');
    await shows('ended with 130');
    expect(recorded().slice(1)).toEqual([
      review('summary', 'The disk was full.\nNobody looked.'),
      ['impact.stated', { text: 'nobody could pay' }],
      review('factor', 'no alert'),
      review('factor', 'an old runbook'),
      ['action.added', { action: 'a1', title: 'Rotate logs' }],
      ['action.added', { action: 'a2', title: 'Alert at 90%' }],
      ['action.changed', { action: 'a1', owner: 'bo' }],
    ]);
  });

  it('goes on beside somebody who writes in another terminal', async () => {
    typed('close', '--conclusion', 'over');
    await answer('Summary', 'The disk was full');
    expect(box.inc(['note', 'still looking at db-1']).exit).toBe(0);
    await answer('Impact', 'nobody could pay');
    tmux('send-keys', 'C-c');
    await shows('ended with 130');
    expect(recorded().slice(1)).toEqual([
      review('summary', 'The disk was full'),
      ['note.added', expect.objectContaining({ text: 'still looking at db-1' })],
      ['impact.stated', { text: 'nobody could pay' }],
    ]);
    expect(box.inc(['verify']).exit).toBe(0);
  });
});
