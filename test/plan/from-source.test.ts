import { describe, expect, it } from '@jest/globals';
import { parseSource } from '../../src/io/catalogue/yaml-source.ts';
import { fromSource } from '../../src/plan/from-source.ts';
import { check } from './plans.ts';

const checks = {
  web: check('web'),
  'web-backup': check('web-backup'),
  'primary-drained': check('primary-drained'),
};
const compile = (yaml: string) =>
  fromSource(parseSource('p.yaml', new TextEncoder().encode(yaml), 'plan'), { checks, cwd: '/srv/shop' });
const problems = (yaml: string): string[] =>
  compile(yaml).problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);

const whole = `plan: web-to-backup
kind: failover
title: Move web traffic to the backup server
target: web-backup
vars: { primary: web-1, port: '8080' }
preflight:
  - check: web-backup
steps:
  - id: drain
    title: Drain the primary
    run: ./scripts/drain.sh
    timeout: 60s
    retry: { attempts: 3, delay: 5s }
    verify: { check: primary-drained, within: 30s, passes: 3 }
    undo: ./scripts/undrain.sh
    onFailure: rollback
  - id: dns
    ask: Has the DNS change propagated?
  - id: switch
    run: [./scripts/switch-lb.sh, web-2]
verify:
  - { check: web, within: 5m, passes: 3, every: 5s }
soak: 10m
`;

