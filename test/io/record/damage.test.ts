import { appendFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { screenVerified } from '../../../src/render/screen/verified.ts';
import { newReplica, rewrite, type Replica } from '../../support/replica.ts';

let replica: Replica;
beforeEach(async () => {
  replica = await newReplica();
  for (const text of ['one', 'two']) await replica.note(text);
});
afterEach(() => replica.remove());

const plain = {
  good: String,
  bad: String,
  doubtful: String,
} as unknown as Parameters<typeof screenVerified>[1];

const shown = async (): Promise<string> =>
  screenVerified({ kind: 'verified', incident: replica.incident, ...(await replica.verify()) }, plain);

describe('damage', () => {
  it('names the file, the line and the promise', async () => {
    rewrite(replica.file, (lines) => lines.map((line) => line.replace('"one"', '"1"')));
    expect((await replica.verify()).damage).toEqual([
      {
        kind: 'bad-hash',
        level: 'error',
        promise: 'R8',
        file: 'aaaaaaaa.jsonl',
        line: 2,
        meaning: 'the line was altered or damaged: its hash does not fit its bytes',
      },
      expect.objectContaining({ kind: 'missing-parent', line: 3, promise: 'R8' }),
    ]);
    expect(await shown()).toMatch(
      /^DAMAGED: 2 problems {2}[^]*\n {2}error aaaaaaaa\.jsonl:2 bad-hash: .* \[R8\]\n/,
    );
  });

  it('beyond the fiftieth of its kind is counted and not named', async () => {
    const [, one = ''] = replica.lines();
    appendFileSync(replica.file, `${one.replace('"one"', '"1"')}\n`.repeat(2_000));
    appendFileSync(replica.file, `${one.replace(',"hash":"', ',"hasH":"')}\n`.repeat(1_234));
    appendFileSync(replica.file, 'a piece\n'.repeat(60));
    const { damage, counts } = await replica.verify();
    expect(counts).toEqual({ fragment: 2_060, 'bad-envelope': 1_234 });
    expect(damage.filter(({ kind }) => kind === 'fragment')).toHaveLength(50);
    expect(damage.filter(({ kind }) => kind === 'bad-envelope')).toHaveLength(50);
    const text = await shown();
    expect(text).toMatch(/^DAMAGED: 1,234 problems {2}/);
    expect(text).toContain('\n  warning … and 2,010 more fragment\n');
    expect(text).toContain('\n  error … and 1,184 more bad-envelope\n');
    expect(text.split('\n')).toHaveLength(1 + 100 + 2 + 1 + 1);
  });

  it('is counted once for each line, however its lines came to be', async () => {
    await replica.note('three');
    rewrite(replica.file, (lines) => lines.toReversed());
    expect(await replica.verify()).toMatchObject({ events: 4, damage: [], counts: {} });
    rewrite(replica.file, (lines) => lines.map((line) => line.replace('"two"', '"2"')));
    expect((await replica.verify()).counts).toEqual({ 'bad-hash': 1, 'missing-parent': 1 });
  });
});
