import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
});
afterEach(() => {
  process.kill(Number(here.has('escaped')), 'SIGKILL');
  here.close();
});

/** Leaves a process in a session of its own, and then takes too long. */
const escapes = 'setsid bash -c "echo \\$\\$ > escaped; exec sleep 300" > /dev/null 2>&1 < /dev/null &';

describe('a step that ran out of time, and left a process that ending it did not end', () => {
  it('needs a human: 11; the timeline and the report say that it may still be acting', () => {
    here.script('move.sh', `${escapes}\nuntil test -s escaped; do sleep 0.02; done; sleep 300`);
    here.script('ok.sh', 'echo OK');
    here.write('.inc/inc.yaml', 'checks:\n  a: { command: [./ok.sh] }\n');
    here.write(
      '.inc/plans/p.yaml',
      `plan: p
kind: failover
target: p
steps: [{ id: move, run: [./move.sh], timeout: 2s, onFailure: stop }]
verify: [{ check: a }]
`,
    );
    expect(here.inc('config', 'trust').exit).toBe(0);
    const ended = here.inc('failover', 'p', '--reason', 'web-1 is down', '--confirm', 'p');
    expect(ended.exit).toBe(11);
    expect(here.events().find(({ type }) => type === 'plan.finished')?.data).toMatchObject({
      verdict: 'needs a human',
      summary: expect.stringContaining('something that do move started still runs'),
    });
    const row = here.inc('timeline').stdout.replace(/\s+/g, ' ');
    expect(row).toContain('something that it started still runs');
    expect(row).toContain('(may still be acting)');
    expect(here.inc('postmortem', 'build', '-o', 'pm.md').exit).toBe(0);
    expect(here.has('pm.md')).toContain('**it may still be acting**');
  });
});

describe('a check that ran out of time, and left a process that holds its output', () => {
  it('says so', () => {
    here.script('slow.sh', 'setsid bash -c "echo \\$\\$ > escaped; exec sleep 300" & sleep 300');
    const ended = here.inc('check', './slow.sh', '--timeout', '1s');
    expect(ended.exit).toBe(3);
    expect(ended.stdout.replace(/\s+/g, ' ')).toContain('something that it started still runs');
  });
});
