import { readdirSync, rmSync } from 'node:fs';
import type { Examined } from '../../core/ports/ports.ts';
import { isSealed } from '../../core/incident/kept-card.ts';
import type { Patient } from './examine.ts';
import { isOpen } from '../record/is-open.ts';
import { keepIndex } from '../record/open-index.ts';
import { readText } from '../files/read-text.ts';

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

const repaired = (told: string): string => `${told}; made anew`;

/** The index of open incidents against the records themselves. */
async function index({ paths, store }: Patient, repair: boolean): Promise<Examined> {
  const subject = 'index of open incidents';
  const ids = await store.incidents();
  const marked = new Set(namesIn(`${paths.store}/open`).filter((name) => !name.startsWith('.')));
  const open = new Set<string>();
  for (const id of ids) if (await isOpen(paths.store, paths.state, id)) open.add(id);
  const missing = ids.filter((id) => open.has(id) && !marked.has(id));
  const extra = [...marked].filter((id) => !open.has(id));
  const told = [
    missing.length > 0 ? `lacks ${missing.join(', ')}` : '',
    extra.length > 0 ? `names ${extra.join(', ')}, not open` : '',
  ].filter(Boolean);
  if (told.length === 0) return { subject, level: 'ok', told: `${open.size} open, as the records say` };
  if (!repair) return { subject, level: 'warning', told: told.join('; '), next: 'inc doctor --repair' };
  for (const id of extra) rmSync(`${paths.store}/open/${id}`, { force: true });
  keepIndex(`${paths.store}/open`, [...open]);
  return { subject, level: 'ok', told: repaired(told.join('; ')) };
}

const isWhole = (text: string | undefined): boolean => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && 'v' in value && value.v === 1;
  } catch {
    return false;
  }
};

/** Kept catalogues that cannot be read, and drafts of a write that was cut short. */
function catalogues({ paths }: Patient, repair: boolean): Examined {
  const subject = 'kept catalogues';
  const names = namesIn(paths.cache);
  const damaged = names.filter(
    (name) =>
      /^\.inc-[0-9a-f]+\.tmp$/.test(name) ||
      (/^[0-9a-f]{32}(?:\.value)?\.json$/.test(name) && !isWhole(readText(`${paths.cache}/${name}`))),
  );
  if (damaged.length === 0) return { subject, level: 'ok', told: 'whole' };
  const told = `damaged: ${damaged.join(', ')}`;
  if (!repair) return { subject, level: 'warning', told, next: 'inc doctor --repair' };
  for (const name of damaged) rmSync(`${paths.cache}/${name}`, { force: true });
  return { subject, level: 'ok', told: repaired(told) };
}

/** Kept status cards that are not as they were written, and drafts. */
async function cards({ paths, store }: Patient, repair: boolean): Promise<Examined> {
  const subject = 'kept status cards';
  const damaged = (await store.incidents()).flatMap((id) => {
    const folder = `${paths.store}/incidents/${id}/cache`;
    return namesIn(folder)
      .filter(
        (name) =>
          /^\.inc-[0-9a-f]+\.tmp$/.test(name) ||
          (name === 'card.json' && !isSealed(readText(`${folder}/${name}`) ?? '')),
      )
      .map((name) => `${id}/cache/${name}`);
  });
  if (damaged.length === 0) return { subject, level: 'ok', told: 'whole' };
  const told = `damaged: ${damaged.join(', ')}`;
  if (!repair) return { subject, level: 'warning', told, next: 'inc doctor --repair' };
  for (const name of damaged) rmSync(`${paths.store}/incidents/${name}`, { force: true });
  return { subject, level: 'ok', told: repaired(told) };
}

export const examineCaches = async (patient: Patient, repair: boolean): Promise<readonly Examined[]> => [
  await index(patient, repair),
  catalogues(patient, repair),
  await cards(patient, repair),
];
