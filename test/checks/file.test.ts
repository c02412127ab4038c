import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { probe } from '../../src/checks/probe.ts';
import type { CheckResult, FileCheck, Probing } from '../../src/core/checks/check.ts';
import { common, probing } from '../support/probing.ts';

let folder = '';
let dump = '';
const hour = 3_600_000;
const now = Date.parse('2026-11-22T20:00:00Z');
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inc-file-check-'));
  dump = join(folder, 'dump.sql');
  writeFileSync(dump, `${'x'.repeat(65_530)}-- Dump completed\n`);
  utimesSync(dump, now / 1000 - 7200, now / 1000 - 7200);
  mkdirSync(join(folder, 'inner'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const ask = (
  path: string,
  more: Partial<FileCheck> = {},
  with_: Partial<Probing> = {},
): Promise<CheckResult> =>
  probe({ ...common, kind: 'file', path, exists: true, ...more }, { ...probing, now: () => now, ...with_ });

describe('a file check', () => {
  it('says that it is there, how large and how old', async () => {
    const result = await ask(dump);
    expect(result).toMatchObject({
      kind: 'file',
      status: 'OK',
      summary: `${dump}: 66 kB, changed 2 h ago`,
    });
    expect(result.perfdata).toEqual([
      { label: 'age', value: 7200, unit: 's', min: 0 },
      { label: 'size', value: 65_548, unit: 'B', min: 0 },
      { label: 'time', value: result.ms / 1000, unit: 's', min: 0 },
    ]);
  });

  it('holds age and size against limits', async () => {
    expect(await ask(dump, { warn: { age: '3600' }, crit: { age: '86400', size: '1000:' } })).toMatchObject({
      status: 'WARNING',
      summary: expect.stringContaining('age 7200 s is outside 3600'),
    });
    expect(await ask(dump, { crit: { size: '100000:' } })).toMatchObject({ status: 'CRITICAL' });
    // A clock that was set back.
    expect(await ask(dump, { crit: { age: '3600' } }, { now: () => now - 3 * hour })).toMatchObject({
      status: 'OK',
      perfdata: expect.arrayContaining([{ label: 'age', value: 0, unit: 's', min: 0 }]),
    });
  });

  it('finds a text, also where two pieces meet', async () => {
    expect(await ask(dump, { contains: 'Dump completed' })).toMatchObject({ status: 'OK' });
    expect(await ask(dump, { contains: 'Dump failed' })).toMatchObject({
      status: 'CRITICAL',
      summary: expect.stringMatching(/does not hold "Dump failed": 66 kB/),
    });
  });

  it('is CRITICAL where there is none, or one that must not be', async () => {
    const path = join(folder, 'none');
    expect(await ask(path)).toMatchObject({ status: 'CRITICAL', summary: `there is no ${path}` });
    expect(await ask(join(dump, 'below'))).toMatchObject({ status: 'CRITICAL' });
    expect(await ask(path, { exists: false })).toMatchObject({
      status: 'OK',
      summary: `there is no ${path}, as expected`,
    });
    expect(await ask(dump, { exists: false })).toMatchObject({
      status: 'CRITICAL',
      summary: `${dump} must not be there: 66 kB, changed 2 h ago`,
    });
  });

  it('takes a folder, which has an age and no size', async () => {
    const result = await ask(join(folder, 'inner'), { crit: { size: '10' } });
    expect(result).toMatchObject({
      status: 'UNKNOWN',
      summary: expect.stringContaining('a folder, changed'),
    });
    expect(result.summary).toContain('reports no size');
  });

  it('is UNKNOWN for what cannot be read: a pipe never blocks it', async () => {
    const pipe = join(folder, 'pipe');
    expect(await ask(pipe, { contains: 'x' })).toMatchObject({
      status: 'UNKNOWN',
      summary: `${pipe} cannot be read: it is no ordinary file`,
    });
    expect(await ask(join(folder, 'x'.repeat(300)))).toMatchObject({ status: 'UNKNOWN' });
    expect(await ask('/proc/self/mem', { contains: 'x' })).toMatchObject({ status: 'UNKNOWN' });
    expect(await ask(dump, {}, { signal: AbortSignal.abort() })).toMatchObject({
      status: 'UNKNOWN',
      summary: 'interrupted',
    });
  });
});
