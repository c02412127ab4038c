import { Fault } from '../core/faults.ts';
import type { BuiltDocument, Documents, DocumentRequest } from '../core/ports/document-ports.ts';
import type { Files } from '../core/ports/file-ports.ts';
import { sha256 } from '../core/record/sha256.ts';
import type { PostmortemView } from '../render/views/plumbing.ts';
import { fileFor } from './output-file.ts';

export interface PostmortemWish {
  readonly incident: string;
  /** A path, a folder, or `-`; undefined: the default place. */
  readonly output: string | undefined;
  /** Undefined: the template that the document was made with, else `default`. */
  readonly template: string | undefined;
  readonly closed: boolean;
  /** What the person has set for new documents. */
  readonly preferred?: string;
}

export type Base = Omit<DocumentRequest, 'template' | 'previous'>;

interface Written extends BuiltDocument {
  readonly file: string;
  readonly template: string;
  readonly state: PostmortemView['state'];
}

export interface Ports {
  readonly documents: Documents;
  readonly files: Files;
}

/** `-o`, else `postmortems/<id>.md` beside `.inc/`, else `./<id>.md`. */
export function fileOf(wish: PostmortemWish, root: string | undefined, cwd: string, files: Files): string {
  const { incident, output } = wish;
  if (output === undefined)
    return root === undefined ? `${cwd}/${incident}.md` : `${root}/postmortems/${incident}.md`;
  return fileFor(output, `${incident}.md`, cwd, files);
}

/** Which template a file is to be refreshed with. Throws for a file that is not this incident's post-mortem. */
function templateFor(
  wish: PostmortemWish,
  file: string,
  previous: string | undefined,
  documents: Documents,
): string {
  if (previous === undefined) return wish.template ?? wish.preferred ?? 'default';
  const mark = documents.identify(previous);
  if (mark?.incident !== wish.incident)
    throw new Fault(
      'CANT_WRITE',
      `${mark ? `the post-mortem of ${mark.incident}` : 'a file that inc did not make'} is in the way, and was left as it is · ${file}`,
      {
        hint: `write to another one: inc postmortem build -i ${wish.incident} -o FILE`,
      },
    );
  if (wish.template !== undefined && wish.template !== mark.template)
    throw new Fault('USAGE', `this post-mortem was made with the template '${mark.template}' · ${file}`, {
      hint: `leave out --template to refresh it, or write a second one: --template ${wish.template} -o FILE`,
    });
  return mark.template;
}

/** What stands in the file; undefined: nothing that could be lost. A fault, when it is no text that can be kept whole. */
function standing(file: string, files: Files): string | undefined | Fault {
  if (files.kind(file) === 'other')
    return new Fault('CANT_WRITE', `${file} is no ordinary file`, { hint: 'to standard output: -o -' });
  try {
    const text = files.read(file);
    if (text === undefined || text.trim() === '') return undefined;
    // Text that does not give its own bytes back would be damaged outside its regions.
    if (files.digest(file) === sha256(new TextEncoder().encode(text))) return text;
    return new Fault('CANT_WRITE', `${file} is not UTF-8, and was left as it is`, {
      hint: 'save it as UTF-8, or name another file: -o FILE',
    });
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/**
 * Builds and writes; starts again when somebody saved the file in the meantime, so that nobody's words are lost.
 *
 * @returns the fault, when it is the place that cannot be written.
 */
async function writeTo(
  file: string,
  wish: PostmortemWish,
  base: Base,
  ports: Ports,
): Promise<Written | Fault> {
  const { documents, files } = ports;
  for (;;) {
    const previous = standing(file, files);
    if (previous instanceof Fault) return previous;
    const template = templateFor(wish, file, previous, documents);
    const built = await documents.build({ ...base, template, previous });
    if (standing(file, files) !== previous) continue;
    const state = previous === undefined ? 'created' : built.text === previous ? 'unchanged' : 'updated';
    try {
      if (state !== 'unchanged') files.write(file, built.text);
    } catch (error) {
      if (error instanceof Fault && error.code === 'CANT_WRITE') return error;
      throw error;
    }
    return { ...built, file, template, state };
  }
}

/** Where the place that was asked for cannot be written, the record's own folder can. */
export async function writeSomewhere(
  file: string,
  wish: PostmortemWish,
  base: Base,
  ports: Ports,
  folder: string,
): Promise<[Written, Fault?]> {
  const written = await writeTo(file, wish, base, ports);
  if (!(written instanceof Fault)) return [written];
  const fallback = `${folder}/postmortem.md`;
  const template = standing(fallback, ports.files) === undefined ? wish.template : undefined;
  const second = await writeTo(fallback, { ...wish, template }, base, ports);
  if (second instanceof Fault) throw second;
  return [second, written];
}
