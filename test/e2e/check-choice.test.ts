import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChecksView } from '../../src/render/views/act.ts';
import { shop, type Shop } from './shop.ts';

let here: Shop;
beforeEach(() => {
  here = shop();
});
afterEach(() => here.close());

function catalogue(text: string): void {
  here.write('.inc/inc.yaml', `version: 1\n${text}`);
  here.inc('config', 'trust');
}
const names = (...args: readonly string[]): readonly string[] =>
  (JSON.parse(here.inc('check', ...args, '--json').stdout) as ChecksView).checks.map(({ check }) => check);

const tagged = `services:
  shop: { checks: [web, db] }
  mail: { checks: [smtp] }
checks:
  web: { command: 'true', tags: [front, eu] }
  db: { command: 'true', tags: [data, eu] }
  smtp: { command: 'true', tags: [data] }
`;

describe('checks of the catalogue', () => {
  it.each([
    [
      ['--tag', 'eu'],
      ['web', 'db'],
    ],
    [
      ['--tag', '#front', '--tag', 'data'],
      ['web', 'db', 'smtp'],
    ],
    [
      ['--service', 'shop'],
      ['web', 'db'],
    ],
    [['--service', 'shop', '--tag', 'data'], ['db']],
    [
      ['--service', 'mail', '--service', 'shop'],
      ['web', 'db', 'smtp'],
    ],
  ])('are chosen by %j', (flags, expected) => {
    catalogue(tagged);
    expect(names(...flags)).toEqual(expected);
  });

  it.each([
    [['--tag', 'dta'], 3, 'did you mean data? inc check --tag data'],
    [['--service', 'shpo'], 3, 'did you mean shop? inc check --service shop'],
    [['--service', 'mail', '--tag', 'front'], 3, 'no check of mail has the tag front'],
    [['web', '--tag', 'front'], 64, 'not both'],
  ])('that are not there are a fault: %j', (flags, exit, text) => {
    catalogue(tagged);
    const ran = here.inc('check', ...flags);
    expect(ran).toMatchObject({ exit, stdout: '' });
    expect(ran.stderr).toContain(text);
  });
});

describe('a check that needs another', () => {
  it('is skipped while that one is CRITICAL, and so is what needs it in turn; none of it is recorded', () => {
    catalogue(`checks:
  api: { command: 'touch asked-api', needs: [web] }
  web: { command: 'touch asked-web', needs: [cache, db] }
  db: { command: 'echo refused; exit 2' }
  cache: { command: 'touch asked-cache' }
`);
    here.inc('open', 'The shop is down');
    const { exit, stdout } = here.inc('check', '--json');
    expect(exit).toBe(2);
    const skipped = { status: 'UNKNOWN', summary: 'skipped: db is CRITICAL', skipped: 'db' };
    expect((JSON.parse(stdout) as ChecksView).checks).toMatchObject([
      { check: 'api', ...skipped },
      { check: 'web', ...skipped },
      { check: 'db', status: 'CRITICAL' },
      { check: 'cache', status: 'OK' },
    ]);
    expect([here.has('asked-api'), here.has('asked-web'), here.has('asked-cache')]).toEqual([
      undefined,
      undefined,
      '',
    ]);
    const events = here.events().filter(({ type }) => type === 'check.finished');
    expect(events.map(({ data }) => 'check' in data && data.check)).toEqual(['db', 'cache']);
  });

  it.each([
    ['exit 1', 'WARNING'],
    ['exit 3', 'UNKNOWN'],
    ['exit 0', 'OK'],
  ])('is asked when that one answers with %s', (command) => {
    catalogue(`checks:\n  web: { command: 'touch asked', needs: [db] }\n  db: { command: '${command}' }\n`);
    here.inc('check');
    expect(here.has('asked')).toBe('');
  });

  it('is asked when it is named alone', () => {
    catalogue(`checks:\n  web: { command: 'touch asked', needs: [db] }\n  db: { command: 'exit 2' }\n`);
    expect(here.inc('check', 'web').exit).toBe(0);
    expect(here.has('asked')).toBe('');
  });

  it('waits for the answer of that one, however many are asked at once', () => {
    const chain = Array.from(
      { length: 40 },
      (_, at) => `  c${at}: { command: 'test -e c${at + 1}.done; touch c${at}.done', needs: [c${at + 1}] }\n`,
    );
    catalogue(`checks:\n${chain.join('')}  c40: { command: 'touch c40.done' }\n`);
    expect(here.inc('check')).toMatchObject({ exit: 0 });
  });

  it('is a fault at each place of a circle: 78 in JSON, and 3', () => {
    catalogue(`checks:
  web: { command: 'true', needs: [db] }
  db:
    command: 'true'
    needs: [cache, web]
  cache: { command: 'true', needs: [chache] }
`);
    const ran = here.inc('check');
    expect(ran).toMatchObject({ exit: 3, stdout: '' });
    const file = `${here.folder}/.inc/inc.yaml`;
    expect(ran.stderr).toBe(
      `inc: ${file} has 3 problems
${file}:3:35: web needs db, which needs web: it would never be asked
${file}:6:20: db needs web, which needs db: it would never be asked
${file}:7:37: no check is called chache; did you mean cache?
     correct it, then: inc config
`,
    );
  });
});

describe('what is to be done about a check', () => {
  const text = `checks:
  web: { command: './web.sh', hint: 'restart it: systemctl restart web', runbook: web-is-down }
`;

  it('is said when it is not OK, and always in JSON', () => {
    catalogue(text);
    here.script('web.sh', 'test ! -e down');
    const about = { hint: 'restart it: systemctl restart web', runbook: 'web-is-down' };
    expect(here.inc('check').stdout).not.toContain('restart it');
    expect(JSON.parse(here.inc('check', '--json').stdout)).toMatchObject({ checks: [about] });
    here.write('down', '');
    expect(here.inc('check').stdout).toMatch(
      /^WARNING +web .*\n +hint +restart it: systemctl restart web\n +runbook +web-is-down\n$/,
    );
    expect(JSON.parse(here.inc('check', '--json').stdout)).toMatchObject({ checks: [about] });
  });
});

describe('inc as a plugin', () => {
  it.each([
    ['echo "fine | load=1.5;2;3"', 0, 'INC OK: ./a.sh: fine | load=1.5;2;3\n'],
    ['echo "full | /=9MB"; exit 1', 1, 'INC WARNING: ./a.sh: full | /=9MB\n'],
    ['echo "down"; exit 2', 2, 'INC CRITICAL: ./a.sh: down\n'],
    ['kill -9 $$', 3, 'INC UNKNOWN: ./a.sh: ended by SIGKILL\n'],
  ])('answers %j in one line and with the same code', (body, exit, stdout) => {
    here.script('a.sh', body);
    expect(here.inc('check', './a.sh', '--format', 'nagios')).toEqual({
      exit,
      stdout,
      stderr: '',
      signal: null,
    });
  });

  it('says on standard output why it asked nothing', () => {
    expect(here.inc('check', '--format', 'nagios')).toMatchObject({
      exit: 3,
      stdout: 'INC UNKNOWN: there is no catalogue here (.inc/inc.yaml), so there is nothing to check\n',
      stderr: '',
    });
  });

  it.each([[['--format', 'junit']], [['--format', 'nagios', '--json']], [['--format', 'nagios', '-q']]])(
    'is a usage error with %j: 64',
    (flags) => {
      here.script('a.sh', 'touch asked');
      expect(here.inc('check', './a.sh', ...flags)).toMatchObject({ exit: 64, stdout: '' });
      expect(here.has('asked')).toBeUndefined();
    },
  );
});
