import { statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { sha256 } from '../../core/record/sha256.ts';
import type { Paths, Place } from '../files/paths.ts';
import { readText } from '../files/read-text.ts';

export interface FoundCatalogue {
  /** Absolute path of inc.yaml. */
  readonly file: string;
  readonly how: 'named' | 'found' | 'remembered';
}

export interface CompiledRules {
  readonly fresh: true;
  readonly redaction: readonly { readonly name: string; readonly pattern: string }[];
  readonly zone?: string;
}

/** What is kept of a catalogue between runs: what a note needs of it, and no more. Checks may hold passwords. */
export interface CacheEntry {
  readonly v: 1;
  readonly file: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly sha256: string;
  readonly redaction: CompiledRules['redaction'];
  readonly zone?: string;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** `--config` may name the file, the folder `.inc`, or the folder that holds it. */
function namedFile(config: string, cwd: () => string): string {
  const path = resolve(cwd(), config);
  if (!statOf(path)?.isDirectory()) return path;
  return statOf(`${path}/inc.yaml`)?.isFile() ? `${path}/inc.yaml` : `${path}/.inc/inc.yaml`;
}

/**
 * The catalogue in force, none for `/dev/null`: named, or found by walking up from the current folder, or remembered by the incident.
 * A named one need not exist; the others do, but for a remembered one that is gone and has left its cache.
 */
export function findCatalogue(place: Place, incidentFolder?: string): FoundCatalogue | undefined {
  if (place.config === '/dev/null') return undefined;
  if (place.config !== undefined) return { file: namedFile(place.config, place.cwd), how: 'named' };
  for (let folder = place.cwd(); ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const file = `${folder === '/' ? '' : folder}/.inc/inc.yaml`;
    if (statOf(file)?.isFile()) return { file, how: 'found' };
    if (folder === '' || folder === '/') break;
  }
  const remembered =
    incidentFolder === undefined ? undefined : readText(`${incidentFolder}/cache/catalogue`)?.trim();
  return remembered?.startsWith('/') ? { file: remembered, how: 'remembered' } : undefined;
}

export const cacheFile = (paths: Paths, file: string): string =>
  `${paths.cache}/${sha256(Buffer.from(file)).slice(0, 32)}.json`;

const isEntry = (value: unknown, file: string): value is CacheEntry =>
  typeof value === 'object' &&
  value !== null &&
  (value as Partial<CacheEntry>).v === 1 &&
  (value as Partial<CacheEntry>).file === file &&
  Array.isArray((value as Partial<CacheEntry>).redaction);

/** What was kept of this catalogue, of whatever age; undefined: nothing that can be read. */
export function cacheEntry(paths: Paths, file: string): CacheEntry | undefined {
  const text = readText(cacheFile(paths, file));
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isEntry(value, file) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The catalogue's redaction rules and zone without loading a parser. `fresh: false`: compile the file first.
 * Undefined: there is no catalogue. Stands on the path of every note, so: few system calls, no packages.
 */
export function cachedRules(
  place: Place,
  incidentFolder?: string,
): CompiledRules | { readonly fresh: false; readonly file: string } | undefined {
  const found = findCatalogue(place, incidentFolder);
  if (!found) return undefined;
  const { file, how } = found;
  const entry = cacheEntry(place.paths, file);
  const stat = statOf(file);
  // The rules of a catalogue that was deleted or is not mounted still hold for its incident.
  const gone = !stat && how === 'remembered';
  if (gone && !entry) return undefined;
  const same =
    entry &&
    stat &&
    entry.size === stat.size &&
    entry.mtimeMs === stat.mtimeMs &&
    entry.ctimeMs === stat.ctimeMs;
  if (!entry || !(same || gone)) return { fresh: false, file };
  return {
    fresh: true,
    redaction: entry.redaction,
    ...(entry.zone === undefined ? {} : { zone: entry.zone }),
  };
}
