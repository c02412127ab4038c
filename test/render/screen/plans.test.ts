import { describe, expect, it } from '@jest/globals';
import type { LintView, RunbooksView, RunbookView } from '../../../src/render/views/plan.ts';
import { screenRunbook } from '../../../src/render/screen/dry-run.ts';
import { screenLint, screenRunbooks } from '../../../src/render/screen/plans.ts';
import { styleFor } from '../../../src/render/style.ts';
import { cells } from '../../../src/render/wrap.ts';

const plain = await styleFor({ colour: false, unicode: true });
const coloured = await styleFor({ colour: true, unicode: true });

const last = {
  incident: '2026-11-20-web-down',
  run: 'r',
  at: '2026-11-20T22:10:00.000+01:00',
  by: 'ana@vm',
  verdict: 'rolled back',
} as const;
const listed: RunbooksView = {
  kind: 'runbooks',
  catalogue: '/srv/.inc/inc.yaml',
  runbooks: [
    {
      name: 'web-to-backup',
      file: '/srv/.inc/plans/web-to-backup.yaml',
      syntax: 'yaml',
      planKind: 'failover',
      title: 'Move the traffic of the web tier to the backup server in the other region',
      target: 'web-backup',
      steps: 3,
      problems: 0,
      lastRun: last,
      lastDrill: { ...last, verdict: 'verified' },
    },
    {
      name: 'a-name-that-is-far-longer-than-anybody-would-type',
      file: '/srv/.inc/plans/a.md',
      syntax: 'markdown',
      planKind: 'runbook',
      title: '日本語のメモ\u001b[31m',
      target: 'a',
      steps: 1,
      problems: 2,
      lastRun: { ...last, verdict: null },
      lastDrill: null,
    },
  ],
};

const shown: RunbookView = {
  kind: 'runbook',
  name: 'web',
  file: '/srv/.inc/plans/web.yaml',
  title: 'Move web',
  planKind: 'failover',
  target: 'backup',
  variables: [
    {
      name: 'region',
      ask: 'Which region?',
      default: 'eu',
      choices: ['eu', 'us'],
      pattern: null,
      secret: false,
    },
    { name: 'key', ask: null, default: null, choices: null, pattern: null, secret: true },
  ],
  preflight: ['backup must be OK'],
  steps: [
    {
      id: 'one',
      title: 'Drain the primary',
      when: { condition: 'region == "eu"', holds: false },
      argv: ['bash', '-euo', 'pipefail', '-c', 'if true; then\n  echo one\nfi\n'],
      question: null,
      cwd: '/srv',
      timeoutMs: 60_000,
      attempts: 2,
      accept: [0, 2],
      undo: ['./back.sh', 'a b'],
      verify: 'web must be OK',
      onFailure: 'rollback',
      danger: 'high',
    },
    {
      id: 'two',
      title: 'Is it there?',
      when: null,
      argv: null,
      question: 'Is it there?',
      cwd: '/srv',
      timeoutMs: 60_000,
      attempts: 1,
      accept: [0],
      undo: null,
      verify: null,
      onFailure: 'ask',
      danger: 'normal',
    },
  ],
  verify: ['web must be OK within 2 s'],
  onFailure: 'rollback',
  checks: [{ check: 'web', argv: ['./healthy.sh'], cwd: '/srv' }],
  confirm: 'target',
  soakMs: 600_000,
  cooldownMs: 0,
};

describe('plans on a screen', () => {
  it('are listed with how they went last', () => {
    expect(screenRunbooks(listed, plain, 120)).toBe(
      `web-to-backup                 Move the traffic of the web tier to the backup server in the other region (failover,
                              target web-backup)
                              run 2026-11-20: rolled back · drill 2026-11-20: verified
a-name-that-is-far-longer-than-anybody-would-type
    日本語のメモ␛[31m (runbook, target a)
    2 mistakes · run 2026-11-20: unknown, no end is recorded
`,
    );
  });

  it.each([30, 40, 60, 80, 200])('fit %i columns, but for what is to be copied', (columns) => {
    const wide = (text: string): string[] =>
      text
        .split('\n')
        .filter((line) => cells(line) > columns && !/^ +(?:run|undo|check) |^\S+$|^ {2}\//.test(line));
    expect(wide(screenRunbooks(listed, plain, columns))).toEqual([]);
    expect(wide(screenRunbook(shown, plain, columns))).toEqual([]);
  });

  it('are the same in colour', () => {
    // eslint-disable-next-line no-control-regex
    const bare = (text: string): string => text.replace(/\u001b\[\d+m/g, '');
    for (const columns of [40, 80])
      expect(bare(screenRunbooks(listed, coloured, columns))).toBe(screenRunbooks(listed, plain, columns));
  });

  it('are shown with scripts as they were written, and with what is asked', () => {
    expect(screenRunbook(shown, plain, 100)).toBe(`Move web  (failover, target backup)
  /srv/.inc/plans/web.yaml
  variable  region=eu · Which region? · one of eu, us
  variable  key · secret · has to be given
  preflight backup must be OK
  1.        one (DANGER): Drain the primary
     when   region == "eu" (it is not so: the step is skipped)
     run    bash -euo pipefail -c
              if true; then
                echo one
              fi
            in /srv, 1 min at most, up to 2 attempts, exit 0 or 2 is well, when it fails: rollback
     verify web must be OK
     undo   ./back.sh 'a b'
  2.        two: Is it there?
     ask    Is it there?
     undo   none
  verify    web must be OK within 2 s
            when it fails: rollback
  check     web: ./healthy.sh
  to run    backup is typed, and a reason given
  soak      10 min
`);
  });

  it('are linted in the form of a compiler', () => {
    const finding = {
      file: 'p.yaml',
      line: 3,
      column: 7,
      severity: 'warning',
      rule: 'no-undo',
      message: 'a\u0007b',
    } as const;
    const view: LintView = { kind: 'lint', plans: ['p.yaml'], errors: 0, warnings: 1, findings: [finding] };
    expect(screenLint(view, plain, 80)).toBe(
      'p.yaml:3:7: warning: a␇b [no-undo]\n1 plan: 0 errors, 1 warning\n',
    );
    expect(screenLint({ ...view, warnings: 0, findings: [] }, plain, 80)).toBe('1 plan: nothing found\n');
  });
});
