import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
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
import { Fault } from '../../core/faults.ts';
import type { Problem, Source, SourceKind, Sources } from '../../core/ports/file-ports.ts';
import { readCapped } from '../files/capped-file.ts';
import { shapeProblems } from './schema.ts';

const sizeLimit = 256 * 1024;
const nodeLimit = 20_000;
const depthLimit = 32;
const shownProblems = 20;
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

/**
 * Parses YAML 1.2 (core schema: no dates, no `yes`/`no`, no tags of one's own) and checks its shape. Problems
 * come all at once, at most twenty, in the order of the file.
 */
export function parseSource(file: string, bytes: Uint8Array, kind: SourceKind): Source {
  const problems: Problem[] = [];
  const digest = createHash('sha256').update(bytes).digest('hex');
  const lines = new LineCounter();
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const note: Note = (offset, message) => void problems.push({ file, ...place(offset), message });
  const start = { line: 1, column: 1 };
  const refused = (message: string, where = start): Source => ({
    file,
    digest,
    value: null,
    problems: [{ file, ...where, message }],
    at: () => start,
  });

  if (bytes.length > sizeLimit) return refused(`larger than ${sizeLimit / 1024} KiB`);
  if (!isUtf8(bytes)) return refused('not UTF-8 text');
  const text = Buffer.from(bytes)
    .toString()
    .replace(/^\uFEFF/, '');
  const { documents, tooDeep } = documentsIn(text, lines);
  const [document, second] = documents;
  if (!document || tooDeep !== undefined)
    return refused(`nested more than ${depthLimit} deep`, place(tooDeep ?? 0));
  for (const { pos, message } of [...document.errors, ...document.warnings]) note(pos[0], message);
  if (second) note(second.range[0], 'a second document starts here; only one is read');
  const resolve = anchorsOf(document);
  let value: unknown = null;
  if (problems.length === 0)
    try {
      value = plainValue(document, resolve, note);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
    }
  // An empty catalogue is a catalogue; everything else about the shape is the schema's to say.
  if (problems.length === 0 && value === null && (kind === 'catalogue' || kind === 'front-matter'))
    value = {};
  if (problems.length === 0)
    for (const { path, message, key } of shapeProblems(value, kind))
      note(offsetAt(document, resolve, path, key ?? false), message);
  return {
    file,
    digest,
    value,
    problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, shownProblems),
    at(path, within = 0) {
      const start = offsetAt(document, resolve, path, false);
      const first = text.charAt(start);
      // Of a block, where its lines stand is not known here; quotes come before the text.
      const into =
        within === 0 || '|>'.includes(first) ? 0 : within + (first === '"' || first === "'" ? 1 : 0);
      return place(start + into);
    },
  };
}

const missing: Readonly<Record<SourceKind, string>> = {
  catalogue: 'start one: inc init',
  plan: 'a plan of the catalogue is named without .yaml; start one: inc init',
  'front-matter': 'a plan of the catalogue is named without .md; start one: inc init',
  answers: 'inc close asks for the answers at a terminal; as flags: inc close --help',
};

/** Reads YAML that people write. Nothing in it is executed. */
export const sources = (): Sources => ({
  read(file, kind) {
    const bytes = readCapped(file, sizeLimit + 1);
    if (bytes === undefined)
      throw new Fault('NOT_FOUND', `there is no file ${file}`, { hint: missing[kind] });
    return parseSource(file, bytes, kind);
  },
  parse: (name, text, kind) => parseSource(name, new TextEncoder().encode(text), kind),
  markdown: async (file) => (await import('./markdown-source.ts')).readMarkdown(file),
});
