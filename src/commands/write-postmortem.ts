import { Fault, type Verdict } from '../core/faults.ts';
import type { BuiltDocument, Documents, DocumentRequest } from '../core/ports/document-ports.ts';
import type { Files } from '../core/ports/file-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { lackingIn } from '../core/record/record-damage.ts';
import { sha256 } from '../core/record/sha256.ts';
import type { PostmortemView } from '../render/views/plumbing.ts';
import { fileFor } from './output-file.ts';
import { preferredTemplate } from './preferred-template.ts';
import { written } from './writing.ts';

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

export interface WrittenPostmortem {
  readonly view: PostmortemView;
  readonly verdict: Verdict;
  readonly notes: readonly string[];
}

type Base = Omit<DocumentRequest, 'template' | 'previous'>;

interface Written extends BuiltDocument {
  readonly file: string;
  readonly template: string;
  readonly state: PostmortemView['state'];
}

interface Ports {
  readonly documents: Documents;
  readonly files: Files;
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';

/** `-o`, else `postmortems/<id>.md` beside `.inc/`, else `./<id>.md`. */
function target(wish: PostmortemWish, root: string | undefined, cwd: string, files: Files): string {
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

/** Throws Fault NOT_FOUND for a template that there is not: for who would rather know before anything is done. */
export async function requireTemplate(
  template: string,
  incident: string,
  world: Pick<World, 'catalogue' | 'document'>,
): Promise<void> {
  const documents = await world.document();
  let folder: string | undefined;
  try {
    const catalogue = await world.catalogue(incident);
    folder = catalogue && `${folderOf(catalogue.file)}/templates`;
  } catch (error) {
    // A broken catalogue keeps nobody from what comes before the document, which will say so.
    if (error instanceof Fault) return;
    throw error;
  }
  documents.known(template, folder);
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
async function writeSomewhere(
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

/** Says what of the document is a person's and no longer what the record says. */
const leftNotes = ({ kept, open }: BuiltDocument, file: string): string[] => [
  ...(kept.length === 0
    ? []
    : [
        `inc: edited by hand, and left as they are: ${kept.join(', ')} · ${file}`,
        '     to have one generated again, empty it between its marks and repeat',
      ]),
  ...open.flatMap((name) => [
    `inc: region ${name} has a begin mark and no end mark: left as it is · ${file}`,
    `     to have it generated again, put this on a line of its own below it: <!-- inc:end ${name} -->`,
  ]),
];

/**
 * Builds or refreshes the post-mortem and records that it was built. Where it cannot be written, it goes
 * into the record's own folder, and the verdict (exit 73) and a note say so.
 *
 * @throws Fault CANT_WRITE when a file that is not this post-mortem stands in its place.
 */
export async function writePostmortem(asked: PostmortemWish, world: World): Promise<WrittenPostmortem> {
  const { incident, output, closed } = asked;
  const catalogue = await world.catalogue(incident);
  const ports: Ports = { documents: await world.document(), files: await world.files() };
  const record = await world.journal.read(incident);
  const damage = world.journal.damaged().find((each) => each.incident === incident);
  const base: Base = {
    incident,
    record,
    lacking: damage && lackingIn(damage),
    templates: catalogue && `${folderOf(catalogue.file)}/templates`,
    blob: (name) => world.journal.getBlob(incident, name),
  };
  if (asked.template !== undefined) ports.documents.known(asked.template, base.templates);
  const preferred = asked.template ?? (await preferredTemplate(world, ports.documents, base.templates));
  const wish = preferred === undefined ? asked : { ...asked, preferred };
  const title = world.journal.opening(incident)?.title ?? '';
  const facts = { kind: 'postmortem', incident, title, closed } as const;
  if (output === '-') {
    const template = wish.template ?? wish.preferred ?? 'default';
    const { text, todos, digest } = await ports.documents.build({ ...base, template, previous: undefined });
    const view = {
      ...facts,
      file: '-',
      template,
      state: 'created',
      changed: [],
      todos,
      digest,
      text,
    } as const;
    return { view, verdict: 'ok', notes: [] };
  }
  const place = target(wish, catalogue?.root, world.cwd, ports.files);
  const [done, trouble] = await writeSomewhere(place, wish, base, ports, world.journal.folder(incident));
  const { file, template, state, text, changed, todos, digest } = done;
  const notes = leftNotes(done, file);
  if (trouble)
    notes.push(`inc: ${trouble.message}`, `     the post-mortem is in the record's folder instead: ${file}`);
  let verdict: Verdict = trouble ? { exit: 73 } : 'ok';
  if (state !== 'unchanged') {
    const data = { file, template, sha256: sha256(new TextEncoder().encode(text)) };
    const receipt = await world.journal.append(incident, [{ type: 'postmortem.built', data }]);
    const outcome = written(world, incident, receipt, ['post-mortem written']);
    notes.push(...(outcome.notes ?? []));
    if (verdict === 'ok') verdict = outcome.verdict;
  }
  return { view: { ...facts, file, template, state, changed, todos, digest }, verdict, notes };
}
