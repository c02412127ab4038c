import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
  expect(box.inc(['open', 'The shop is down', '--tz', 'UTC']).exit).toBe(0);
});
afterEach(() => box.remove());

interface Line {
  readonly type: string;
  readonly data: unknown;
}
const events = (): readonly Line[] =>
  box
    .log()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const recorded = (): readonly unknown[] =>
  events()
    .slice(1)
    .map(({ type, data }) => [type, data]);

const answers = `summary: The disk of db-1 was full.
impact: Nobody could pay for an hour.
rootCause: Logs were not rotated.
factors:
  - No alert on disk space
  - |
    The runbook was out of date
lessons: [Alert before it is full]
conclusion: It will not happen this way again.
actions:
  - title: Rotate logs
    detail: on every database
    owner: bo
    due: 2026-12-31
    measure: prevent
  - title: Alert at 80 %
`;
const expected = [
  ['review.written', { section: 'summary', text: 'The disk of db-1 was full.' }],
  ['review.written', { section: 'root-cause', text: 'Logs were not rotated.' }],
  ['review.written', { section: 'factor', text: 'No alert on disk space' }],
  ['review.written', { section: 'factor', text: 'The runbook was out of date\n' }],
  ['review.written', { section: 'lesson', text: 'Alert before it is full' }],
  ['review.written', { section: 'conclusion', text: 'It will not happen this way again.' }],
  ['impact.stated', { text: 'Nobody could pay for an hour.' }],
  [
    'action.added',
    {
      action: 'a1',
      title: 'Rotate logs',
      detail: 'on every database',
      owner: 'bo',
      due: '2026-12-31',
      measure: 'prevent',
    },
  ],
  ['action.added', { action: 'a2', title: 'Alert at 80 %' }],
  ['incident.closed', {}],
];

describe('inc close --from', () => {
  it.each([
    ['a file', 'answers.yaml', answers, ''],
    ['standard input', '-', '', answers],
    [
      'a file with a byte order mark and CRLF',
      'answers.yaml',
      `\uFEFF${answers.replaceAll('\n', '\r\n')}`,
      '',
    ],
  ])('records the whole review from %s, and closes', (_, from, file, input) => {
    if (file) writeFileSync(join(box.work, 'answers.yaml'), file);
    const closed = box.inc(['close', '--from', from, '-o', '-'], { input });
    expect({ exit: closed.exit, stderr: closed.stderr }).toEqual({ exit: 0, stderr: '' });
    expect(recorded()).toEqual(expected);
    for (const text of ['The disk of db-1 was full', 'Rotate logs', 'No alert on disk space'])
      expect(closed.stdout).toContain(text);
    expect(closed.stdout).not.toContain('TODO: add action items');
  });

  it('goes on counting action items where the record stopped', () => {
    box.inc(['todo', 'before']);
    const input = 'actions: [{ title: after }]\n';
    expect(box.inc(['close', '--from', '-', '--no-postmortem'], { input }).exit).toBe(0);
    expect(recorded()[1]).toEqual(['action.added', { action: 'a2', title: 'after' }]);
  });

  it('says every mistake at its place, and records nothing', () => {
    const input = 'sumary: x\nfactors: one\nactions:\n  - owner: bo\n    due: soon\n    measure: audti\n';
    const { exit, stdout, stderr } = box.inc(['close', '--from', '-'], { input });
    expect({ exit, stdout }).toEqual({ exit: 78, stdout: '' });
    expect(stderr.replace(/(none of) .*;/, '$1 …;')).toBe(
      [
        'inc: the answers cannot be used',
        '  standard input:1:1: unknown key sumary; did you mean summary?',
        '  standard input:2:10: must be a list, not text',
        '  standard input:4:5: title is missing',
        '  standard input:5:10: write a date like 2026-12-31',
        '  standard input:6:14: audti is none of …; did you mean audit?',
        '     nothing was recorded; correct them, then repeat the command',
        '',
      ].join('\n'),
    );
    expect(recorded()).toEqual([]);
  });

  it('takes no answer from two places', () => {
    const { exit, stderr } = box.inc(['close', '--from', 'a.yaml', '--root-cause', 'x']);
    expect({ exit, stderr }).toEqual({
      exit: 64,
      stderr:
        'inc: --root-cause and --from: answers come from one of them\n     put it into a.yaml, or leave --from out\n',
    });
  });

  it('is told from a file that is not there', () => {
    const { exit, stderr } = box.inc(['close', '--from', 'nowhere.yaml']);
    expect(exit).toBe(66);
    expect(stderr).toContain('there is no file');
    expect(recorded()).toEqual([]);
  });
});
