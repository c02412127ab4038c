/**
 * Runs in a Node process of its own, bundled by the test: only there is `process.env` the real one, so that
 * assigning `TZ` moves the clock. Reads {zones, names, instants, walls} from stdin, answers in JSON what differs
 * between our arithmetic on `TZ` and luxon's on `Intl`.
 */
import { readFileSync } from 'node:fs';
import { DateTime } from 'luxon';
import { localParts, toUtc } from '../../src/core/time/local-time.ts';
import { rfc3339 } from '../../src/core/time/zone.ts';
import { canonicalZone } from '../../src/core/time/zone-names.ts';
import { machineZone } from '../../src/io/time/machine-zone.ts';
import { tzZones } from '../../src/io/time/zones-tz.ts';

interface Question {
  zones: string[];
  /** Names to be told apart from unknown ones. */
  names: string[];
  unknown: string[];
  instants: number[];
  /** Wall times as if they were UTC, whole minutes. */
  walls: number[];
}

const question = JSON.parse(readFileSync(0, 'utf8')) as Question;
const own = process.env['TZ'];
const zones = tzZones(process.env);
const differences: string[] = [];
const seen = { instants: 0, plain: 0, gap: 0, overlap: 0, luxonLater: 0 };
const expect = (what: string, ours: unknown, theirs: unknown): void => {
  if (JSON.stringify(ours) !== JSON.stringify(theirs))
    differences.push(`${what}: ${JSON.stringify(ours)} is not luxon's ${JSON.stringify(theirs)}`);
};

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Wall times every 45 minutes around the first clock change in the 200 days after `wall`: random ones seldom meet it. */
const wallsAtChange = (zone: string, wall: number): number[] => {
  const offset = zones.offset(zone, wall);
  for (let day = wall; day < wall + 200 * DAY; day += DAY)
    if (zones.offset(zone, day + DAY) !== offset)
      return Array.from({ length: 40 }, (_, index) => day + (offset + index * 45 - 150) * MINUTE);
  return [];
};

/** By definition, from luxon's offsets alone: the instants at which a clock in the zone shows `wall`. */
const byDefinition = (zone: string, wall: number): { ms: number; warning?: string } => {
  const offsetAt = (ms: number): number => DateTime.fromMillis(ms, { zone }).offset;
  const around = [-26, -13, 0, 13, 26].map((hours) => wall + hours * 60 * MINUTE);
  const shows = [...new Set(around.map(offsetAt))]
    .map((offset) => ({ offset, ms: wall - offset * MINUTE }))
    .filter(({ offset, ms }) => offsetAt(ms) === offset)
    .map(({ ms }) => ms);
  const ms = Math.min(...shows);
  if (shows.length > 0) return shows.length > 1 ? { ms, warning: 'overlap' } : { ms };
  // In a gap, the clock runs on as it ran before: bisect for the last instant that shows less than `wall`.
  let [low, high] = [wall - 26 * 60 * MINUTE, wall + 26 * 60 * MINUTE];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetAt(middle) * MINUTE < wall) low = middle;
    else high = middle;
  }
  return { ms: wall - offsetAt(low) * MINUTE, warning: 'gap' };
};

for (const zone of question.zones) {
  for (const instant of question.instants) {
    const theirs = DateTime.fromMillis(instant, { zone });
    const offset = zones.offset(zone, instant);
    const format = instant % 1000 === 0 ? "yyyy-MM-dd'T'HH:mm:ssZZ" : "yyyy-MM-dd'T'HH:mm:ss.SSSZZ";
    seen.instants += 1;
    expect(`offset ${zone} ${instant}`, offset, theirs.offset);
    expect(`text ${zone} ${instant}`, rfc3339(instant, offset), theirs.toFormat(format));
    expect(`weekday ${zone} ${instant}`, localParts(instant, offset).weekday, theirs.weekday % 7);
  }
  const changes = question.walls.slice(-15).flatMap((wall) => wallsAtChange(zone, wall));
  for (const wall of [...question.walls, ...changes]) {
    const { year, month, day, hour, minute } = localParts(wall, 0);
    const what = `${zone} ${new Date(wall).toISOString()}`;
    const ours = toUtc({ year, month, day, hour, minute, second: 0 }, zone, zones);
    expect(`definition ${what}`, ours, byDefinition(zone, wall));
    seen[ours.warning ?? 'plain'] += 1;

    // Luxon's own answer says nothing of gaps, and takes either side of an overlap, by today's offset of the zone.
    // Where that is a day away it even misses times that exist: Apia before it moved across the date line.
    if (zone === 'Pacific/Apia' && year < 2012) continue;
    const theirs = DateTime.fromObject({ year, month, day, hour, minute }, { zone });
    const both = theirs.getPossibleOffsets().map((at) => at.toMillis());
    if (ours.warning === 'overlap') {
      expect(`sides ${what}`, both.length, 2);
      expect(`first ${what}`, ours.ms, Math.min(...both));
      if (theirs.toMillis() !== ours.ms) seen.luxonLater += 1;
    } else expect(`luxon ${what}`, ours.ms, theirs.toMillis());
  }
}

const unknown = [...question.names, ...question.unknown].filter((name) =>
  Number.isNaN(zones.offset(name, 0)),
);
const restored = process.env['TZ'] === own;
const respelt = question.names.filter((name) => {
  const spelt = canonicalZone(name.toLowerCase(), zones);
  return spelt !== name && spelt !== 'UTC';
});
const machine = ['Europe/Paris', ':Asia/Tokyo', 'Etc/UTC', 'XYZ-5', 'Mars/Base'].map((tz) => {
  process.env['TZ'] = tz;
  return machineZone(process.env);
});
const afterwards: string[] = [];
for (const tz of ['Asia/Kolkata', undefined]) {
  if (tz === undefined) delete process.env['TZ'];
  else process.env['TZ'] = tz;
  const before = new Date(0).getTimezoneOffset();
  tzZones(process.env).offset('America/New_York', 1);
  const same = new Date(0).getTimezoneOffset() === before;
  afterwards.push(`${process.env['TZ'] ?? 'unset'} ${same ? 'same' : 'moved'} ${'TZ' in process.env}`);
}
process.stdout.write(
  JSON.stringify({
    differences: differences.slice(0, 10),
    seen,
    unknown,
    restored,
    respelt,
    machine,
    afterwards,
  }),
);
