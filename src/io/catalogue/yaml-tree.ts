import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type Document,
  type Node,
  type Pair,
} from 'yaml';

const nodeLimit = 20_000;
export const depthLimit = 32;
const refusedKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

type Path = readonly (string | number)[];
type Note = (offset: number, message: string) => void;

/** Thrown to leave the walk over a tree that is too large; the problem has been noted. */
class TooMuch extends Error {}

const startOf = (node: unknown): number | undefined =>
  typeof node === 'object' &&
  node !== null &&
  'range' in node &&
  Array.isArray(node.range) &&
  typeof node.range[0] === 'number'
    ? node.range[0]
    : undefined;

const keyOf = ({ key }: Pair): string | undefined => {
  const value = isScalar(key) ? key.value : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
};

/**
 * Parses without recursion first: yaml's composer recurses, and a few hundred levels end the process. `tooDeep`: the offset where
 * nothing further was read. Its own check for unique keys takes minutes for a large file; ours is in `plainValue`.
 */
function documentsIn(
  text: string,
  lines: LineCounter,
): { documents: readonly Document.Parsed[]; tooDeep?: number } {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, lineCounter: lines });
  const documents: Document.Parsed[] = [];
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    if (parser.stack.length > depthLimit + 8) return { documents, tooDeep: parser.offset };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end(true, text.length));
  return { documents };
}

/** What an alias stands for: yaml itself looks through the whole document for each. */
function anchorsOf(document: Document): (alias: { readonly source: string }) => Node | undefined {
  const anchors = new Map<string, Node>();
  const visit = (node: unknown, depth: number): void => {
    if (depth > depthLimit) return;
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor && !anchors.has(node.anchor))
      anchors.set(node.anchor, node);
    if (isMap(node))
      for (const { key, value } of node.items) {
        visit(key, depth + 1);
        visit(value, depth + 1);
      }
    if (isSeq(node)) for (const item of node.items) visit(item, depth + 1);
  };
  visit(document.contents, 0);
  return ({ source }) => anchors.get(source);
}

/** Copies the tree into plain values, within the budget; every alias is paid for each time. */
function plainValue(document: Document, resolve: ReturnType<typeof anchorsOf>, note: Note): unknown {
  let nodes = 0;
  const copy = (node: unknown, depth: number, from: number): unknown => {
    const at = startOf(node) ?? from;
    if (++nodes > nodeLimit) {
      note(at, `more than ${nodeLimit} values, aliases included`);
      throw new TooMuch();
    }
    if (depth > depthLimit) {
      note(at, `nested more than ${depthLimit} deep`);
      throw new TooMuch();
    }
    if (isAlias(node)) {
      const target = resolve(node);
      if (target) return copy(target, depth + 1, at);
      note(at, `no anchor is called &${node.source}`);
      return null;
    }
    if (isSeq(node)) return node.items.map((item) => copy(item, depth + 1, at));
    if (isMap(node)) {
      const seen = new Set<string>();
      const entries: [string, unknown][] = [];
      for (const pair of node.items) {
        const key = keyOf(pair);
        const keyAt = startOf(pair.key) ?? at;
        if (key === undefined) note(keyAt, 'a key must be text');
        else if (refusedKeys.includes(key)) note(keyAt, `${key} cannot be a key`);
        else if (seen.has(key)) note(keyAt, `${key} stands here twice`);
        else {
          seen.add(key);
          entries.push([key, copy(pair.value, depth + 1, keyAt)]);
        }
      }
      return Object.fromEntries(entries);
    }
    return isScalar(node) ? node.value : null;
  };
  return copy(document.contents, 0, 0);
}

/** Offset of what stands at a path: a plain value itself, the key of a list or map; the last part found, if not all. */
function offsetAt(
  document: Document,
  resolve: ReturnType<typeof anchorsOf>,
  path: Path,
  ofKey: boolean,
): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = resolve(node);
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find((each) => keyOf(each) === String(part));
      if (!pair) return offset;
      next = pair.value;
      offset = startOf(pair.key) ?? offset;
      if (!ofKey && isScalar(next) && next.value !== null) offset = startOf(next) ?? offset;
    } else if (isSeq(node) && typeof part === 'number') {
      next = node.items[part];
      if (next === undefined) return offset;
      offset = startOf(next) ?? offset;
    } else return offset;
    node = next;
  }
  return offset;
}

/** A text that was parsed. Offsets are characters from its beginning; lines and columns begin with 1. */
interface YamlTree {
  /** What yaml itself has to say against it. */
  readonly complaints: readonly { readonly offset: number; readonly message: string }[];
  readonly place: (offset: number) => { line: number; column: number };
  /** All of it as plain values; null, when it is too large. @param note takes what is wrong. */
  value(note: Note): unknown;
  /** Offset of what stands at a path. */
  offsetAt(path: Path, ofKey: boolean): number;
}

/** Parses YAML 1.2: core schema, one document. @returns instead of a tree, where nothing further was read. */
export function treeOf(text: string): YamlTree | { readonly tooDeep: { line: number; column: number } } {
  const lines = new LineCounter();
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const { documents, tooDeep } = documentsIn(text, lines);
  const [document, second] = documents;
  if (!document || tooDeep !== undefined) return { tooDeep: place(tooDeep ?? 0) };
  const resolve = anchorsOf(document);
  return {
    complaints: [
      ...[...document.errors, ...document.warnings].map(({ pos, message }) => ({ offset: pos[0], message })),
      ...(second
        ? [{ offset: second.range[0], message: 'a second document starts here; only one is read' }]
        : []),
    ],
    place,
    value(note) {
      try {
        return plainValue(document, resolve, note);
      } catch (error) {
        if (error instanceof TooMuch) return null;
        throw error;
      }
    },
    offsetAt: (path, ofKey) => offsetAt(document, resolve, path, ofKey),
  };
}
