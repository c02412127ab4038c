import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { bin } from '../support/sandbox.ts';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.write('.inc/inc.yaml', 'checks:\n  web: { command: ["true"] }\n');
  here.script('scripts/clear.sh', 'echo "cleared $region with $api_pin" | tee cleared');
  here.script('scripts/warm.sh', 'touch warmed');
});
afterEach(() => here.close());

const cache = `plan: cache
title: Clear the cache
vars:
  region: { ask: Which region?, choices: [eu, us], default: eu }
  api_pin: { ask: Which PIN?, pattern: '^[a-z0-9-]+$', secret: true }
steps:
  - id: clear
    run: ./scripts/clear.sh
  - id: warm
    when: region == "eu" and not (region == "us")
    run: ./scripts/warm.sh
verify: { check: web, within: 2s, passes: 1 }
`;
const trusted = (text = cache, name = 'cache'): void => {
  here.write(`.inc/plans/${name}.yaml`, text);
  expect(here.inc('config', 'trust').exit).toBe(0);
};
const pin = 'open-sesame-42';

describe('inc runbook run', () => {
  beforeEach(() => {
    trusted();
    expect(here.inc('open', 'Stale pages').exit).toBe(0);
  });

  it('runs what is not dangerous without a confirmation, with the values that were given', () => {
    const ended = here.inc('runbook', 'run', 'cache', '-V', 'region=us', '--var', `api_pin=${pin}`);
    expect(ended).toMatchObject({ exit: 0, stdout: expect.stringContaining('VERIFIED') });
    expect(here.has('cleared')).toBe(`cleared us with ${pin}`);
    expect(here.has('warmed')).toBeUndefined();
    const settled = here.events().filter(({ type }) => type === 'step.settled');
    expect(settled).toMatchObject([
      {
        data: {
          step: 'warm',
          role: 'do',
          as: 'skipped',
          why: 'when region == "eu" and not (region == "us") is not so',
        },
      },
    ]);
    expect(here.inc('timeline').stdout).toContain('warm');
  });

  it('keeps the values with the run, but never a secret, nor what a script prints of it', () => {
    expect(here.inc('rb', 'run', 'cache', '-V', 'region=us', '-V', `api_pin=${pin}`).exit).toBe(0);
    expect(here.stored(pin)).toEqual([]);
    expect(here.stored('"region": "us"')).toHaveLength(1);
  });

  it('keeps a secret out of what its scripts note, too', () => {
    here.script('scripts/clear.sh', `"${process.execPath}" "${bin}" note "the PIN is $api_pin"`);
    expect(here.inc('rb', 'run', 'cache', '-V', 'region=us', '-V', `api_pin=${pin}`).exit).toBe(0);
    expect(here.events().filter(({ type }) => type === 'note.added')).toMatchObject([
      { data: { text: 'the PIN is [redacted:api_pin]' } },
    ]);
    expect(here.stored(pin)).toEqual([]);
  });

  it('takes a secret from the environment, and the rest from the plan', () => {
    expect(here.incWith({ api_pin: pin }, 'rb', 'run', 'cache').exit).toBe(0);
    expect(here.has('cleared')).toBe(`cleared eu with ${pin}`);
    expect(here.has('warmed')).toBe('');
    expect(here.stored(pin)).toEqual([]);
  });

  it('says what it lacks, and the whole command, where nobody can be asked', () => {
    const ended = here.inc('rb', 'run', 'cache', '-V', 'region=us', '--reason', 'stale pages', '--no-soak');
    expect(ended.exit).toBe(64);
    expect(ended.stderr).toContain('cache needs what nobody said: api_pin (Which PIN?)');
    expect(ended.stderr).toContain(
      "inc runbook run cache --reason 'stale pages' --no-soak -V region=us -V api_pin=…",
    );
    expect(here.has('cleared')).toBeUndefined();
  });

  it('refuses names and values that the plan does not know, all at once', () => {
    const ended = here.inc(
      'rb',
      'run',
      'cache',
      '-V',
      'regoin=eu',
      '-V',
      'region=mars',
      '-V',
      'api_pin=NO-NO!',
    );
    expect(ended.exit).toBe(64);
    expect(ended.stderr).toContain('-V regoin: cache has no such variable; did you mean region?');
    expect(ended.stderr).toContain('-V region: mars is none of eu, us');
    expect(ended.stderr).toContain('-V api_pin: the value of api_pin does not match ^[a-z0-9-]+$');
    expect(here.inc('rb', 'run', 'cache', '-V', 'region').stderr).toContain('-V region says no value');
  });

  it('shows before anything runs which steps a condition leaves out', () => {
    const ended = here.inc('rb', 'run', 'cache', '-n', '-V', 'region=us');
    expect(ended.exit).toBe(0);
    expect(ended.stdout).toContain(
      'when   region == "eu" and not (region == "us") (it is not so: the step is skipped)',
    );
    expect(here.inc('rb', 'run', 'cache', '--dry-run').stdout).toContain('(it is so)');
    const { steps } = JSON.parse(here.inc('rb', 'run', 'cache', '-n', '--json').stdout) as {
      steps: readonly { readonly when: unknown }[];
    };
    expect(steps.map(({ when }) => when)).toEqual([
      null,
      { condition: 'region == "eu" and not (region == "us")', holds: true },
    ]);
    expect(here.has('cleared')).toBeUndefined();
  });

  it('asks for a confirmation where a step is dangerous, and where it fails over', () => {
    trusted(cache.replace('- id: warm', '- id: warm\n    danger: high'));
    const values = ['-V', `api_pin=${pin}`];
    expect(here.inc('rb', 'run', 'cache', ...values).exit).toBe(77);
    expect(here.has('cleared')).toBeUndefined();
    trusted(cache.replace('plan: cache', 'plan: cache\nkind: failover\ntarget: there'));
    expect(here.inc('rb', 'run', 'cache', ...values).exit).toBe(77);
    expect(here.inc('rb', 'run', 'cache', ...values, '--confirm', 'there', '--reason', 'why').exit).toBe(0);
  });

  it('always asks when it is run as a failover', () => {
    expect(here.inc('failover', 'cache', '-V', `api_pin=${pin}`).exit).toBe(77);
    expect(here.has('cleared')).toBeUndefined();
  });

  it('refuses a value that is another plan’s flag, and words that mean nothing', () => {
    expect(here.inc('rb', 'run').exit).toBe(64);
    expect(here.inc('rb', 'rnu', 'cache').stderr).toContain('did you mean: inc runbook run cache');
    expect(here.inc('rb', 'list', '--step').stderr).toContain('inc runbook list takes no --step');
    expect(here.inc('rb', 'show', 'cache', '-V', 'region=us').exit).toBe(64);
  });
});

