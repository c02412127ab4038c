import { describe, expect, it } from '@jest/globals';
import { parseSource } from '../../src/io/catalogue/yaml-source.ts';
import { fromSource } from '../../src/plan/from-source.ts';
import { lint } from '../../src/plan/lint.ts';
import type { Look } from '../../src/plan/scripts.ts';
import { check } from './plans.ts';

/** A machine of these files: executable unless their name ends in `.txt`. */
const machine = (files: Readonly<Record<string, string>> = {}): Look => ({
  kind: (path) => (!Object.hasOwn(files, path) ? 'missing' : path.endsWith('.txt') ? 'file' : 'executable'),
  text: (path) => files[path],
  inPath: (name) => ['bash', 'true', 'false', 'echo'].includes(name),
});

const found = (yaml: string, files?: Readonly<Record<string, string>>): string[] =>
  lint(
    fromSource(parseSource('p.yaml', new TextEncoder().encode(yaml), 'plan'), {
      checks: { web: check('web') },
      cwd: '/srv',
    }),
    machine(files),
  ).map(({ file, line, column, severity, rule }) => `${file}:${line}:${column} ${severity} ${rule}`);

const steps = (...each: readonly string[]): string =>
  `steps:\n${each.map((lines) => `  - ${lines.replaceAll('\n', '\n    ')}\n`).join('')}`;

describe('lint', () => {
  it('finds nothing in a plan that is as it should be', () => {
    const yaml = `kind: failover\nvars: { a: x, b: y }\n${steps(
      'id: one\nrun: ./one.sh "$a"\nundo: ./one.sh back',
      "id: two\nrun: [echo, hi]\nundo: none\nwhen: b == 'y'",
    )}verify: web\n`;
    expect(found(yaml, { '/srv/one.sh': '#!/bin/sh\necho "$1"\n' })).toEqual([]);
  });

  it('finds many mistakes at once, in the order of the file', () => {
    const yaml = `kind: failover
vars: { a: x, gone: y }
${steps(
  'id: one\nrun: ./one.sh',
  'id: one\nrun: ./text.txt\ntimout: 3s',
  'id: three\nrun: [nonsense]\nundo: ./back.sh',
  'id: four\nrun: echo $a $b\nwhen: c',
)}verify: { check: wbe }
`;
    // An unknown key keeps other words of the compiler back, but not what the files tell.
    expect(found(yaml, { '/srv/text.txt': 'x' })).toEqual([
      'p.yaml:2:21 warning unused-variable',
      'p.yaml:4:5 warning no-undo',
      'p.yaml:5:10 error no-program',
      'p.yaml:6:5 warning no-undo',
      'p.yaml:6:9 error invalid',
      'p.yaml:7:10 error not-executable',
      'p.yaml:8:5 error invalid',
      'p.yaml:10:5 error no-program',
      'p.yaml:11:11 error no-program',
      'p.yaml:12:5 warning no-undo',
      'p.yaml:13:10 warning unset-variable',
      'p.yaml:14:11 error invalid',
      'p.yaml:15:18 error invalid',
    ]);
  });

  it.each([
    ['when: false', 'never-runs'],
    ["when: 'true'", 'always-runs'],
    ["when: a == 'x'", 'always-runs'],
    ['when: a and false', 'never-runs'],
    ['when: b', undefined],
  ])('sees whether %s depends on anything', (when, rule) => {
    const yaml = `vars: { a: { choices: [x] }, b: y }\n${steps(`run: echo $a $b\n${when}`)}`;
    expect(found(yaml)).toEqual(rule ? [`p.yaml:4:11 warning ${rule}`] : []);
  });

  it.each([
    ['run: exit 1', true],
    ["run: 'false'", true],
    ['run: [/bin/false]', false],
    ['run: exit 0', false],
    ['run: exit 3\naccept: [3]', false],
    ['run: exit 1\nonFailure: continue', false],
    ['run: exit 1\nonFailure: ask', false],
    ['run: exit 1\nwhen: v', false],
    ['run: exit 1 || echo', false],
  ])('sees that nothing comes after %j: %p', (first, ends) => {
    const yaml = `vars: { v: x }\n${steps(first, 'run: echo $v')}`;
    const rules = found(yaml, { '/bin/false': 'elf' }).filter((line) => line.includes('never-runs'));
    // argv that is the real `false` ends it as well.
    expect(rules.length).toBe(ends || first.includes('/bin/false') ? 1 : 0);
  });

  it.each([
    ['danger: high', ['p.yaml:2:5 warning no-undo']],
    ['danger: high\nundo: none', []],
    ['danger: high\nundo: echo back', []],
    ['danger: normal', []],
  ])('asks for the undo of a step of a runbook with %j', (more, expected) => {
    expect(found(steps(`run: echo\n${more}`))).toEqual(expected);
  });

  it('reads the scripts for variables that nobody sets', () => {
    const script = `#!/usr/bin/env bash
set -eu
# $comment
local_one=1; for each in 1 2; do echo "$each $local_one \${fallback:-x} $INC_RUN $HOME"; done
echo '$quoted' "$given" "$missing"
read -r line; echo "$line"
cat <<'END'
$literal
END
`;
    const yaml = `vars: { given: x }\n${steps('run: ./s.sh')}`;
    expect(found(yaml, { '/srv/s.sh': script })).toEqual(['/srv/s.sh:5:26 warning unset-variable']);
    // What another file sets cannot be told from here; and only a shell's names mean variables.
    expect(found(yaml, { '/srv/s.sh': `${script}. ./more.sh\n` })).toEqual([]);
    expect(found(yaml, { '/srv/s.sh': script.replace('env bash', 'env perl') })).toEqual([]);
  });

  it('takes a variable for used that a condition, an argument or any script names', () => {
    const yaml = `vars: { a: '1', b: '1', c: '1', ab: '1' }\n${steps('run: ./s.sh\nwhen: a', 'run: [bash, -c, "echo $b"]')}`;
    expect(found(yaml, { '/srv/s.sh': '#!/usr/bin/perl\nprint $ENV{c};\n' })).toEqual([
      'p.yaml:1:37 warning unused-variable',
    ]);
  });
});
