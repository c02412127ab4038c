import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeName } from '../../../src/core/text/file-name.ts';
import { show } from '../../../src/core/text/screen-text.ts';

describe('safeName', () => {
  it.each([
    ['pods.txt', 'pods.txt'],
    ['/var/log/nginx/error.log', 'error.log'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\win.ini', 'win.ini'],
    ['logs/', 'logs'],
    ['.env', '.env'],
    ['..', 'file'],
    ['', 'file'],
    ['///', 'file'],
    ['a\u202etxt.exe', 'a<U+202E>txt.exe'],
    ['two\nlines\u001b[31m', 'two␤lines␛[31m'],
  ])('makes %j %j', (given, name) => {
    expect(safeName(given)).toBe(name);
  });

  it('spares the ending when it cuts', () => {
    const name = safeName(`${'long'.repeat(100)}.tar.gz`);
    expect(Array.from(name)).toHaveLength(120);
    expect(name).toMatch(/^long.*…\.gz$/);
  });

  it('never has a path, a control, nothing at all, or more than 120 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const name = safeName(given);
        expect(name).not.toMatch(/[/\\]/);
        expect(name).toBe(show(name));
        expect(Array.from(name).length).toBeLessThanOrEqual(120);
        expect(name.trim()).not.toBe('');
      }),
    );
  });
});
