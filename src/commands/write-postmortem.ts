import { Fault, type Verdict } from '../core/faults.ts';
import type { BuiltDocument } from '../core/ports/document-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { lackingIn } from '../core/record/record-damage.ts';
import { sha256 } from '../core/record/sha256.ts';
import type { PostmortemView } from '../render/views/plumbing.ts';
import { fileOf, writeSomewhere, type Base, type Ports, type PostmortemWish } from './postmortem-file.ts';
import { preferredTemplate } from './preferred-template.ts';
import { written } from './writing.ts';

export interface WrittenPostmortem {
  readonly view: PostmortemView;
  readonly verdict: Verdict;
  readonly notes: readonly string[];
}

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '/';

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
  const place = fileOf(wish, catalogue?.root, world.cwd, ports.files);
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
