import {
  unmarked,
  type MarkdownCode,
  type MarkdownItem,
  type MarkdownNode,
} from '../../core/markdown-document.ts';

type Section = 'steps' | 'preflight' | 'verify' | 'rollback';

/** A block of code or an item of a list, and where in the document it stands. */
export interface Part {
  readonly section: Section;
  /** Text of the nearest heading above; empty before the first. */
  readonly heading: string;
  readonly node: MarkdownCode | (MarkdownItem & { readonly type: 'item'; readonly text: string });
  /** Its place among the document's own blocks: everything before belongs to what is read before it. */
  readonly top: number;
}

const special: readonly (readonly [RegExp, Section])[] = [
  [/^pre-?flight(?: checks?)?$/, 'preflight'],
  [/^verify$|^verification$/, 'verify'],
  [/^roll-?back$/, 'rollback'],
];

const sectionOf = (heading: string): Section | undefined => {
  const plain = heading.toLowerCase().replace(/^[\d.)\s]+|[\s:.!]+$/g, '');
  return special.find(([form]) => form.test(plain))?.[1];
};

/** Blocks and items in the order of the file, each with the section that it belongs to. */
export function partsOf(nodes: readonly MarkdownNode[]): readonly Part[] {
  const parts: Part[] = [];
  let heading = '';
  /** A section ends with the next heading of its own depth or above. */
  let within: { readonly section: Section; readonly depth: number } | undefined;

  function visit(node: MarkdownNode, top: number): void {
    const { section = 'steps' } = within ?? {};
    switch (node.type) {
      case 'heading': {
        heading = unmarked(node.text);
        if (within && node.depth <= within.depth) within = undefined;
        const named = sectionOf(heading);
        if (named) within = { section: named, depth: node.depth };
        return;
      }
      case 'code':
        parts.push({ section, heading, node, top });
        return;
      case 'quote':
        for (const child of node.children) visit(child, top);
        return;
      case 'list':
        for (const item of node.items) {
          const [first] = item.children;
          const text = first?.type === 'text' ? first.text : '';
          parts.push({ section, heading, node: { type: 'item', ...item, text }, top });
          for (const child of item.children) visit(child, top);
        }
        return;
      default:
        return;
    }
  }
  for (const [top, node] of nodes.entries()) visit(node, top);
  return parts;
}
