import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
beforeEach(() => {
  box = sandbox();
  box.inc(['open', 'Checkout is slow']);
});
afterEach(() => box.remove());

const hypothesis = (text: string): string =>
  box.inc(['note', '--kind', 'hypothesis', text, '--quiet']).stdout.trim();

describe('a hypothesis', () => {
  it('is ruled out or confirmed by a later entry, in catchup, the timeline and the post-mortem', () => {
    const pool = hypothesis('the pool is full');
    const deploy = hypothesis('the deploy did it');
    const out = box.inc(['note', '--re', pool, '--ruled-out', '10% in use', '--quiet']).stdout.trim();
    box.inc(['note', '--re', deploy, '--confirmed', 'the diff shows it']);
    const { stdout } = box.inc(['timeline']);
    expect(stdout).toMatch(new RegExp(`${pool} .*the pool is full \\(ruled out by ${out}\\)`));
    expect(stdout).toContain('the deploy did it (confirmed by ');
    const catchup = box.inc(['catchup']).stdout;
    expect(catchup).toMatch(/^confirmed +the deploy did it · the diff shows it/m);
    expect(catchup).toMatch(/^ruled out +the pool is full · 10% in use/m);
    const document = box.inc(['postmortem', 'build', '-o', '-']).stdout;
    expect(document).toContain('**Hypothesis:** the pool is full *(ruled out)*');
    expect(document).toContain('**Hypothesis:** the deploy did it *(confirmed)*');
  });

  it('needs no name when it is the only open one, and no text', () => {
    hypothesis('the pool is full');
    expect(box.inc(['note', '--ruled-out']).exit).toBe(0);
    expect(box.inc(['catchup']).stdout).toMatch(/^ruled out +the pool is full · Ruled out/m);
    const none = box.inc(['note', '--confirmed']);
    expect(none.exit).toBe(64);
    expect(none.stderr).toContain('no hypothesis is open');
  });

  it('must be named when several are open', () => {
    const ids = [hypothesis('the pool'), hypothesis('the disk')];
    const { exit, stderr } = box.inc(['note', '--ruled-out', 'no']);
    expect(exit).toBe(64);
    for (const id of ids) expect(stderr).toContain(`--re ${id}`);
  });

  it('is not both, and nothing else is either', () => {
    const plain = box.inc(['note', 'plain', '--quiet']).stdout.trim();
    expect(box.inc(['note', '--re', plain, '--ruled-out', '--confirmed', 'x']).exit).toBe(64);
    const { exit, stderr } = box.inc(['note', '--re', plain, '--ruled-out', 'x']);
    expect(exit).toBe(0);
    expect(stderr).toContain('is no hypothesis (note)');
  });
});
