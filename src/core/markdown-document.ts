/** A Markdown file as plain values: what stands where. Parsed by `io`; plans and the screen read it. */
import { besideCode } from './text/code-spans.ts';
import type { Problem, Source } from './ports/file-ports.ts';

interface Placed {
  /** Of its first character; both start at 1. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
}

/** A fenced or an indented block of code. `text` is without fences, container indent and final line break. */
export interface MarkdownCode extends Placed {
  readonly type: 'code';
  readonly fenced: boolean;
  /** As written after the fence. */
  readonly info: string;
  /** Where `info` starts. */
  readonly infoColumn: number;
  readonly text: string;
}

/** Text of a paragraph or cell as it stands in the file: emphasis and links keep their marks. */
interface MarkdownText extends Placed {
  readonly type: 'text';
  readonly text: string;
}

interface MarkdownHeading extends Placed {
  readonly type: 'heading';
  readonly depth: number;
  readonly text: string;
}

interface MarkdownList extends Placed {
  readonly type: 'list';
  /** Number of its first item; absent: no numbers. */
  readonly start?: number;
  readonly items: readonly MarkdownItem[];
}

export interface MarkdownItem extends Placed {
  /** A task (`- [ ]`), done or not; absent: none. */
  readonly checked?: boolean;
  readonly children: readonly MarkdownNode[];
}

interface MarkdownQuote extends Placed {
  readonly type: 'quote';
  readonly children: readonly MarkdownNode[];
}

interface MarkdownTable extends Placed {
  readonly type: 'table';
  /** The header first. */
  readonly rows: readonly (readonly string[])[];
}

interface MarkdownRule extends Placed {
  readonly type: 'rule';
}

export type MarkdownNode =
  MarkdownCode | MarkdownText | MarkdownHeading | MarkdownList | MarkdownQuote | MarkdownTable | MarkdownRule;

export interface MarkdownDocument {
  readonly file: string;
  /** SHA-256 of the file's bytes. */
  readonly digest: string;
  readonly children: readonly MarkdownNode[];
  /** YAML between two lines of `---` at the top of the file; its places are those in the file. */
  readonly frontMatter?: Source;
  /** Why there is nothing to read: too large, no UTF-8, nested too deep. */
  readonly problems: readonly Problem[];
}

/** Every block of code, in the order of the file. */
export function codeIn(nodes: readonly MarkdownNode[]): MarkdownCode[] {
  return nodes.flatMap((node): MarkdownCode[] => {
    if (node.type === 'code') return [node];
    if (node.type === 'quote') return codeIn(node.children);
    return node.type === 'list' ? node.items.flatMap(({ children }) => codeIn(children)) : [];
  });
}

/** Characters: longer than any paragraph, and short enough to be looked through for every mark in it. */
const longest = 4096;

/** As `unmarked`, with the addresses of links: what is read on a terminal cannot be clicked. */
export const readable = (text: string): string =>
  inlineText(text, (prose) =>
    prose.replace(
      /!?\[([^\]]*)\]\(<?([^)\s>]*)[^)]*\)/g,
      (_, label: string, url: string) => `${label} (${url})`,
    ),
  );

/** A line of Markdown without its inline marks: emphasis, code and links become their text. */
export const unmarked = (text: string): string => inlineText(text, (prose) => prose);

const inlineText = (text: string, links: (prose: string) => string): string =>
  (text.length > longest ? text : besideCode(text, (prose) => withoutMarks(links(prose))))
    .replace(/\s+/g, ' ')
    .trim();

const withoutMarks = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~)(\S(?:.*?\S)??)\1/g, '$2')
    .replace(/(^|\s)[*_](\S(?:[^*_]*\S)?)[*_](?=\s|[.,:;!?]|$)/g, '$1$2')
    .replace(/<!--.*?-->/g, '');
