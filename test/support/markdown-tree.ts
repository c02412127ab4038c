import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

export interface Tree {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly depth?: number;
  readonly checked?: boolean | null;
  readonly ordered?: boolean | null;
  readonly children?: readonly Tree[];
}

/** The document as CommonMark with GFM sees it. */
export const parse = (markdown: string): Tree =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Tree;

/** What a reader sees of a node; our line break is a space, comments are nothing. */
export function textOf(node: Tree): string {
  if (node.type === 'html') return node.value === '<br>' ? ' ' : '';
  return node.value ?? (node.children ?? []).map(textOf).join('');
}

export const squeezed = (text: string): string => text.replace(/\s+/g, ' ').trim();

export const nodes = (node: Tree): Tree[] => [node, ...(node.children ?? []).flatMap(nodes)];
export const ofType = (root: Tree, type: string): Tree[] => nodes(root).filter((node) => node.type === type);

/** Rows of the text of each cell, the header first. */
export const tables = (root: Tree): string[][][] =>
  ofType(root, 'table').map((table) =>
    (table.children ?? []).map((row) => (row.children ?? []).map((cell) => squeezed(textOf(cell)))),
  );

/** The top-level nodes between a heading and the next of its depth or above. */
export function section(root: Tree, heading: string): Tree {
  const top = root.children ?? [];
  const start = top.findIndex((node) => node.type === 'heading' && squeezed(textOf(node)) === heading);
  if (start < 0) throw new Error(`no heading '${heading}'`);
  const depth = top[start]?.depth ?? 1;
  const length = top
    .slice(start + 1)
    .findIndex((node) => node.type === 'heading' && (node.depth ?? 1) <= depth);
  return { type: 'root', children: top.slice(start + 1, length < 0 ? undefined : start + 1 + length) };
}
