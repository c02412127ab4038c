import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '../../src/core/record/envelope.ts';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.script('to-backup.sh', 'echo backup > active');
  here.script('back.sh', 'echo primary > active');
  here.script(
    'healthy.sh',
    'read -r active < active; echo "active is $active"; [ "$active" = backup ] || exit 2',
  );
  here.write('active', 'primary\n');
  expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
});
afterEach(() => here.close());

const agreed = ['--reason', 'web-1 is down', '--confirm', 'to-backup'];
const quick = ['--within', '1s', '--passes', '2', '--every', '100ms'];
const byScript = (...flags: readonly string[]) =>
  here.inc(
    'failover',
    './to-backup.sh',
    '--verify',
    './healthy.sh',
    '--undo',
    './back.sh',
    ...quick,
    ...agreed,
    ...flags,
  );
/** In a step's script: its own parent is a supervisor, whose parent is `inc`. */
const parent = 'inc=$(cut -d " " -f 4 /proc/$PPID/stat)';

const told = (events: readonly Recorded[]): string[] =>
  events.flatMap((event) => {
    switch (event.type) {
      case 'step.started':
        return [`${event.data.role} ${event.data.step}`];
      case 'step.finished':
        return [`${event.data.role} ${event.data.step} ${event.data.ok ? 'ok' : 'failed'}`];
      case 'check.finished':
        return [`${event.data.check} ${event.data.status}`];
      case 'plan.finished':
        return [event.data.verdict];
      case 'incident.opened':
        return [];
      default:
        return [event.type];
    }
  });

