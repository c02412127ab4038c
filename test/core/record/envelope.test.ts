import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decode } from '../../../src/core/record/decode.ts';
import {
  placeOf,
  seal,
  suffixLength,
  type Envelope,
  type Recorded,
} from '../../../src/core/record/envelope.ts';
import type { Event } from '../../../src/core/record/events.ts';
import { sha256 } from '../../../src/core/record/sha256.ts';
import { oneOfEach } from '../../fixtures/one-of-each.ts';

const envelope: Envelope = {
  v: 1,
  id: '01M81FV1T50000TE7GRTVVWEFT',
  parents: ['0b'.repeat(32), 'c4'.repeat(32)],
  rec: '2024-11-22T13:31:02.123Z',
  rep: 'k3f9x2aa',
  by: 'alice@web-ops-1',
  at: '2024-11-22T14:25:00+01:00',
};
const note: Event = { type: 'note.added', data: { kind: 'note', text: 'db-1 is at 97%', tags: [] } };
const sealed = (event: Event, more: Partial<Envelope> = {}): string =>
  seal({ ...envelope, ...more }, event).line;

/** A line as some other program could have written it, with a hash that is right. */
function lineOf(value: object): string {
  const body = JSON.stringify(value).slice(0, -1);
  return `${body},"hash":"${sha256(Buffer.from(body))}"}`;
}
const { type, data } = note;
const plain = { ...envelope, type, data };

describe.each(oneOfEach.map((event) => [event.type, event] as const))('an event %s', (_, event) => {
  it('is one line that says the same again, and its place without being parsed', () => {
    const { line, hash } = seal(envelope, event);
    expect(line).not.toMatch(/[\n\r]/);
    expect(decode(line)).toEqual({ ...envelope, ...JSON.parse(JSON.stringify(event)), hash });
    expect(placeOf(line)).toEqual({ major: 1, id: envelope.id, parents: envelope.parents, hash });
    expect(sha256(Buffer.from(line).subarray(0, -suffixLength))).toBe(hash);
  });

  it('is safe to cat', () => {
    // oxlint-disable-next-line no-control-regex -- controls are what it looks for
    expect(sealed(event)).not.toMatch(/[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]/);
  });
});

describe('a line', () => {
  it('has a hash that a shell can check', () => {
    const folder = mkdtempSync(join(tmpdir(), 'inc-envelope-'));
    try {
      const file = join(folder, 'log.jsonl');
      writeFileSync(file, oneOfEach.map((event) => `${sealed(event)}\n`).join(''));
      const script = `n=0; while IFS= read -r L; do
        set -- $(printf %s "\${L%,\\"hash\\":*}" | sha256sum); H=\${L##*,\\"hash\\":\\"}
        [ "$1" = "\${H%\\"\\}}" ] && n=$((n + 1)); done < "$1"; echo $n`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', file], { encoding: 'utf8' });
      expect({ stdout, stderr }).toEqual({ stdout: `${oneOfEach.length}\n`, stderr: '' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('shows its place whatever its text says', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '","parents":["',
        ',"hash":"',
        `,"hash":"${'a'.repeat(64)}"}`,
        ']',
        ',"id":"',
        '{"v":1,',
      ),
    );
    const texts = fc.array(hostile, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        texts,
        fc.array(fc.constantFrom(...envelope.parents), { maxLength: 2 }),
        (text, parents) => {
          const { line, hash } = seal(
            { ...envelope, parents },
            { type: 'note.added', data: { kind: 'note', text, tags: [text] } },
          );
          expect(placeOf(line)).toEqual({ major: 1, id: envelope.id, parents, hash });
          expect((decode(line) as Recorded & { data: { text: string } }).data.text).toBe(text);
        },
      ),
    );
  });

  it('of a newer version shows its place too', () => {
    expect(placeOf(lineOf({ ...plain, v: 2, id: envelope.id, more: [1] }))).toMatchObject({
      major: 2,
      id: envelope.id,
    });
    expect(placeOf(lineOf({ ...plain, v: 12 }))).toMatchObject({ major: 12, parents: envelope.parents });
  });

  it.each([
    '',
    '{}',
    '{"v":1}',
    'null',
    `,"hash":"${'a'.repeat(64)}"}`,
    '{"v":0,"id":"x","parents":[],"hash":"y"}',
  ])('is no line of the record: %s', (text) => {
    expect(placeOf(text)).toBeUndefined();
  });

  it('cut off anywhere, or begun anywhere, has no place', () => {
    const line = sealed(note);
    for (let at = 1; at < line.length; at++) {
      expect(placeOf(line.slice(0, at))).toBeUndefined();
      expect(placeOf(line.slice(at))).toBeUndefined();
    }
  });
});

describe('decode', () => {
  it.each([
    ['no object', 'null', 'bad-envelope'],
    ['a list', '[]', 'bad-envelope'],
    ['no JSON', '{"v":1,', 'not-json'],
    ['parents that are no hashes', lineOf({ ...plain, parents: ['x'] }), 'bad-envelope'],
    ['parents that are numbers', lineOf({ ...plain, parents: [7] }), 'bad-envelope'],
    ['an id of another shape', lineOf({ ...plain, id: 'x' }), 'bad-envelope'],
    ['a time that is none', lineOf({ ...plain, at: 'yesterday' }), 'bad-envelope'],
    ['data that is a list', lineOf({ ...plain, data: [] }), 'bad-envelope'],
    ['a version that is a text', lineOf({ ...plain, v: '1' }), 'bad-envelope'],
    ['no author', lineOf({ ...plain, by: undefined }), 'bad-envelope'],
  ])('names what is wrong with %s', (_, line, wrong) => {
    expect(decode(line)).toBe(wrong);
  });

  it('keeps types and keys that it does not know', () => {
    const line = lineOf({ ...plain, sig: 'abc', type: 'weather.changed', data: { to: 'rain' } });
    expect(decode(line)).toMatchObject({ sig: 'abc', type: 'weather.changed', data: { to: 'rain' } });
  });

  it('lets no fold meet a known type whose fields are missing or of another kind', () => {
    for (const wrong of [{}, { ...data, text: 7 }, { ...data, tags: 'db' }, { ...data, kind: null }])
      expect(decode(lineOf({ ...plain, data: wrong }))).toMatchObject({ type: 'malformed note.added' });
  });

  it('takes no field from the prototype', () => {
    const body = `{"v":1,"id":"${envelope.id}","parents":[],"rec":"${envelope.rec}","rep":"r","by":"b","at":"${envelope.at}"`;
    expect(
      decode(
        `${body},"type":"note.added","data":{"__proto__":{"kind":"note","text":"x","tags":[]}},"hash":"h"}`,
      ),
    ).toMatchObject({ type: 'malformed note.added' });
    expect(decode(`${body},"type":"toString","data":{},"hash":"h"}`)).toMatchObject({ type: 'toString' });
  });
});