describe('-V for a plain script', () => {
  it('is its environment', () => {
    here.script('to.sh', 'echo "$region" > region');
    expect(here.inc('open', 'Web is down').exit).toBe(0);
    const words = ['failover', './to.sh', '--verify', 'web', '--reason', 'r', '--confirm', 'to'];
    trusted();
    expect(here.inc(...words, '-V', 'region=us').exit).toBe(0);
    expect(here.has('region')).toBe('us');
    const ended = here.inc(...words, '-V', 'LD_PRELOAD=./x.so');
    expect(ended).toMatchObject({ exit: 64, stderr: expect.stringContaining('LD_PRELOAD') });
  });
});

describe('inc runbook list', () => {
  it('says how each plan went last, and which cannot run', () => {
    trusted('kind: failover\nsteps: [{ run: ./scripts/warm.sh }]\n', 'broken');
    trusted();
    expect(here.inc('open', 'Stale pages').exit).toBe(0);
    expect(here.inc('runbook').stdout).toBe(`broken  broken (failover, target broken)
        1 mistake · never run
cache   Clear the cache (runbook, target cache)
        never run
`);
    expect(here.inc('rb', 'run', 'cache', '-V', `api_pin=${pin}`).exit).toBe(0);
    expect(here.inc('rb', 'list').stdout).toMatch(/run \d{4}-\d\d-\d\d: verified/);
    const { runbooks } = JSON.parse(here.inc('rb', 'list', '--json').stdout) as { runbooks: unknown };
    expect(runbooks).toMatchObject([
      { name: 'broken', problems: 1, lastRun: null, lastDrill: null },
      {
        name: 'cache',
        file: `${here.folder}/.inc/plans/cache.yaml`,
        syntax: 'yaml',
        planKind: 'runbook',
        steps: 2,
        problems: 0,
        lastRun: { incident: here.incident(), verdict: 'verified', by: expect.stringMatching(/^alice@/) },
      },
    ]);
    expect(here.inc('rb', 'ls', '--quiet').exit).toBe(64);
    expect(here.inc('rb', 'list', '--quiet').stdout).toBe('broken\ncache\n');
  });

  it('tells a drill from a run', () => {
    trusted();
    expect(here.inc('open', 'Exercise', '--drill').exit).toBe(0);
    expect(here.inc('rb', 'run', 'cache', '-V', `api_pin=${pin}`).exit).toBe(0);
    expect(here.inc('rb').stdout).toMatch(/never run · drill \d{4}-\d\d-\d\d: verified/);
  });

  it('says so where there are no plans', () => {
    expect(here.inc('rb').stdout).toContain('No plans beside');
    const nowhere = shop();
    expect(nowhere.inc('rb')).toMatchObject({ exit: 0, stdout: expect.stringContaining('inc init') });
    nowhere.close();
  });
});

