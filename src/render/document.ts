import { Fault } from '../core/faults.ts';
import type { BuiltDocument, DocumentRequest, Documents } from '../core/ports/document-ports.ts';
import { sha256 } from '../core/record/sha256.ts';
import type { Zones } from '../core/time/zone.ts';
import { blockNames, blockOf } from './blocks/named-blocks.ts';
import { reportOf, type Report } from './blocks/report.ts';
import { renderTemplate, type Plain, type Template } from './liquid.ts';
import { heading } from './markdown-text.ts';
import { digestsIn, documentOf, markDocument, mergeRegions, wrapRegion } from './regions.ts';

export interface DocumentParts {
  readonly zones: Zones;
  /** The team's template of that name (from its folder), else the shipped one. */
  readonly readTemplate: (name: string, teamFolder: string | undefined) => Template | undefined;
}

const advice =
  '<!-- What stands between inc:begin and inc:end is refreshed from the record until you edit it; all else is yours. -->';

const dataOf = ({ id, incident, format }: Report): { readonly [key: string]: Plain } => ({
  incident: {
    id,
    title: incident.title,
    zone: format.zone,
    phase: incident.phase,
    severity: incident.severity?.toUpperCase() ?? 'unknown',
    services: incident.services,
    drill: incident.drill,
    declared: incident.keyTimes.declared ? format.stamp(incident.keyTimes.declared) : 'unknown',
  },
});

const contentOf =
  (report: Report) =>
  (name: string): string | undefined =>
    blockOf(name, report);

/** What people still have to write: lines and table cells that start so. Nobody's words can start one. */
const todosIn = (text: string): number => text.match(/(?:^(?:- )?|\| )TODO: /gm)?.length ?? 0;

function template(name: string, folder: string | undefined, parts: DocumentParts): Template {
  const found = /^[a-z0-9][a-z0-9-]{0,60}$/.test(name) ? parts.readTemplate(name, folder) : undefined;
  if (!found)
    throw new Fault('NOT_FOUND', `there is no template '${name}'`, {
      hint: `the shipped ones are: default, classic${folder ? `; your own go to ${folder}/NAME.md` : ''}`,
    });
  return found;
}

async function create(report: Report, request: DocumentRequest, parts: DocumentParts): Promise<string> {
  const body = await renderTemplate(template(request.template, request.templates, parts), {
    data: dataOf(report),
    escape: heading,
    regions: blockNames,
    region: (name) => wrapRegion(name, blockOf(name, report) ?? ''),
  });
  const mark = markDocument({ incident: report.id, template: request.template });
  return `${mark}\n${advice}\n\n${body.trim()}\n`;
}

/** The digest that `verify` prints: the one head, or the digest of the heads. */
const digestOfHeads = (heads: readonly string[]): string =>
  heads.length === 1 ? (heads[0] as string) : sha256(new TextEncoder().encode(heads.toSorted().join('\n')));

/**
 * Post-mortems. A new one is a template with regions; an existing one only has its regions refreshed, by
 * their names, so that neither a template that changed since nor its prose touches what people wrote.
 */
export const documents = (parts: DocumentParts): Documents => ({
  identify: documentOf,
  digestsIn,
  known: (name, folder) => void template(name, folder, parts),
  async build(request): Promise<BuiltDocument> {
    const { incident, record, previous, blob, lacking } = request;
    const report = reportOf(incident, record, parts.zones, blob, lacking);
    const digest = digestOfHeads(report.heads);
    if (previous !== undefined) {
      const merged = mergeRegions(previous, contentOf(report));
      return { ...merged, todos: todosIn(merged.text), digest };
    }
    const text = await create(report, request, parts);
    return { text, changed: [], kept: [], open: [], todos: todosIn(text), digest };
  },
});
