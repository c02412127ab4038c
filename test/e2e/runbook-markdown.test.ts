import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
  here.write('.inc/inc.yaml', 'checks:\n  web: { command: [./healthy.sh] }\n');
  here.script(
    'healthy.sh',
    'read -r active < active; echo "active is $active"; [ "$active" = backup ] || exit 2',
  );
  here.write('active', 'primary\n');
  expect(here.inc('open', 'Web is down', '--tz', 'UTC').exit).toBe(0);
});
afterEach(() => here.close());

const plan = `---
kind: failover
target: backup
---
# Move to the backup

## Switch

The load balancer has to send to <server>.

\`\`\`console {id=switch timeout=10s undo="echo primary > active"}
$ echo "<server>" > active
$ echo "now on $(cat active), for $TICKET_ID"
now on web-2
\`\`\`

## Verify

- web within 1s passes 2 every 100ms
`;
const trusted = (text = plan): void => {
  here.write('.inc/plans/move.md', text);
  expect(here.inc('config', 'trust').exit).toBe(0);
};
const agreed = ['--reason', 'web-1 is down', '--confirm', 'backup'];
const values = (server: string) => ['-V', `server=${server}`, '-V', 'TICKET_ID=7'];

describe('a plan in Markdown', () => {
  it('is found by its name, and runs as one in YAML does', () => {
    trusted();
    expect(here.inc('failover', 'move', ...agreed, ...values('backup'))).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('VERIFIED'),
    });
    expect(here.has('active')).toBe('backup');
    const steps = here.events().filter((event) => event.type === 'step.started' && event.data.role === 'do');
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({
      data: {
        step: 'switch',
        title: 'Switch',
        argv: [
          'bash',
          '-euo',
          'pipefail',
          '-c',
          'echo "${server}" > active\necho "now on $(cat active), for $TICKET_ID"',
        ],
      },
    });
  });

  it('is undone when it did not work; a value is never code', () => {
    trusted();
    const ended = here.inc('runbook', 'run', '.inc/plans/move.md', ...agreed, ...values('$(touch pwned)'));
    expect(ended).toMatchObject({ exit: 10, stdout: expect.stringContaining('ROLLED BACK') });
    expect([here.has('active'), here.has('pwned')]).toEqual(['primary', undefined]);
  });

  it('is refused, with all that is missing, where nobody can fill that in', () => {
    trusted();
    const ended = here.inc('failover', 'move', ...agreed);
    expect(ended.exit).toBe(64);
    expect(ended.stderr).toContain('move needs what nobody said: server (<server>), TICKET_ID ($TICKET_ID)');
    expect(ended.stderr).toContain('-V server=… -V TICKET_ID=…');
    expect(here.has('active')).toBe('primary');
  });

  it('is listed, shown and read for mistakes', () => {
    trusted();
    expect(here.inc('runbook', 'list').stdout).toContain('move');
    expect(here.inc('runbook', 'show', 'move').stdout).toContain('Move to the backup');
    trusted(plan.replace('timeout', 'timeuot'));
    const ended = here.inc('failover', 'move', ...agreed);
    expect(ended.exit).toBe(78);
    expect(ended.stderr).toMatch(/move\.md:11:23: unknown attribute timeuot; did you mean timeout\?/);
  });

  it('and one in YAML of the same name are one too many', () => {
    here.write('.inc/plans/move.yaml', 'steps: [{ run: "true" }]\n');
    trusted();
    const ended = here.inc('failover', 'move', ...agreed);
    expect(ended.exit).toBe(78);
    expect(ended.stderr).toContain('two plans are called move');
  });
});

describe('a runbook that says nothing about how it is run', () => {
  const other = readFileSync(join(import.meta.dirname, '../fixtures/runbooks/disk-full.md'), 'utf8');
  beforeEach(() => here.write('disk-full.md', other));

  it('is refused where no person agrees to each block', () => {
    for (const flags of [[], ['--no-input'], ['-V', 'server_name=web-7', '--reason', 'x']]) {
      const ended = here.inc('runbook', 'run', 'disk-full.md', ...flags);
      expect(ended.exit).toBe(77);
      expect(ended.stderr).toContain('a person agrees to each block, and there is no terminal');
    }
    expect(here.events().filter(({ type }) => type.startsWith('plan'))).toEqual([]);
  });

  it('is no failover, and takes no flags of one', () => {
    const ended = here.inc('failover', 'disk-full.md', ...agreed);
    expect(ended.exit).toBe(78);
    expect(ended.stderr).toContain('inc runbook run');
    expect(here.inc('runbook', 'run', 'disk-full.md', '--yes').exit).toBe(64);
    expect(here.inc('runbook', 'run', 'disk-full.md', '--dry-run').exit).toBe(64);
  });

  it('is shown, block by block', () => {
    const { exit, stdout } = here.inc('runbook', 'show', 'disk-full.md');
    expect(exit).toBe(0);
    expect(stdout).toContain('tr a-z A-Z');
  });

  it('with nothing to run, or none at all, is said to be so', () => {
    here.write('text.md', '# Only text\n\n```json\n{}\n```\n');
    expect(here.inc('runbook', 'run', 'text.md')).toMatchObject({ exit: 78 });
    expect(here.inc('runbook', 'run', 'none.md')).toMatchObject({ exit: 66 });
    here.write('deep.md', '>'.repeat(5000));
    const deep = here.inc('runbook', 'run', 'deep.md');
    expect(deep).toMatchObject({ exit: 78 });
    expect(deep.stderr).toContain('deep.md:1:1: nested more than 64 deep');
  });
});
