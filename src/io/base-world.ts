import { statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { Happening } from '../core/record/events.ts';
import type { World } from '../core/ports/ports.ts';
import type { Finding } from '../core/ports/record-ports.ts';
import { isSuspicious } from '../core/redaction/suspicion.ts';
import { appenderAt, type Appender, type AppenderParts, type Redacted } from './record/appender.ts';
import { cachedRules } from './catalogue/catalogue-cache.ts';
import type { Place } from './files/paths.ts';
import { findPaths } from './files/paths.ts';
import { randomBytes } from './random.ts';
import { readText } from './files/read-text.ts';
import { knownReplica } from './record/replica.ts';
import { tzZones } from './time/zones-tz.ts';

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

/** What must not be looked at may well be there: then an append finds out, and keeps its line elsewhere. */
function isThere(path: string, unless: boolean): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return unless;
  }
}

/**
 * @param started epoch milliseconds at which the program started: when whatever it records first happened.
 * @param named absent: the hot path.
 */
export function baseWorld(process: NodeJS.Process, started: number, named?: Named): BaseWorld {
  const { env } = process;
  const hot = !named;
  const paths = findPaths(env);
  const zones = tzZones(env);
  const place: Place = {
    paths,
    cwd() {
      try {
        return process.cwd();
      } catch {
        // It was deleted. By this name it is found to be empty, and nothing can be written to it.
        return '/proc/self/cwd';
      }
    },
    config: named?.config ?? (env['INC_CONFIG'] || undefined),
    typed: named?.config !== undefined,
  };
  const person = named?.as ?? (env['INC_USER'] || userInfo().username);
  const by = `${person}@${hostname()}`;
  const { store } = paths;
  const incidents = `${store}/incidents`;
  let replica: Promise<string> | undefined;
  let stamp: () => number = () => started;

  /**
   * The rules are loaded for what could hold a secret, and always when the team has rules of its own. On the hot path
   * that is all: there a short secret of the environment, in words that announce none, passes. Elsewhere everything is
   * redacted, by the environment's secrets too.
   */
  async function redact(incident: string | undefined, happenings: readonly Happening[]): Promise<Redacted> {
    const folder = incident === undefined ? undefined : `${incidents}/${incident}`;
    const cached = cachedRules(place, folder);
    const plain = !cached || (cached.fresh && cached.redaction.length === 0);
    // In a script of a plan that has secrets, what it notes may hold one.
    const isPlain = plain && env['INC_SECRETS'] === undefined;
    if (hot && isPlain && !happenings.some(({ data }) => isSuspicious(JSON.stringify(data))))
      return { happenings, count: 0 };
    const { redactHappenings } = await import('./catalogue/redaction.ts');
    return redactHappenings(place, folder, happenings, env);
  }

  const ownReplica = async (): Promise<string> =>
    knownReplica(paths.state, process) ??
    (await import('./record/new-replica.ts')).newReplica(paths.state, process, randomBytes);

  /** Ids are folder names, and anything else never reaches the file system; a folder without a log is no incident. */
  const exists = (id: string): boolean =>
    /^[a-z0-9][a-z0-9-]{0,62}$/.test(id) && isThere(`${incidents}/${id}/log`, /^\d{4}-/.test(id));

  const finding: Finding = {
    path: store,
    exists,
    current: () => readText(`${store}/current`)?.trim() || undefined,
    open: async () => (await import('./record/open-index.ts')).openIncidents(finding, paths.state),
    incidents: async () => (await import('./record/open-index.ts')).incidentsIn(incidents).filter(exists),
  };

  const parts: AppenderParts = {
    store,
    state: paths.state,
    // Once: where it cannot be kept, this process is a replica of its own.
    replica: () => (replica ??= ownReplica()),
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
    store: finding,
  };
}
