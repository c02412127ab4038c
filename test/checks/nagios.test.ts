import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePerfdata, parsePlugin } from '../../src/checks/nagios.ts';
import type { CheckStatus, Perfdatum } from '../../src/core/record/events.ts';

interface Sample {
  readonly cmd: string;
  readonly exit: number;
  readonly stdout: string;
}

/** What is to be found in it; numbers as `label=value unit;warn;crit;min;max`. */
interface Expected {
  readonly cmd: string;
  readonly summary: string;
  /** Characters of the long output. */
  readonly long?: number;
  readonly perfdata: readonly string[];
}

const statuses: readonly CheckStatus[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];
const fixture = (name: string): unknown[] =>
  readFileSync(new URL(`../fixtures/nagios/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
const samples = fixture('plugin-outputs.jsonl') as Sample[];
const expected = fixture('parsed.jsonl') as Expected[];

const told = ({ label, value, unit, warn = '', crit = '', ...bounds }: Perfdatum): string => {
  const fields = [unit, warn, crit, bounds.min ?? '', bounds.max ?? ''];
  return `${label}=${value ?? 'U'}${fields.join(';').replace(/;+$/, '')}`;
};

const parsed = (part: string) => {
  const found = samples.find(({ cmd }) => cmd.includes(part));
  if (!found) throw new Error(`no sample of ${part}`);
  return parsePlugin(found.stdout, statuses[found.exit] ?? 'UNKNOWN');
};

describe('what real plugins print', () => {
  it.each(samples.map((sample, at) => ({ ...sample, at })))('$cmd', ({ cmd, stdout, exit, at }) => {
    const { summary, long, perfdata } = parsePlugin(stdout, statuses[exit] ?? 'UNKNOWN');
    expect({
      cmd,
      summary,
      ...(long === '' ? {} : { long: long.length }),
      perfdata: perfdata.map(told),
    }).toEqual(expected[at]);
    expect(summary === '').toBe(stdout === '');
    expect(summary).not.toContain('\n');
    // None of these plugins writes a bar in the text of its status line.
    expect(summary).not.toContain('|');
    if (/\|\s*\S+=/.test(stdout)) expect(perfdata.length).toBeGreaterThan(0);
    for (const { label } of perfdata) expect(label).not.toBe('');
  });

  it('finds the numbers, with empty fields and one separator too many', () => {
    expect(parsed('-u /slow')).toEqual({
      summary: 'HTTP CRITICAL: HTTP/1.1 200 OK - 224 bytes in 3.001 second response time',
      long: '',
      perfdata: [
        { label: 'time', value: 3.001494, unit: 's', warn: '1.000000', crit: '2.000000', min: 0, max: 10 },
        { label: 'size', value: 224, unit: 'B', min: 0 },
      ],
    });
  });

  it('takes the line that says the status when an error stands before it', () => {
    expect(parsed('no-such-host')).toMatchObject({
      summary: 'HTTP CRITICAL - Unable to open TCP socket',
      long: 'Name or service not known',
    });
    const verbose = parsed('-u / -v');
    expect(verbose.summary).toBe('HTTP OK: HTTP/1.1 200 OK - 224 bytes in 0.002 second response time');
    expect(verbose.long).toContain('<title>Status | ok</title>');
  });

  it('takes the first line when none says a status', () => {
    expect(parsed('check_tcp -H 127.0.0.1 -p 18081').summary).toBe(
      'connect to address 127.0.0.1 and port 18081: Connection refused',
    );
  });

  it('reads quoted labels, blanks after the bar, ranges and a decimal comma', () => {
    expect(parsed('my disk').perfdata[0]).toMatchObject({
      label: '/srv/my disk',
      value: 0,
      unit: 'B',
      max: 1048576,
    });
    expect(parsed('check_disk -w 10% -c 5% -p /').perfdata[0]).toMatchObject({ label: '/', unit: 'B' });
    expect(parsed('check_procs -c 1:').perfdata[0]).toMatchObject({ label: 'procs', value: 0, crit: '1:' });
    expect(parsed('de_DE.UTF-8 check_http').perfdata[0]).toMatchObject({
      label: 'time',
      value: 0.005389,
      unit: 's',
    });
    expect(parsed('127.0.0.1 -H 127.0.0.2').perfdata.map(({ label }) => label)).toContain('127.0.0.2rta');
  });
});

describe('a plugin output', () => {
  it('splits at the first bar whose rest is perfdata', () => {
    expect(parsePlugin('TCP OK - [220 a|b ready x=1]|time=0.1s;;;0;10', 'OK')).toEqual({
      summary: 'TCP OK - [220 a|b ready x=1]',
      long: '',
      perfdata: [{ label: 'time', value: 0.1, unit: 's', min: 0, max: 10 }],
    });
  });

  it('takes what it can where a datum is misspelt', () => {
    const { summary, perfdata } = parsePlugin("OK - 3 of 4 | a=1 b=1 2 'the c'=3s d= e=5.5.5 f=6", 'OK');
    expect(summary).toBe('OK - 3 of 4');
    expect(perfdata.map(({ label }) => label)).toEqual(['a', 'b', 'the c', 'f']);
  });

  it('reads perfdata after the long text, over several lines', () => {
    const { summary, long, perfdata } = parsePlugin(
      "DISK OK | /=1MB\n/home fine\n/var fine | '/home dir'=2MB\n/var=3MB;4;5\n",
      'OK',
    );
    expect(summary).toBe('DISK OK');
    expect(long).toBe('/home fine\n/var fine');
    expect(perfdata.map(({ label, value }) => [label, value])).toEqual([
      ['/', 1],
      ['/home dir', 2],
      ['/var', 3],
    ]);
  });

  it('says nothing for nothing', () => {
    for (const text of ['', '\n', ' \n\n'])
      expect(parsePlugin(text, 'OK')).toEqual({ summary: '', long: '', perfdata: [] });
  });

  it.each([
    ['a=1', [{ label: 'a', value: 1, unit: '' }]],
    ['a=U', [{ label: 'a', value: null, unit: '' }]],
    ["'it''s 5=6'=7%", [{ label: "it's 5=6", value: 7, unit: '%' }]],
    ['a=-1.5e3ms;@10:20;~:5', [{ label: 'a', value: -1500, unit: 'ms', warn: '@10:20', crit: '~:5' }]],
    [
      '  a=1  b=2;  ',
      [
        { label: 'a', value: 1, unit: '' },
        { label: 'b', value: 2, unit: '' },
      ],
    ],
    ['', []],
    ['load=;5;10', [{ label: 'load', value: null, unit: '', warn: '5', crit: '10' }]],
    [
      'a=nan b=-inf;1',
      [
        { label: 'a', value: null, unit: '' },
        { label: 'b', value: null, unit: '', warn: '1' },
      ],
    ],
    [
      "'C:\\\\ %'=71,5%;80;90;0;100",
      [{ label: 'C:\\\\ %', value: 71.5, unit: '%', warn: '80', crit: '90', min: 0, max: 100 }],
    ],
    ["'web::check_http::time'=1e-05s", [{ label: 'web::check_http::time', value: 0.00001, unit: 's' }]],
  ])('reads the perfdata %j', (text, expected) => {
    expect(parsePerfdata(text)).toEqual(expected);
  });

  it.each(['a', 'a=1 b', "'a=1", '=1', 'a=1 | b=2', 'a=b c=', 'a = 1', '12 bytes'])(
    '%j is no perfdata',
    (text) => {
      expect(parsePerfdata(text)).toBeUndefined();
    },
  );

  it('never throws, and keeps a line of bars or quotes affordable', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('|', "'", '=', ';', ' ', '\n', 'a', '1', '.', 'OK'),
          maxLength: 300,
        }),
        (text) => {
          const { summary, long } = parsePlugin(text, 'OK');
          expect(summary.includes('\n')).toBe(false);
          expect(summary === '' && long !== '').toBe(false);
        },
      ),
    );
    for (const line of ['|', "|'", "|a=1 '", '|a=1 x', '|a=1', '| ', 'a=1|', "'", ' '].map((part) =>
      part.repeat(60_000),
    ))
      expect(parsePlugin(line, 'OK').long).toBe('');
  });
});
