import { readFileSync } from 'node:fs';

/** A file's text; undefined when there is none, or something stands there that cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
