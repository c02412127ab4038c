/** Whose document a text is, told by its first mark. */
export interface DocumentMark {
  readonly incident: string;
  readonly template: string;
}

export interface Merged {
  readonly text: string;
  /** Regions whose content is new. */
  readonly changed: readonly string[];
  /** Regions that a person edited and that would now read differently: their words stand. */
  readonly kept: readonly string[];
  /** Regions whose begin mark has no end mark: nobody can tell where they end, so they stand. */
  readonly open: readonly string[];
}

const documentMark = /^\uFEFF?<!-- inc:document ([a-z0-9-]+) template=([a-z0-9-]+) -->[ \t]*\r?$/m;
const beginMark = /^<!-- inc:begin ([a-z][a-z0-9-]*)(?: ([0-9a-f]{8}))? -->[ \t]*(\r?)\n/gm;

export const markDocument = ({ incident, template }: DocumentMark): string =>
  `<!-- inc:document ${incident} template=${template} -->`;

/** @returns undefined for a text that `inc` did not make: it is not to be touched. */
export function documentOf(text: string): DocumentMark | undefined {
  const [, incident, template] = documentMark.exec(text) ?? [];
  return incident !== undefined && template !== undefined ? { incident, template } : undefined;
}

/** The hashes in the region that says what the document was built from. */
export function digestsIn(text: string): readonly string[] {
  const [, content = ''] =
    /^<!-- inc:begin record\b[^\n]*\n([^]*?)^<!-- inc:end record -->/m.exec(text) ?? [];
  return [...new Set(content.match(/\b[0-9a-f]{64}\b/g))];
}

const hyphen = 45;

/**
 * What a region said when it was generated, as eight hex digits (32-bit FNV-1a) in its begin mark: only by it
 * can a person's edit be told from an old version; it is no proof against forgery. White space and the length
 * of table rules do not count, because editors and formatters change them without anybody's doing.
 */
export function digestOf(content: string): string {
  let hash = 0x811c9dc5;
  let before = 0;
  for (let i = 0; i < content.length; i++) {
    const unit = content.charCodeAt(i);
    if (unit <= 32 || (unit === hyphen && before === hyphen)) continue;
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
    before = unit;
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Blank lines at both ends, because stricter converters want them around tables and lists. */
const spaced = (content: string): string => `\n${content}\n\n`;

export const wrapRegion = (name: string, content: string): string =>
  `<!-- inc:begin ${name} ${digestOf(content)} -->\n${spaced(content)}<!-- inc:end ${name} -->`;

interface Found {
  readonly kind: 'region';
  readonly name: string;
  readonly digest: string | undefined;
  /** Offsets of the begin mark, and of the first character of the end mark. */
  readonly from: number;
  readonly to: number;
  readonly content: string;
  readonly eol: string;
}

/** A begin mark whose end does not come before the next begin mark: what follows it is a person's. */
interface Open {
  readonly kind: 'open';
  readonly name: string;
}

/** Regions in their order. */
function regionsIn(text: string): (Found | Open)[] {
  const begins = [...text.matchAll(beginMark)];
  return begins.map((begin, index): Found | Open => {
    const [mark, name = '', digest, cr = ''] = begin;
    const start = begin.index + mark.length;
    const limit = begins[index + 1]?.index ?? text.length;
    const body = text.slice(start, limit);
    const end = new RegExp(`^<!-- inc:end ${name} -->[ \\t]*\\r?$`, 'm').exec(body);
    if (!end) return { kind: 'open', name };
    return {
      kind: 'region',
      name,
      digest,
      from: begin.index,
      to: start + end.index,
      content: body.slice(0, end.index),
      eol: `${cr}\n`,
    };
  });
}

/**
 * Refreshes the regions of a document. Outside them not a byte changes; a region that was removed stays
 * removed, an emptied one is filled again, and one that a person edited is left as it is. Line ends follow
 * those of the region's mark.
 *
 * @param contentOf what a region would say now; undefined leaves a region of an unknown name alone.
 */
export function mergeRegions(text: string, contentOf: (name: string) => string | undefined): Merged {
  // A region that stands twice is refreshed twice, and named once.
  const changed = new Set<string>();
  const kept = new Set<string>();
  const open = new Set<string>();
  const pieces: string[] = [];
  let done = 0;
  for (const region of regionsIn(text)) {
    const fresh = contentOf(region.name);
    if (fresh === undefined) continue;
    if (region.kind === 'open') {
      open.add(region.name);
      continue;
    }
    const { name, digest, from, to, content, eol } = region;
    const [now, next] = [digestOf(content), digestOf(fresh)];
    if (now === next && digest === next) continue;
    const edited = content.trim() !== '' && now !== next && now !== digest;
    if (edited) {
      if (digest !== next) kept.add(name);
      continue;
    }
    if (now !== next) changed.add(name);
    const lines = now === next ? content : spaced(fresh).replaceAll('\n', eol);
    pieces.push(text.slice(done, from), `<!-- inc:begin ${name} ${next} -->${eol}`, lines);
    done = to;
  }
  return {
    text: pieces.join('') + text.slice(done),
    changed: [...changed],
    kept: [...kept],
    open: [...open],
  };
}
