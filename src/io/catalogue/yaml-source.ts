import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import type { Problem, Source, SourceKind, Sources } from '../../core/ports/file-ports.ts';
import { readCapped } from '../files/capped-file.ts';
import { shapeProblems } from './schema.ts';
import { depthLimit, treeOf } from './yaml-tree.ts';

const sizeLimit = 256 * 1024;
const shownProblems = 20;

/**
 * Parses YAML 1.2 (core schema: no dates, no `yes`/`no`, no tags of one's own) and checks its shape. Problems
 * come all at once, at most twenty, in the order of the file.
 */
export function parseSource(file: string, bytes: Uint8Array, kind: SourceKind): Source {
  const problems: Problem[] = [];
  const digest = createHash('sha256').update(bytes).digest('hex');
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
  const tree = treeOf(text);
  if ('tooDeep' in tree) return refused(`nested more than ${depthLimit} deep`, tree.tooDeep);
  const { place } = tree;
  const note = (offset: number, message: string): void =>
    void problems.push({ file, ...place(offset), message });
  for (const { offset, message } of tree.complaints) note(offset, message);
  let value = problems.length === 0 ? tree.value(note) : null;
  // An empty catalogue is a catalogue; everything else about the shape is the schema's to say.
  if (problems.length === 0 && value === null && (kind === 'catalogue' || kind === 'front-matter'))
    value = {};
  if (problems.length === 0)
    for (const { path, message, key } of shapeProblems(value, kind))
      note(tree.offsetAt(path, key ?? false), message);
  return {
    file,
    digest,
    value,
    problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, shownProblems),
    at(path, within = 0) {
      const start = tree.offsetAt(path, false);
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
