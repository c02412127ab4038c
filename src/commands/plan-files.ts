import type { Catalogue } from '../core/catalogue.ts';
import type { MarkdownDocument } from '../core/markdown-document.ts';
import type { World } from '../core/ports/ports.ts';
import type { Compiled } from '../plan/from-source.ts';
import type { Input } from './command.ts';
import { incidentIfAny } from './open-incident.ts';
import { absolute } from '../core/text/absolute.ts';
import { compiledFrom, fileOfPlan, isMarkdown } from './planned.ts';

/** A plan's file, which may still be wrong in every way. */
export interface PlanFile {
  readonly name: string;
  readonly file: string;
  readonly syntax: 'yaml' | 'markdown';
}

const ending = /\.(?:ya?ml|md|markdown)$/;

/** Where the plans of a catalogue stand. */
const folderOf = ({ file }: Catalogue): string => `${file.slice(0, file.lastIndexOf('/'))}/plans`;

const planFile = (file: string): PlanFile => ({
  name: (file.split('/').at(-1) ?? file).replace(ending, ''),
  file,
  syntax: isMarkdown(file) ? 'markdown' : 'yaml',
});

/** Every plan that stands in a catalogue, by name. */
export const plansIn = async (catalogue: Catalogue, world: Pick<World, 'files'>): Promise<PlanFile[]> =>
  (await world.files())
    .names(folderOf(catalogue))
    .filter((name) => ending.test(name) && !name.startsWith('.'))
    .map((name) => planFile(`${folderOf(catalogue)}/${name}`));

/** Where somebody reads plans, without running any: the catalogue's checks, whoever allowed them, and what to say of that. */
export interface Reading {
  readonly catalogue: Catalogue | undefined;
  readonly notes: readonly string[];
}

/** The catalogue in force, or the one that the named file stands in. Nothing of it is run, so nobody has to have allowed it. */
export async function readingFor(
  input: Input,
  world: World,
  word: string | undefined,
  verb: string,
): Promise<Reading> {
  const incident = await incidentIfAny(input, world, verb);
  const own = /^(.*\/\.inc)\/plans\/[^/]+$/.exec(
    word !== undefined && ending.test(word) ? absolute(word, world.cwd) : '',
  )?.[1];
  const catalogue = await (own ? world.catalogue(incident, `${own}/inc.yaml`) : world.catalogue(incident));
  const notes =
    catalogue && !catalogue.trusted
      ? [`inc: nobody has allowed this catalogue to run anything yet: inc config trust · ${catalogue.file}`]
      : [];
  return { catalogue, notes };
}

/** The file of a plan that is named as it is for `run`. Throws Fault NOT_FOUND, CONFIG for a name that two plans have. */
export async function planNamed(
  word: string,
  { catalogue }: Reading,
  world: Pick<World, 'cwd' | 'files'>,
): Promise<PlanFile> {
  if (ending.test(word)) return planFile(absolute(word, world.cwd));
  const readable = catalogue && { ...catalogue, trusted: true };
  return planFile(fileOfPlan(word, readable, await world.files()));
}

/** `walked`: it says nothing about how it is run, so that a person walks through its blocks. */
export type ReadPlan = Compiled & { readonly walked?: true };

/** A plan's text, compiled as far as it can be. Throws Fault NOT_FOUND. */
export async function readPlan(
  { file, syntax }: PlanFile,
  { catalogue }: Reading,
  world: Pick<World, 'sources' | 'cwd' | 'env'>,
): Promise<ReadPlan> {
  const cwd = /^(.*)\/\.inc\/plans\/[^/]+$/.exec(file)?.[1] ?? world.cwd;
  if (syntax === 'markdown') {
    const document = await (await world.sources()).markdown(file);
    const { isAnnotated } = await import('../plan/markdown/annotations.ts');
    if (document.problems.length === 0 && !isAnnotated(document)) return walkedThrough(document, cwd);
  }
  return compiledFrom(file, { checks: catalogue?.checks ?? {}, cwd }, world);
}

async function walkedThrough(document: MarkdownDocument, cwd: string): Promise<ReadPlan> {
  const { outlineOf, walkOf } = await import('../plan/markdown/walk.ts');
  const walk = walkOf(document, cwd);
  const plan = outlineOf(walk);
  const at: Compiled['source']['at'] = ([, index]) => ({
    line: walk.steps[typeof index === 'number' ? index : -1]?.line ?? 1,
    column: 1,
  });
  const source = { file: document.file, at };
  return { source, plan, draft: plan, variables: [], problems: [], notes: [], walked: true };
}