describe('inc runbook show', () => {
  it('shows a plan in full, without permission and without running anything', () => {
    here.write('.inc/plans/cache.yaml', cache);
    const ended = here.inc('rb', 'show', 'cache');
    expect(ended.exit).toBe(0);
    expect(ended.stderr).toContain('inc config trust');
    expect(ended.stdout).toBe(`Clear the cache  (runbook, target cache)
  ${here.folder}/.inc/plans/cache.yaml
  variable  region=eu · Which region? · one of eu, us
  variable  api_pin · Which PIN? · must match ^[a-z0-9-]+$ · secret
  1.        clear
     run    bash -euo pipefail -c ./scripts/clear.sh
            in ${here.folder}, 10 min at most, when it fails: rollback
     undo   none
  2.        warm
     when   region == "eu" and not (region == "us")
     run    bash -euo pipefail -c ./scripts/warm.sh
            in ${here.folder}, 10 min at most, when it fails: rollback
     undo   none
  verify    web must be OK within 2 s
            when it fails: stop
  check     web: true
  to run    nothing: no step of it is dangerous
`);
    expect(here.inc('rb', 'show', '.inc/plans/cache.yaml').stdout).toBe(ended.stdout);
    expect(JSON.parse(here.inc('rb', 'show', 'cache', '--json').stdout)).toMatchObject({
      kind: 'runbook',
      confirm: 'none',
      variables: [
        { name: 'region', default: 'eu', choices: ['eu', 'us'], secret: false },
        { name: 'api_pin', default: null, secret: true },
      ],
      steps: [{ when: null }, { when: { holds: null } }],
    });
  });

  it('names every mistake of one that cannot run', () => {
    here.write(
      '.inc/plans/cache.yaml',
      cache.replace('check: web', 'check: wbe').replace('id: warm', 'id: clear'),
    );
    const ended = here.inc('rb', 'show', 'cache');
    expect(ended.exit).toBe(78);
    expect(ended.stderr).toContain('two steps are called clear');
    expect(ended.stderr).toContain('did you mean web?');
    expect(here.inc('rb', 'show', 'none').exit).toBe(66);
  });
});