describe('fromSource', () => {
  it('compiles a whole plan to plain data that holds all it needs', () => {
    const { plan, notes } = compile(whole);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(plan).toMatchObject({
      name: 'web-to-backup',
      kind: 'failover',
      target: 'web-backup',
      vars: { primary: 'web-1', port: '8080' },
      preflight: [{ check: 'web-backup', withinMs: 0, passes: 1, accept: ['OK'] }],
      verify: [{ check: 'web', withinMs: 300_000, passes: 3, everyMs: 5000, accept: ['OK'] }],
      onFailure: 'rollback',
      cwd: '/srv/shop',
      checks: { web: { name: 'web' }, 'web-backup': {}, 'primary-drained': {} },
    });
    expect(plan?.steps).toMatchObject([
      {
        id: 'drain',
        do: { kind: 'script', text: './scripts/drain.sh' },
        timeoutMs: 60_000,
        retry: { attempts: 3, delayMs: 5000 },
        undo: { kind: 'script', text: './scripts/undrain.sh' },
      },
      { id: 'dns', do: { kind: 'ask', question: 'Has the DNS change propagated?' } },
      { id: 'switch', do: { kind: 'argv', argv: ['./scripts/switch-lb.sh', 'web-2'] } },
    ]);
    expect(plan).toMatchObject({ soakMs: 600_000 });
    expect(notes).toEqual([]);
  });

  it.each([
    [
      'a check that nobody knows',
      whole.replace('check: web-backup', 'check: web-bakcup'),
      ['p.yaml:7:12: no check is called web-bakcup; did you mean web-backup?'],
    ],
    [
      'two steps of one name',
      whole.replace('id: dns', 'id: drain'),
      ['p.yaml:17:9: two steps are called drain'],
    ],
    [
      'a failover that nothing verifies',
      whole.replace(/verify:\n {2}- .*\n/, ''),
      [
        'p.yaml:2:7: a failover without verify cannot be told from one that did not work; add verify: [{ check: … }]',
      ],
    ],
    [
      'a variable that changes which program runs',
      whole.replace('primary: web-1', 'PATH: /tmp'),
      ['p.yaml:5:15: PATH may not be set by a plan: it changes how programs are found or started'],
    ],
    [
      'a time without a unit',
      whole.replace('timeout: 60s', 'timeout: "60"'),
      ['p.yaml:12:14: timeout: 60 is not a duration; write 500ms, 5s, 10m or 1h30m'],
    ],
    [
      'no time',
      whole.replace('timeout: 60s', 'timeout: 0s'),
      ['p.yaml:12:14: timeout: 0s is no time at all'],
    ],
    [
      'a verify that cannot pass',
      whole.replace('within: 5m', 'within: 9s'),
      ['p.yaml:22:5: can never pass: 3 passes, 5 s apart, do not fit into 9 s'],
    ],
    [
      'a condition',
      whole.replace('timeout: 60s', 'when: primery == "web-1"'),
      ['p.yaml:12:11: when: no variable is called primery; did you mean primary?'],
    ],
    [
      'an exit code',
      whole.replace('timeout: 60s', 'accept: [0, 300]'),
      ['p.yaml:12:17: accept: 300 is no exit code (0 to 255)'],
    ],
    [
      'a step that runs and asks',
      whole.replace('timeout: 60s', 'ask: Done?'),
      ['p.yaml:12:10: a step either runs or asks, not both'],
    ],
    [
      'a step that does nothing',
      whole.replace('run: ./scripts/drain.sh', 'danger: high'),
      ['p.yaml:9:5: says nothing to run: write a command line, or a list of words'],
    ],
  ])('names %s with its place', (_, yaml, expected) => {
    expect(problems(yaml)).toEqual(expected);
    expect(compile(yaml).plan).toBeUndefined();
  });

  it('names checks that nobody knows together with what is wrong with the shape', () => {
    const yaml = whole
      .replace('check: web-backup', 'check: web-bakcup')
      .replace('run: ./scripts/drain.sh', 'rnu: ./scripts/drain.sh')
      .replace('{ check: web,', '{ check: wbe,')
      .replace('passes: 3, every', 'passes: "3", every');
    expect(problems(yaml)).toEqual([
      'p.yaml:7:12: no check is called web-bakcup; did you mean web-backup?',
      'p.yaml:11:5: unknown key rnu; did you mean run?',
      'p.yaml:22:14: no check is called wbe; did you mean web?',
      'p.yaml:22:39: must be a whole number, not text',
    ]);
  });

  it('names every problem at once, in the order of the file', () => {
    const yaml = whole
      .replace('id: dns', 'id: drain')
      .replace('check: web,', 'check: wbe,')
      .replace('primary:', 'LD_PRELOAD:');
    expect(problems(yaml).map((line) => line.split(' ')[0])).toEqual([
      'p.yaml:5:21:',
      'p.yaml:17:9:',
      'p.yaml:22:14:',
    ]);
  });

  it.each([
    'PATH',
    'LD_LIBRARY_PATH',
    'NODE_OPTIONS',
    'BASH_ENV',
    'ENV',
    'GIT_SSH_COMMAND',
    'DYLD_INSERT_LIBRARIES',
    'PYTHONPATH',
    'INC_HOME',
    'IFS',
    'SHELLOPTS',
    'BASHOPTS',
    'BASH_FUNC_ls',
    'path',
  ])('refuses a variable called %s', (name) => {
    expect(problems(whole.replace('primary:', `${name}:`))).toHaveLength(1);
  });

  it('keeps the condition of a step as it is written', () => {
    const { plan } = compile(whole.replace('timeout: 60s', 'when: primary == "web-1" and not port'));
    expect(plan?.steps[0]).toMatchObject({ id: 'drain', when: 'primary == "web-1" and not port' });
    expect(plan?.steps[0]).not.toHaveProperty('skipped');
    expect(compile(whole.replace('timeout: 60s', 'when: false')).plan?.steps[0]?.when).toBe('false');
  });

  it('lets --yes confirm only a plan that says so', () => {
    expect(compile(`${whole}confirm: yes\n`).plan?.confirm).toBe('yes');
    expect(compile(`${whole}confirm: true\n`).plan?.confirm).toBe('yes');
    expect(compile(`${whole}confirm: false\n`).plan).not.toHaveProperty('confirm');
    expect(problems(`${whole}confirm: sure\n`)).toHaveLength(1);
  });

  it('does not roll back after a failed verify where every undo is for people to decide', () => {
    expect(compile(whole.replace('onFailure: rollback', 'onFailure: stop')).plan?.onFailure).toBe('stop');
  });
});
