import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Happening } from '../core/events.ts';
import type { Finding, World } from '../core/ports.ts';
import { isSuspicious } from '../core/suspicion.ts';
import { appenderAt, type Appender, type AppenderParts, type Redacted } from './appender.ts';
import { cachedRules } from './catalogue-cache.ts';
import type { Place } from './paths.ts';
import { findPaths } from './paths.ts';
import { randomBytes } from './random.ts';
import { knownReplica } from './replica.ts';
import { tzZones } from './zones-tz.ts';

/** The part of the world that `note` needs. Everything imported here is the hot path: see architecture.test.ts. */
export interface BaseWorld extends Pick<World, 'clock' | 'zones' | 'identity' | 'env' | 'random'> {
  readonly journal: Appender;
  readonly parts: AppenderParts;
  readonly store: Finding;
  readonly place: Place;
}

/** What the command line names; the hot path leaves such a command line alone. */
export interface Named {
  readonly as?: string | undefined;
  readonly config?: string | undefined;
}

/** Names in a folder, newest id first; none when there is no such folder. */
export const namesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !name.startsWith('.'))
        .toSorted()
        .toReversed()
    : [];

/** @param started epoch milliseconds at which the program started: when whatever it records first happened. */
export function baseWorld(process: NodeJS.Process, started: number, named: Named = {}): BaseWorld {
  const { env } = process;
  const paths = findPaths(env);
  const zones = tzZones(env);
  const place: Place = {
    paths,
    cwd: () => process.cwd(),
    config: named.config ?? (env['INC_CONFIG'] || undefined),
    typed: named.config !== undefined,
  };
  const person = named.as ?? (env['INC_USER'] || userInfo().username);
  const by = `${person}@${hostname()}`;
  const { store } = paths;
  let stamp: () => number = () => started;

  /** The rules are loaded for what could hold a secret, and always when the team has rules of its own. */
  async function redact(incident: string | undefined, happenings: readonly Happening[]): Promise<Redacted> {
    const folder = incident === undefined ? undefined : `${store}/incidents/${incident}`;
    const cached = cachedRules(place, folder);
    const plain = !cached || (cached.fresh && cached.redaction.length === 0);
    if (plain && !happenings.some(({ data }) => isSuspicious(JSON.stringify(data))))
      return { happenings, count: 0 };
    const { redactHappenings } = await import('./redaction.ts');
    return redactHappenings(place, folder, happenings);
  }

  const parts: AppenderParts = {
    store,
    state: paths.state,
    replica: async () =>
      knownReplica(paths.state, process) ??
      (await import('./new-replica.ts')).newReplica(paths.state, process, randomBytes),
    by,
    now: () => stamp(),
    offset: (zone, ms) => zones.offset(zone, ms),
    random: randomBytes,
    redact,
  };

  return {
    place,
    parts,
    env,
    zones,
    identity: { by, person },
    random: randomBytes,
    clock: {
      started,
      now: Date.now,
      live() {
        stamp = Date.now;
      },
    },
    journal: appenderAt(parts),
    store: {
      path: store,
      // Incident ids are folder names; anything else never reaches the file system.
      exists: (id) => /^[a-z0-9][a-z0-9-]{0,62}$/.test(id) && existsSync(`${store}/incidents/${id}`),
      current: () =>
        existsSync(`${store}/current`)
          ? readFileSync(`${store}/current`, 'utf8').trim() || undefined
          : undefined,
      open: () => namesIn(`${store}/open`),
      incidents: () => namesIn(`${store}/incidents`),
    },
  };
}