describe('inc runbook lint', () => {
  it('finds nothing wrong, and says so', () => {
    trusted();
    expect(here.inc('rb', 'lint')).toMatchObject({ exit: 0, stdout: '1 plan: nothing found\n' });
    expect(here.inc('rb', 'lint', 'cache', '--quiet')).toMatchObject({ exit: 0, stdout: '' });
  });

  it('finds mistakes in plans and scripts at once, in the form of a compiler', () => {
    here.write('scripts/warm.sh', '#!/bin/bash\nif true; then\n  touch warmed\n', 0o755);
    here.write(
      '.inc/plans/cache.yaml',
      cache.replace('run: ./scripts/clear.sh', 'run: ./scripts/claer.sh "$regoin"'),
    );
    here.write('.inc/plans/other.yaml', 'steps:\n  - run: |\n      echo one\n      fi\n    danger: high\n');
    const ended = here.inc('runbook', 'lint', '--all');
    const plans = `${here.folder}/.inc/plans`;
    expect(ended.exit).toBe(1);
    expect(ended.stdout.split('\n')).toEqual([
      `${plans}/cache.yaml:5:3: warning: api_pin is named by no step and no script of this plan [unused-variable]`,
      `${plans}/cache.yaml:8:10: error: ./scripts/claer.sh does not exist; looked for ${here.folder}/scripts/claer.sh [no-program]`,
      `${plans}/cache.yaml:8:10: warning: $regoin is set neither by the plan nor by the script; did you mean $region? [unset-variable]`,
      expect.stringMatching(
        `^${here.folder}/scripts/warm.sh:4:1: error: bash does not understand it: syntax error`,
      ),
      `${plans}/other.yaml:2:5: warning: step-1 is dangerous and has no undo: a rollback ends with a human; undo: none if there is nothing to undo [no-undo]`,
      expect.stringMatching(
        `^${plans}/other.yaml:2:10: error: bash does not understand it: its line 2: syntax error`,
      ),
      '2 plans: 3 errors, 3 warnings',
      '',
    ]);
    expect(here.has('warmed')).toBeUndefined();
    const { findings, ...rest } = JSON.parse(here.inc('rb', 'lint', '--json').stdout) as {
      findings: readonly { readonly severity: string }[];
    };
    expect(rest).toMatchObject({ kind: 'lint', errors: 3, warnings: 3 });
    expect(findings).toHaveLength(6);
  });

  it('reads plans in Markdown, each mistake at its line there', () => {
    const markdown = (undo: string): string =>
      `# Restart the web server

## Restart

\`\`\`bash {id=restart danger=high${undo}}
./scripts/restart.sh "$nowhere"
\`\`\`

## Verify

- check: web within 2s passes 1
`;
    here.write('.inc/plans/web.md', markdown(''));
    const ended = here.inc('rb', 'lint', 'web');
    const file = `${here.folder}/.inc/plans/web.md`;
    expect(ended.exit).toBe(1);
    expect(ended.stdout).toContain(`${file}:5:1: warning: restart is dangerous and has no undo`);
    expect(ended.stdout).toContain(`${file}:5:1: error: ./scripts/restart.sh does not exist`);
    here.script('scripts/restart.sh', 'true');
    here.write('.inc/plans/web.md', markdown(' undo=none'));
    expect(here.inc('rb', 'lint', 'web')).toMatchObject({ exit: 0, stdout: '1 plan: nothing found\n' });
    expect(here.inc('rb', 'show', 'web').stdout).toContain('variable  nowhere · $nowhere');
    const { runbooks } = JSON.parse(here.inc('rb', '--json').stdout) as { runbooks: unknown };
    expect(runbooks).toMatchObject([{ name: 'web', syntax: 'markdown', title: 'Restart the web server' }]);
  });

  it('leaves a runbook without attributes to the person who walks through it', () => {
    here.write('.inc/plans/walk.md', '# Walk\n\n```bash\nfi <name> $nothing\n```\n');
    expect(here.inc('rb', 'lint')).toMatchObject({ exit: 0, stdout: '1 plan: nothing found\n' });
    expect(here.inc('rb', 'show', 'walk').stdout).toContain('a person agrees to each step');
    trusted();
    expect(here.inc('open', 'Web is slow').exit).toBe(0);
    expect(here.inc('rb', 'run', 'walk').exit).toBe(77);
  });

  it('reads a script and runs nothing of it', () => {
    here.write(
      '.inc/plans/odd.yaml',
      `steps:\n  - run: touch ran; $(touch ran); "\${x:=$(touch ran)}" <(touch ran)\n`,
    );
    expect(here.inc('rb', 'lint').stdout).toContain('1 plan');
    expect(here.incWith({ BASH_ENV: './scripts/warm.sh' }, 'rb', 'lint').exit).not.toBe(70);
    expect([here.has('ran'), here.has('warmed')]).toEqual([undefined, undefined]);
  });

  it('cannot lint what is not there, or beside a catalogue that is wrong', () => {
    expect(here.inc('rb', 'lint', 'none').exit).toBe(66);
    expect(here.inc('rb', 'lint', '--all', 'cache').exit).toBe(64);
    here.write('.inc/inc.yaml', 'chekcs: {}\n');
    expect(here.inc('rb', 'lint').exit).toBe(78);
  });
});
