import { mkdirSync, statSync } from 'node:fs';
import type { Catalogue } from '../../core/catalogue.ts';
import type { Paths } from '../files/paths.ts';
import { replaceFile } from '../files/replace-file.ts';

/**
 * The file from which a shell completes names of the catalogue, one `check NAME` or `service NAME` a line. It is
 * called after the catalogue's path, so that a shell finds it without a program (templates/completion-places.sh).
 */
const namesFile = (paths: Paths, catalogue: string): string =>
  `${paths.cache}/complete/${catalogue.replaceAll('/', '%')}`;

export const namesKept = (paths: Paths, catalogue: string): boolean => {
  try {
    return statSync(namesFile(paths, catalogue), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
};

/** Throws what the system says. */
export function keepNames(
  paths: Paths,
  catalogue: string,
  { checks, services }: Pick<Catalogue, 'checks' | 'services'>,
): void {
  const lines = [
    ...Object.keys(checks).map((name) => `check ${name}\n`),
    ...Object.keys(services).map((name) => `service ${name}\n`),
  ];
  mkdirSync(`${paths.cache}/complete`, { recursive: true, mode: 0o700 });
  replaceFile(namesFile(paths, catalogue), lines.join(''), 0o600);
}
