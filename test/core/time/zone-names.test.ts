import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../../src/core/faults.ts';
import { fixedOffset } from '../../../src/core/time/zone.ts';
import { canonicalZone } from '../../../src/core/time/zone-names.ts';
import { luxonZones } from '../../../src/io/time/zones-luxon.ts';

const luxon = await luxonZones();

const fault = (text: string): Fault => {
  try {
    canonicalZone(text, luxon);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error(`"${text}" was taken as a zone`);
};

describe('canonicalZone', () => {
  it.each([
    ['Europe/Paris', 'Europe/Paris'],
    [' Europe/Paris ', 'Europe/Paris'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Etc/GMT+1', 'Etc/GMT+1'],
    ['Japan', 'Japan'],
    ['UTC', 'UTC'],
    ['Z', 'UTC'],
    ['GMT', 'UTC'],
    ['Etc/UTC', 'UTC'],
    ['+00:00', 'UTC'],
    ['GMT+1', '+01:00'],
    ['utc-3:30', '-03:30'],
    ['-8', '-08:00'],
  ])('stores %s as %s', (text, zone) => {
    expect(canonicalZone(text, luxon)).toBe(zone);
  });

  it.each(
    'PST PDT MST MDT CST CDT EST EDT BST IST CET CEST EET WET MSK JST SGT AEST NZST BRT HST pst'.split(' '),
  )('refuses %s and offers existing zones', (text) => {
    const { code, message, hint = '' } = fault(text);
    expect(code).toBe('USAGE');
    expect(message).toContain(`"${text}"`);
    const names = hint.match(/[A-Z]\w+\/\w+/g) ?? [];
    const offsets = hint.match(/[+-]\d\d:\d\d/g) ?? [];
    expect(names.length * offsets.length).toBeGreaterThan(0);
    for (const zone of [...names, ...offsets]) expect(luxon.isZone(zone)).toBe(true);
    // The first name has the first offset in winter or in summer.
    const seasons = [Date.UTC(2017, 0, 1), Date.UTC(2017, 6, 1)].map((ms) =>
      luxon.offset(names[0] ?? '', ms),
    );
    expect(seasons).toContain(fixedOffset(offsets[0] ?? ''));
  });

  it.each([
    '',
    'XYZ',
    'EST5EDT',
    'MET',
    'Mars/Base',
    'Europe/',
    'Paris',
    '+15:00',
    'UTC-13',
    'a b',
    '../etc/passwd',
  ])('refuses "%s" by name', (text) => {
    const { code, message, hint } = fault(text);
    expect(code).toBe('USAGE');
    expect(message).toContain(`"${text}"`);
    expect(hint).toContain('Europe/Paris');
  });
});
