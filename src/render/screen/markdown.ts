import { readable, unmarked, type MarkdownNode } from '../../core/markdown-document.ts';
import { show, showBlock } from '../../core/text/screen-text.ts';
import type { BlockView, ComparedView, SectionView } from '../views/markdown.ts';
import type { Style } from '../style.ts';
import { cells, cut, hanging, padEnd } from '../wrap.ts';

/** Narrower than this (cells), text is not wrapped to its place but to this. */
const narrowest = 20;
/** Two texts side by side need this much each. */
const side = 44;

const codeLines = (text: string, lead: string, bar: string): string[] =>
  showBlock(text)
    .split('\n')
    .map((line) => `${lead}${bar} ${line.replace(/\t/g, '    ')}`.trimEnd());

/** Blocks of Markdown as lines, wrapped, each below `indent` cells; nothing in them acts on the terminal. */
function markdownLines(nodes: readonly MarkdownNode[], style: Style, columns: number, indent = 0): string[] {
  const lead = ' '.repeat(indent);
  const width = Math.max(narrowest, columns);
  const paragraph = (text: string, first = lead): string[] =>
    hanging(first, indent, show(readable(text)), width).split('\n');

  function one(node: MarkdownNode): string[] {
    switch (node.type) {
      case 'heading':
        return [lead + style.strong(`${'#'.repeat(node.depth)} ${show(unmarked(node.text))}`)];
      case 'text':
        return paragraph(node.text);
      case 'code':
        return codeLines(node.text, lead, style.muted('|'));
      case 'rule':
        return [lead + style.dash.repeat(3)];
      case 'quote':
        return markdownLines(node.children, style, width - 2, 0).map(
          (line) => `${lead}${style.muted('>')} ${line}`,
        );
      case 'table':
        return node.rows.flatMap((row) => paragraph(row.map(readable).join(' | ')));
      case 'list':
        return node.items.flatMap(({ checked, children }, at) => {
          const number = node.start === undefined ? style.bullet : `${node.start + at}.`;
          const mark = `${number}${checked === undefined ? '' : checked ? ' [x]' : ' [ ]'} `;
          const inside = markdownLines(children, style, width, indent + cells(mark));
          const [first = '', ...rest] = inside;
          return [lead + mark + first.trimStart(), ...rest];
        });
    }
  }
  return nodes.flatMap((node, at) => (at === 0 ? one(node) : ['', ...one(node)]));
}

export const screenSection = ({ nodes }: SectionView, style: Style, columns: number): string =>
  nodes.length === 0 ? '' : `\n${markdownLines(nodes, style, columns).join('\n')}\n`;

/** The block as it would run, and what is known about it. */
export function screenBlock(view: BlockView, style: Style, columns: number): string {
  const { step, number, of, file, line, script, expected, tty, values } = view;
  const name = file.split('/').at(-1) ?? file;
  const head = `${style.strong(`[${number}/${of}] ${show(step)}`)}  ${style.muted(`${show(name)}:${line}`)}`;
  const filled = values.map(({ written, value }) =>
    hanging(
      '  ',
      2,
      `${show(written)} ${style.arrow} ${value === null ? 'is asked for' : show(value)}`,
      columns,
    ),
  );
  const known =
    expected === '' ? [] : ['  the runbook shows:', ...codeLines(expected, '  ', style.muted(':'))];
  return `${['', head, ...codeLines(script, '  ', style.path('>')), ...filled, ...known, ...(tty ? ['  it gets the terminal; what it prints is not kept'] : [])].join('\n')}\n`;
}

/** Side by side where there is room, else one below the other. */
export function screenCompared(view: ComparedView, style: Style, columns: number): string {
  const { step, expected, actual, same } = view;
  if (same) return `${style.good('as in the runbook')}  ${show(step)}\n`;
  const head = `${style.doubtful('not as in the runbook')}  ${show(step)}`;
  const [left, right] = [expected, actual].map((text) =>
    showBlock(text.trimEnd() || '(nothing)')
      .replace(/\t/g, '    ')
      .split('\n'),
  ) as [string[], string[]];
  const half = Math.floor((Math.min(columns, 200) - 5) / 2);
  if (half < side)
    return `${[head, '  the runbook shows:', ...left.map((line) => `  : ${line}`), '  it printed:', ...right.map((line) => `  : ${line}`)].join('\n')}\n`;
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const [a = '', b = ''] = [left[at], right[at]];
    return `  ${padEnd(cut(a, half), half)} ${a === b ? ' ' : style.doubtful('|')} ${cut(b, half)}`.trimEnd();
  });
  return `${[head, `  ${style.muted(padEnd('the runbook shows', half))}   ${style.muted('it printed')}`, ...rows].join('\n')}\n`;
}
