import { mkdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Catalogue } from '../../core/catalogue.ts';
import { Fault } from '../../core/faults.ts';
import type { Problem } from '../../core/ports/file-ports.ts';
import {
  cacheEntry,
  cacheFile,
  findCatalogue,
  type CacheEntry,
  type CompiledRules,
} from './catalogue-cache.ts';
import { readCapped } from '../files/capped-file.ts';
import { keepNames, namesKept } from './completion-names.ts';
import { compiledCatalogue, type CompiledCatalogue } from './compiled-catalogue.ts';
import { folderDigest } from './folder-digest.ts';
import { write } from '../terminal/output.ts';
import { replaceFile } from '../files/replace-file.ts';
import { trustAt } from './trust.ts';
import type { Place } from '../files/paths.ts';

const sizeLimit = 256 * 1024;

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const placed = ({ file, line, column, message }: Problem): string => `${file}:${line}:${column}: ${message}`;

const told = new Set<string>();
/** Said at once, and once a run: whatever else becomes of the command, a secret may be about to reach the disk. */
function tell(text: string): void {
  if (!told.has(text)) write(2, `${text}\n`);
  told.add(text);
}

/** Says each problem at its place, as compilers do. */
export const invalid = (file: string, problems: readonly Problem[]): Fault =>
  new Fault(
    'CONFIG',
    [`${file} has ${plural(problems.length, 'problem')}`, ...problems.map(placed)].join('\n'),
    { hint: 'correct it, then: inc config', details: { problems } },
  );

/** The folder that holds `.inc/`; of a file elsewhere, its own. */
const rootOf = (file: string): string =>
  basename(dirname(file)) === '.inc' ? dirname(dirname(file)) : dirname(file);

/** Only speed is lost when it cannot be kept. */
function keep(place: Place, entry: CacheEntry, names: Pick<Catalogue, 'checks' | 'services'>): void {
  try {
    mkdirSync(place.paths.cache, { recursive: true, mode: 0o700 });
    keepNames(place.paths, entry.file, names);
    replaceFile(cacheFile(place.paths, entry.file), `${JSON.stringify(entry)}\n`, 0o600);
  } catch {
    // A cache is disposable.
  }
}

async function load(place: Place, file: string): Promise<CompiledCatalogue> {
  const { size = -1, mtimeMs = -1, ctimeMs = -1 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  const bytes = readCapped(file, sizeLimit + 1);
  if (!bytes) throw new Fault('NOT_FOUND', `there is no catalogue ${file}`, { hint: 'start one: inc init' });
  const cached = cacheEntry(place.paths, file);
  const { parseSource } = await import('./yaml-source.ts');
  const compiled = compiledCatalogue(parseSource(file, bytes, 'catalogue'), rootOf(file));
  const { source, redaction, zone, problems } = compiled;
  // A stat from before the read: whatever is written meanwhile makes the entry stale, never wrong.
  const unchanged =
    cached?.mtimeMs === mtimeMs && cached.ctimeMs === ctimeMs && cached.sha256 === source.digest;
  if (problems.length === 0 && !(unchanged && namesKept(place.paths, file)))
    keep(
      place,
      {
        v: 1,
        file,
        size,
        mtimeMs,
        ctimeMs,
        sha256: source.digest,
        redaction,
        ...(zone === undefined ? {} : { zone }),
      },
      compiled,
    );
  return compiled;
}

/**
 * The rules that hold for what is written now. A mistake elsewhere in the catalogue must not keep anybody from
 * writing a note: then what can be read of its rules holds together with those that held before. Throws CONFIG
 * only when there is nothing to go by, NOT_FOUND when there is no such file.
 */
export async function compileCatalogue(place: Place, file: string): Promise<CompiledRules> {
  const { redaction, zone, problems, notInForce, source } = await load(place, file);
  const known = zone === undefined ? {} : { zone };
  if (problems.length === 0) return { fresh: true, redaction, ...known };
  const before = cacheEntry(place.paths, file)?.redaction;
  if (source.value === null) {
    const { message, details } = invalid(file, problems);
    if (!before)
      throw new Fault('CONFIG', `${message}\nso its redaction rules are not known, and nothing was written`, {
        hint: 'correct it, or write with the built-in rules alone: inc note --config /dev/null …',
        details,
      });
    tell(`inc: ${file} cannot be read: its redaction rules of before are in force · inc config`);
  }
  for (const problem of notInForce) tell(`inc: ${placed(problem)}`);
  return { fresh: true, redaction: [...redaction, ...(before ?? [])], ...known };
}

/** What a person allows: everything in `.inc/`; of a catalogue elsewhere, the file and the folders that belong to it. */
export const catalogueDigest = (file: string): string =>
  folderDigest(dirname(file), basename(dirname(file)) === '.inc' ? undefined : belongs(basename(file)));

const belongs =
  (name: string) =>
  (relative: string): boolean =>
    relative === name || /^(?:plans|templates|hooks)(?:\/|$)/.test(relative);

/**
 * The catalogue in force, compiled; undefined: there is none. One named by `--config` counts as trusted: a
 * person typed its path. Throws CONFIG with every problem, NOT_FOUND when the named one does not exist.
 */
export async function readCatalogue(place: Place, incidentFolder?: string): Promise<Catalogue | undefined> {
  const found = findCatalogue(place, incidentFolder);
  if (!found) return undefined;
  const { file, how } = found;
  if (how === 'remembered' && !statSync(file, { throwIfNoEntry: false })) return undefined;
  const { checks, services, redaction, zone, problems } = await load(place, file);
  if (problems.length > 0) throw invalid(file, problems);
  const digest = catalogueDigest(file);
  return {
    file,
    root: rootOf(file),
    digest,
    trusted:
      (how === 'named' && place.typed === true) || trustAt(place.paths.state).trusted(dirname(file), digest),
    ...(zone === undefined ? {} : { zone }),
    services,
    checks,
    redaction,
  };
}

/** Notes beside the incident which catalogue is in force, for commands from other folders. Disposable. */
export function rememberCatalogue(place: Place, incidentFolder: string): void {
  const found = findCatalogue(place);
  if (!found || !statSync(found.file, { throwIfNoEntry: false })) return;
  try {
    mkdirSync(`${incidentFolder}/cache`, { recursive: true, mode: 0o700 });
    replaceFile(`${incidentFolder}/cache/catalogue`, `${found.file}\n`, 0o600);
  } catch {
    // Only found by walking up, then.
  }
}
