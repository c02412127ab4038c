import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop, type Started } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.script('healthy.sh', 'exit 0');
  here.script('back.sh', 'touch undone');
  expect(here.inc('open', 'Web is down')).toMatchObject({ exit: 0 });
});
afterEach(() => here.close());

const flags = ['--verify', './healthy.sh', '--undo', './back.sh', '--within', '2s', '--passes', '1'];
const failover = (...more: readonly string[]): Started =>
  here.start('failover', './to.sh', ...flags, '--reason', 'r', '--confirm', 'to', ...more);
const warning = 'Ctrl-C again within 3 s stops it';
const finished = () =>
  here.events().flatMap(({ type, data }) => (type === 'step.finished' && data.role === 'do' ? [data] : []));

/** Sends INT until it stops: on a machine that dawdles, a second one may come too late, and is a first one again. */
async function stop(started: Started): Promise<void> {
  for (let times = 1; ; times++) {
    started.kill('SIGINT');
    const warned = started.says(warning, times).then(() => 'warned' as const);
    const stopping = started.says('stopping').then(() => 'stopping' as const);
    stopping.catch(() => undefined);
    warned.catch(() => undefined);
    if ((await Promise.race([warned, stopping])) === 'stopping') return;
  }
}

describe('Ctrl-C during a failover', () => {
  it('only says what runs, the first time', async () => {
    here.script('to.sh', 'echo begun; until [ -e go ]; do sleep 0.05; done');
    const started = failover();
    await started.says('  to | begun');
    started.kill('SIGINT');
    await started.says(`step to has been running for`);
    await started.says(warning);
    here.write('go', '');
    expect(await started.ended).toMatchObject({ exit: 0 });
    expect(here.events().at(-1)).toMatchObject({ type: 'plan.finished', data: { verdict: 'verified' } });
  });

  it('stops the step the second time, and leaves the rest to a human: 130', async () => {
    here.script('to.sh', 'trap "echo tidied; exit 9" TERM; echo begun; while :; do sleep 0.05; done');
    const started = failover();
    await started.says('  to | begun');
    await stop(started);
    const ended = await started.ended;
    expect(ended.exit).toBe(130);
    expect(ended.stderr).toContain('  to | tidied');
    expect(finished()).toMatchObject([{ ok: false, exit: 9 }]);
    expect(here.events().at(-1)).toMatchObject({
      type: 'plan.finished',
      data: { verdict: 'needs a human', summary: expect.stringContaining('interrupted by Ctrl-C') },
    });
    expect(here.has('undone')).toBeUndefined();
  });

  it('kills what ignores that, the third time', async () => {
    here.script('to.sh', 'trap "" TERM; echo begun; while :; do sleep 0.05; done');
    const started = failover();
    await started.says('  to | begun');
    await stop(started);
    started.kill('SIGINT');
    await started.says('killing what still runs');
    expect(await started.ended).toMatchObject({ exit: 130 });
    expect(finished()).toMatchObject([{ ok: false, signal: 'SIGKILL' }]);
  });

  it('is not waited for with TERM: 143', async () => {
    here.script('to.sh', 'echo begun; exec sleep 600');
    const started = failover();
    await started.says('  to | begun');
    started.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ exit: 143 });
    expect(finished()).toMatchObject([{ ok: false, signal: 'SIGTERM' }]);
  });

  it('ends a preflight at once: nothing has been changed yet', async () => {
    here.script('to.sh', 'touch acted');
    here.script('healthy.sh', 'touch asked; exec sleep 600');
    const started = failover();
    while (here.has('asked') === undefined) await new Promise((resolve) => setImmediate(resolve));
    started.kill('SIGINT');
    expect(await started.ended).toMatchObject({ exit: 130 });
    expect(here.has('acted')).toBeUndefined();
    expect(here.events().at(-1)).toMatchObject({ type: 'plan.refused' });
  });
});

describe('what a step prints', () => {
  it('is shown line by line as it comes, with secrets hidden', async () => {
    here.script(
      'to.sh',
      'echo one; printf "two\\rthree"; echo; printf "\\033[31mred\\033[0m password=hunter22x"',
    );
    const ended = await failover().ended;
    const lines = ended.stderr.split('\n').filter((line) => line.startsWith('  to | '));
    expect(lines).toEqual([
      '  to | one',
      '  to | two',
      '  to | three',
      '  to | red password=[redacted:credential]',
    ]);
    const quiet = await failover('--json').ended;
    expect(quiet.stderr).not.toContain(' | one');
  });
});
