import { describe, expect, it } from '@jest/globals';
import { isZone, luxonZones } from '../../../src/io/time/zones-luxon.ts';

describe('zones by luxon', () => {
  it.each(['Europe/Paris', 'europe/paris', 'America/Argentina/Buenos_Aires', 'UTC', '+01:00', 'GMT+1'])(
    'takes %s',
    async (zone) => {
      expect(await isZone(zone)).toBe(true);
    },
  );

  it.each(['', 'Mars/Base', 'Europe', '25:00', '+15:00', 'Europe/Paris '])('refuses "%s"', async (zone) => {
    expect(await isZone(zone)).toBe(false);
  });

  it('gives minutes east of UTC, and NaN for an unknown name', async () => {
    const zones = await luxonZones();
    const [winter, summer] = [Date.UTC(2023, 0, 1), Date.UTC(2023, 6, 1)];
    expect(zones.offset('Europe/Paris', winter)).toBe(60);
    expect(zones.offset('Europe/Paris', summer)).toBe(120);
    expect(zones.offset('America/St_Johns', winter)).toBe(-210);
    expect(zones.offset('Europe/London', winter)).toBe(0);
    expect(zones.offset('GMT+1', summer)).toBe(60);
    expect(zones.offset('Mars/Base', summer)).toBeNaN();
    expect(zones.offset('+15:00', summer)).toBeNaN();
  });
});
