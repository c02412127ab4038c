import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { Fault } from '../../core/faults.ts';
import type { Problem } from '../../core/ports/file-ports.ts';
import type {
  MarkdownCode,
  MarkdownDocument,
  MarkdownItem,
  MarkdownNode,
} from '../../core/markdown-document.ts';
import { readCapped } from '../files/capped-file.ts';
import { parseSource } from './yaml-source.ts';

const sizeLimit = 256 * 1024;
/** Quotes and lists inside one another; the parser recurses, and its time grows with the square of this. */
const depthLimit = 64;

/**
 * Blocks are what matters; text is shown as it was typed. Without these constructs no input takes more than a moment:
 * 20,000 `*a_` in a row take the full parser seven seconds, and 10,000 `![` in a row minutes.
 */
const disable = {
  null: [
    'attention',
    'autolink',
    'codeText',
    'htmlText',
    'labelEnd',
    'labelStartFootnote',
    'labelStartImage',
    'labelStartLink',
    'literalAutolink',
    'wwwAutolink',
    'protocolAutolink',
    'emailAutolink',
    'gfmFootnoteCall',
    'gfmPotentialFootnoteCall',
    'strikethrough',
  ],
};

type TreeNode = ReturnType<typeof fromMarkdown>['children'][number];

/** What a container line starts with: quote marks, bullets and numbers, one inside another. */
const markers = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)))+/;
const marker = />|[-+*]|\d+[.)]/g;

/** @returns the number of the first line that nests too deep. */
function tooDeep(lines: readonly string[]): number | undefined {
  const at = lines.findIndex((line) => {
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    // Every level of a list is indented by two columns or more.
    return (markers.exec(line)?.[0].match(marker)?.length ?? 0) + indent / 2 > depthLimit;
  });
  return at < 0 ? undefined : at + 1;
}

const frontMatterOf = (text: string): { readonly yaml: string; readonly length: number } | undefined => {
  const found = /^---[ \t]*\n([\s\S]*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  return found ? { yaml: found[1] ?? '', length: found[0].length } : undefined;
};

/** Only lists and quotes hold blocks; everything else is one of ours, text, or nothing to see. */
function converted(text: string, lines: readonly string[]) {
  const at = ({ position }: TreeNode) => ({
    line: position?.start.line ?? 1,
    column: position?.start.column ?? 1,
    endLine: position?.end.line ?? 1,
  });
  const source = ({ position }: TreeNode): string =>
    text.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);
  /** Without the marks of the containers around it, line by line. */
  const inner = (node: { readonly children: readonly TreeNode[] }): string =>
    node.children
      .map((child) => {
        if ('value' in child) return child.value;
        return 'children' in child ? inner(child) : '\n';
      })
      .join('');

  function code(node: Extract<TreeNode, { type: 'code' }>): MarkdownCode {
    const where = at(node);
    const opening = (lines[where.line - 1] ?? '').slice(where.column - 1);
    const fence = /^(`{3,}|~{3,})[ \t]*/.exec(opening)?.[0];
    const info = fence === undefined ? '' : opening.slice(fence.length).trimEnd();
    return {
      type: 'code',
      ...where,
      fenced: fence !== undefined,
      info,
      infoColumn: where.column + (fence?.length ?? 0),
      text: node.value,
    };
  }

  const many = (children: readonly TreeNode[]): MarkdownNode[] => children.flatMap(one);

  function one(node: TreeNode): MarkdownNode[] {
    switch (node.type) {
      case 'code':
        return [code(node)];
      case 'heading':
        return [{ type: 'heading', ...at(node), depth: node.depth, text: inner(node) }];
      case 'list': {
        const items = node.children.map((item): MarkdownItem => ({
          ...at(item),
          ...(typeof item.checked === 'boolean' ? { checked: item.checked } : {}),
          children: many(item.children),
        }));
        return [{ type: 'list', ...at(node), ...(node.ordered ? { start: node.start ?? 1 } : {}), items }];
      }
      case 'blockquote':
        return [{ type: 'quote', ...at(node), children: many(node.children) }];
      case 'footnoteDefinition':
        return many(node.children);
      case 'table': {
        const rows = node.children.map(({ children }) => children.map(inner));
        return [{ type: 'table', ...at(node), rows }];
      }
      case 'thematicBreak':
        return [{ type: 'rule', ...at(node) }];
      case 'html': {
        const shown = source(node).replace(/<!--[\s\S]*?(?:-->|$)/g, '');
        return shown.trim() === '' ? [] : [{ type: 'text', ...at(node), text: shown }];
      }
      case 'paragraph':
        return [{ type: 'text', ...at(node), text: inner(node) }];
      default:
        return [{ type: 'text', ...at(node), text: source(node) }];
    }
  }
  return many;
}

/** Parses CommonMark with GFM's tables and tasks. Nothing in it is executed; no text makes it throw. */
export function parseMarkdown(file: string, bytes: Uint8Array): MarkdownDocument {
  const digest = createHash('sha256').update(bytes).digest('hex');
  const refused = (message: string, line = 1): MarkdownDocument => {
    const problems: Problem[] = [{ file, line, column: 1, message }];
    return { file, digest, children: [], problems };
  };
  if (bytes.length > sizeLimit) return refused(`larger than ${sizeLimit / 1024} KiB`);
  if (!isUtf8(bytes)) return refused('not UTF-8 text');
  const text = Buffer.from(bytes)
    .toString()
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n');
  const front = frontMatterOf(text);
  // Line breaks stay, so that every line keeps its number.
  const body = front ? text.slice(0, front.length).replace(/[^\n]/g, ' ') + text.slice(front.length) : text;
  const lines = body.split('\n');
  const deep = tooDeep(lines);
  if (deep !== undefined) return refused(`nested more than ${depthLimit} deep`, deep);
  const tree = fromMarkdown(body, { extensions: [gfm(), { disable }], mdastExtensions: [gfmFromMarkdown()] });
  const frontMatter = front
    ? parseSource(file, new TextEncoder().encode(`\n${front.yaml}`), 'front-matter')
    : undefined;
  return {
    file,
    digest,
    children: converted(body, lines)(tree.children),
    ...(frontMatter ? { frontMatter } : {}),
    problems: [],
  };
}

/** Throws Fault NOT_FOUND when there is no such file. */
export function readMarkdown(file: string): MarkdownDocument {
  const bytes = readCapped(file, sizeLimit + 1);
  if (bytes === undefined)
    throw new Fault('NOT_FOUND', `there is no file ${file}`, {
      hint: 'a plan of the catalogue is named without .md: inc runbook list',
    });
  return parseMarkdown(file, bytes);
}
