import { readFileSync, readlinkSync } from 'node:fs';
import { fixedOffset, offsetText, type Zones } from '../../core/time/zone.ts';
import { east, tzZones, type Environment } from './zones-tz.ts';

const AREA_AND_PLACE = /^[A-Za-z]\w*(?:\/[A-Za-z][\w+-]*){1,2}$/;

const attempt = (read: () => string): string | undefined => {
  try {
    return read().trim();
  } catch {
    return undefined;
  }
};

/** Where `machineZone` looks; tests bring their own root folder, zone data and time. */
export interface Machine {
  readonly root?: string;
  readonly zones?: Zones;
  /** Epoch milliseconds. */
  readonly now?: number;
}

/**
 * The machine's zone: `TZ`, else the target of /etc/localtime, else /etc/timezone, else today's offset.
 * A `TZ` in POSIX form (`CET-1CEST`) or with an unknown name gives today's offset: the clock that the person
 * sees. Sources: tzset(3), localtime(5).
 */
export const machineZone = (env: Environment, machine: Machine = {}): string => {
  const { root = '', zones = tzZones(env), now = Date.now() } = machine;
  const setting = (env['TZ'] ?? '').replace(/^:/, '');
  const paths =
    setting === '' || setting === '/etc/localtime'
      ? [
          attempt(() => readlinkSync(`${root}/etc/localtime`)),
          attempt(() => readFileSync(`${root}/etc/timezone`, 'utf8')),
        ]
      : [setting];
  for (const path of paths) {
    const name = path?.replace(/^.*\/zoneinfo\/(?:posix\/)?/, '') ?? '';
    if (AREA_AND_PLACE.test(name) && !Number.isNaN(zones.offset(name, now)))
      return fixedOffset(name) === 0 ? 'UTC' : name;
    if (/^(?:utc|gmt|zulu|universal)$/i.test(name)) return 'UTC';
  }
  const offset = east(now);
  return offset === 0 ? 'UTC' : offsetText(offset);
};