describe('inc failover, with plain scripts', () => {
  it('is verified when the check passes often enough: 0', () => {
    const ended = byScript();
    expect(ended.stderr).toContain('to-backup');
    expect(ended.stdout).toContain('VERIFIED');
    expect(ended.exit).toBe(0);
    expect(told(here.events())).toEqual([
      'preflight preflight',
      './healthy.sh CRITICAL',
      'preflight preflight ok',
      'plan.started',
      'do to-backup',
      'step.spawned',
      'do to-backup ok',
      'verify final:1',
      './healthy.sh OK',
      'verify final:1 ok',
      'verified',
    ]);
    expect(here.inc('verify').exit).toBe(0);
  });

  it('keeps the reason, the plan and the digest of each script', () => {
    byScript();
    const started = here.events().find((event) => event.type === 'plan.started');
    expect(started?.data).toMatchObject({
      name: 'to-backup',
      target: 'to-backup',
      reason: 'web-1 is down',
      scripts: {
        './to-backup.sh': expect.stringMatching(/^[0-9a-f]{64}$/),
        './back.sh': expect.stringMatching(/^[0-9a-f]{64}$/),
        './healthy.sh': expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it('has its start on disk before the script runs', () => {
    here.script(
      'to-backup.sh',
      `grep -q '"type":"step.started","data":{"run":"'"$INC_RUN"'","step":"'"$INC_STEP"'","attempt":1,"role":"do"' \\
  "$INC_HOME/incidents/$INC_INCIDENT/log/"*.jsonl && echo backup > active`,
    );
    expect(byScript().exit).toBe(0);
    expect(here.has('active')).toBe('backup');
  });

  it('lets a script write to the same incident', () => {
    here.script(
      'to-backup.sh',
      `"${process.execPath}" "${import.meta.dirname}/../../bin/inc.cjs" note "half way" && echo backup > active`,
    );
    expect(byScript().exit).toBe(0);
    expect(told(here.events())).toContain('note.added');
    expect(here.inc('verify').exit).toBe(0);
  });

  it('undoes a step that failed half-way: 10', () => {
    here.script('to-backup.sh', 'echo backup > active; echo "cannot reach lb" >&2; exit 3');
    const ended = byScript();
    expect(ended.exit).toBe(10);
    expect(ended.stdout).toContain('exit 3: cannot reach lb');
    expect(here.has('active')).toBe('primary');
    expect(told(here.events()).slice(-8)).toEqual([
      'do to-backup failed',
      'undo to-backup',
      'step.spawned',
      'undo to-backup ok',
      'after after',
      './healthy.sh CRITICAL',
      'after after ok',
      'rolled back',
    ]);
  });

  it('rolls back when exit 0 proves nothing: the check does not pass: 10', () => {
    here.script('to-backup.sh', 'true');
    const ended = byScript();
    expect(ended.exit).toBe(10);
    expect(here.events().findLast((event) => event.type === 'plan.finished')?.data.summary).toMatch(
      /^verify failed: .\/healthy.sh; undone · .\/healthy.sh CRITICAL for \d\.\d s: active is primary \(0 of 2 passes\)$/,
    );
    expect(ended.stdout).toContain('ROLLED BACK');
  });

  it('needs a human when the undo fails too: 11', () => {
    here.script('to-backup.sh', 'exit 1');
    here.script('back.sh', 'exit 1');
    expect(byScript().exit).toBe(11);
    expect(told(here.events()).at(-1)).toBe('needs a human');
  });

  it('is unverified when the check does not pass and nothing can be undone: 12', () => {
    here.script('to-backup.sh', 'true');
    const ended = here.inc('failover', './to-backup.sh', '--verify', './healthy.sh', ...quick, ...agreed);
    expect(ended.exit).toBe(12);
    expect(ended.stdout).toContain('UNVERIFIED');
  });

  it('has failed when a step fails and nothing can be undone: 1', () => {
    here.script('to-backup.sh', 'exit 1');
    expect(here.inc('failover', './to-backup.sh', '--verify', './healthy.sh', ...quick, ...agreed).exit).toBe(
      1,
    );
  });

  it('changes nothing when the preflight is red: 13', () => {
    here.script('ready.sh', 'echo "backup is behind"; exit 2');
    const ended = byScript('--preflight', './ready.sh');
    expect(ended.exit).toBe(13);
    expect(ended.stdout).toContain('backup is behind');
    expect(here.has('active')).toBe('primary');
    expect(told(here.events()).at(-1)).toBe('plan.refused');
  });

  it.each<[string, readonly string[]]>([
    ['nobody confirmed it', ['--reason', 'r']],
    ['another name was given', ['--reason', 'r', '--confirm', 'web']],
    ['only --yes was said', ['--reason', 'r', '--yes']],
    ['no reason was given', ['--confirm', 'to-backup']],
  ])('runs nothing, not even a check, when %s: 77', (_, flags) => {
    here.script('healthy.sh', 'touch asked');
    const ended = here.inc('failover', './to-backup.sh', '--verify', './healthy.sh', ...flags);
    expect(ended.exit).toBe(77);
    expect(here.has('active')).toBe('primary');
    expect(here.has('asked')).toBeUndefined();
    expect(told(here.events())).toEqual(['plan.refused']);
  });

  it('is not begun without a verify: 78', () => {
    expect(here.inc('failover', './to-backup.sh', ...agreed).exit).toBe(78);
  });

  it('finds a missing undo, or one that may not be run, before anything runs: 66, 78', () => {
    const missing = byScript('--undo', './no-such.sh');
    expect(missing.exit).toBe(66);
    expect(missing.stderr).toContain('./no-such.sh does not exist · undo of step to-backup');
    here.write('plain.sh', 'true');
    const plain = byScript('--undo', './plain.sh');
    expect(plain.exit).toBe(78);
    expect(plain.stderr).toContain('chmod +x');
    expect(here.has('active')).toBe('primary');
    expect(told(here.events())).toEqual([]);
  });

  it('shows a step as unknown when its supervisor was killed in the middle of it, and leaves the run open: 11', () => {
    here.script(
      'to-backup.sh',
      'echo backup > active; until grep -q step.spawned $INC_HOME/incidents/*/log/*; do :; done; kill -KILL $PPID',
    );
    const ended = byScript();
    expect(ended.exit).toBe(11);
    expect(ended.stdout).toContain('inc runbook resume');
    expect(told(here.events()).slice(-2)).toEqual(['do to-backup', 'step.spawned']);
    const shown = here.inc('timeline', '--json');
    expect(shown.exit).toBe(0);
    const { entries } = JSON.parse(shown.stdout) as { entries: { kind: string; result?: string }[] };
    expect(entries.filter(({ result }) => result === 'unknown').map(({ kind }) => kind)).toEqual([
      'failover',
      'step',
    ]);
    expect(here.inc('verify').exit).toBe(0);
  });

  it('loses nothing of a step when inc was killed in the middle of it', () => {
    here.script(
      'to-backup.sh',
      `${parent}; kill -KILL $inc; echo one; sleep 0.2; echo two; echo backup > active`,
    );
    expect(byScript().signal).toBe('SIGKILL');
    // What still runs holds its plan's lock.
    while (told(here.events()).at(-1) !== 'do to-backup ok') here.inc('--version');
    expect(here.has('active')).toBe('backup');
    const [end] = here
      .events()
      .flatMap((event) => (event.type === 'step.finished' ? [event.data] : []))
      .slice(-1);
    expect(end).toMatchObject({ exit: 0, output: { total: 8 } });
  });

  it('stops the step on TERM, records what was interrupted, and leaves the rest to a human: 143', () => {
    here.script(
      'to-backup.sh',
      `echo backup > active; ${parent}; kill -TERM $inc; sleep 300; echo late > active`,
    );
    const ended = byScript();
    expect(ended.exit).toBe(143);
    expect(here.has('active')).toBe('backup');
    expect(told(here.events()).slice(-2)).toEqual(['do to-backup failed', 'needs a human']);
    expect(ended.stderr).toContain('interrupted by TERM during ./to-backup.sh');
  });

  it('needs an incident: 66', () => {
    const other = shop();
    try {
      other.script('to.sh', 'true');
      expect(other.inc('failover', './to.sh', '--verify', './to.sh', ...agreed).exit).toBe(66);
    } finally {
      other.close();
    }
  });
});

const catalogue = `checks:
  backup-answers: { command: [./healthy.sh] }
`;
const plan = `plan: web-to-backup
kind: failover
title: Move web traffic to the backup server
target: web-backup
vars: { server: backup }
steps:
  - id: drain
    run: echo drained > drained
    undo: rm drained
  - id: switch
    run: echo "$server" > active
    undo: echo primary > active
verify:
  - { check: backup-answers, within: 1s, passes: 2, every: 100ms }
`;

describe('inc failover, with a plan of the catalogue', () => {
  const confirmed = ['--reason', 'web-1 is down', '--confirm', 'web-backup'];
  const trusted = (text: string): void => {
    here.write('.inc/inc.yaml', catalogue);
    here.write('.inc/plans/web-to-backup.yaml', text);
    expect(here.inc('config', 'trust').exit).toBe(0);
  };

  it('runs it from the folder that holds the catalogue, and verifies it: 0', () => {
    trusted(plan);
    const ended = here.inc('failover', 'web-to-backup', ...confirmed);
    expect(ended.stderr).toContain('Move web traffic to the backup server');
    expect(ended.exit).toBe(0);
    expect([here.has('active'), here.has('drained')]).toEqual(['backup', 'drained']);
  });

  it('undoes its steps in reverse: 10', () => {
    trusted(
      plan
        .replace('echo "$server" > active', 'exit 1')
        .replace('rm drained', 'cp drained undone; rm drained'),
    );
    expect(here.inc('failover', 'web-to-backup', ...confirmed).exit).toBe(10);
    expect([here.has('active'), here.has('undone'), here.has('drained')]).toEqual([
      'primary',
      'drained',
      undefined,
    ]);
    expect(told(here.events()).filter((line) => line.startsWith('undo'))).toEqual([
      'undo switch',
      'undo switch ok',
      'undo drain',
      'undo drain ok',
    ]);
  });

  it('runs nothing of a catalogue that nobody allowed, or that changed since: 77', () => {
    here.write('.inc/inc.yaml', catalogue);
    here.write('.inc/plans/web-to-backup.yaml', plan);
    expect(here.inc('failover', 'web-to-backup', ...confirmed)).toMatchObject({
      exit: 77,
      stderr: expect.stringContaining('inc config trust'),
    });
    expect(here.inc('failover', './.inc/plans/web-to-backup.yaml', ...confirmed).exit).toBe(77);
    trusted(plan);
    here.write('.inc/plans/web-to-backup.yaml', plan.replace('echo drained', 'echo planted'));
    expect(here.inc('failover', 'web-to-backup', ...confirmed).exit).toBe(77);
    expect(here.has('drained')).toBeUndefined();
  });

  it('names every problem of a plan with its place: 78', () => {
    trusted(plan.replace('check: backup-answers', 'check: backup-answer').replace('id: switch', 'id: drain'));
    const ended = here.inc('failover', 'web-to-backup', ...confirmed);
    expect(ended.exit).toBe(78);
    expect(ended.stderr).toContain('web-to-backup.yaml:10:9: two steps are called drain');
    expect(ended.stderr).toContain(
      'web-to-backup.yaml:14:14: no check is called backup-answer; did you mean backup-answers?',
    );
    expect(here.has('drained')).toBeUndefined();
  });

  it('says when there is no such plan: 66', () => {
    trusted(plan);
    expect(here.inc('failover', 'web-to-bakcup', ...confirmed).exit).toBe(66);
    expect(here.inc('failover', '..', ...confirmed).exit).toBe(66);
  });

  it('is confirmed by --yes only where the plan says so', () => {
    trusted(plan);
    expect(here.inc('failover', 'web-to-backup', '--reason', 'r', '--yes').exit).toBe(77);
    trusted(`${plan}confirm: yes\n`);
    expect(here.inc('failover', 'web-to-backup', '--reason', 'r', '--yes').exit).toBe(0);
  });

  it('does not begin what asks a person where there is none: 13', () => {
    trusted(plan.replace('run: echo drained > drained\n    undo: rm drained', 'ask: Is the backup warm?'));
    expect(here.inc('failover', 'web-to-backup', ...confirmed).exit).toBe(13);
    expect(here.has('active')).toBe('primary');
  });
});
