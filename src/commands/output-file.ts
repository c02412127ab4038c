import type { Files } from '../core/ports/file-ports.ts';

/**
 * The path of what `-o` names: from the working folder, and in a folder under its usual name.
 *
 * @param name of the file, in a folder.
 */
export function fileFor(output: string, name: string, cwd: string, files: Pick<Files, 'kind'>): string {
  const path = output.startsWith('/') ? output : `${cwd}/${output}`;
  return files.kind(path) === 'folder' ? `${path.replace(/\/+$/, '')}/${name}` : path;
}
