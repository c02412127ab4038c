import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { showBlock } from '../../src/core/text/screen-text.ts';
import { inline } from '../../src/render/markdown-text.ts';
import { MARKDOWN_ATTACKS, TERMINAL_ATTACKS } from '../fixtures/hostile-text.ts';
import { scraps } from '../support/scraps.ts';
import { must, scaled, type Part } from './part.ts';

interface Renderer {
  readonly command: string;
  readonly args: readonly string[];
  /** Debian's package. */
  readonly from: string;
  /** Takes the end of a title for its closing marks, even behind a backslash: its titles are only searched for life. */
  readonly cutsTitles?: true;
}

const renderers: readonly Renderer[] = [
  {
    command: 'cmark-gfm',
    args: [
      '--unsafe',
      '-e',
      'table',
      '-e',
      'strikethrough',
      '-e',
      'autolink',
      '-e',
      'tasklist',
      '-e',
      'footnotes',
    ],
    from: 'cmark-gfm',
  },
  {
    command: 'pandoc',
    args: ['--from', 'gfm-gfm_auto_identifiers', '--to', 'html', '--wrap', 'none', '--no-highlight'],
    from: 'pandoc',
  },
  {
    command: 'lowdown',
    args: [
      '-thtml',
      '--html-no-skiphtml',
      '--html-no-escapehtml',
      '--parse-no-metadata',
      '--html-no-head-ids',
      '--out-no-smarty',
      '--parse-no-intraemph',
      '--parse-no-ext-attrs',
    ],
    from: 'lowdown',
    cutsTitles: true,
  },
];

const title = (text: string): string => `## ${text}`;
const places: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `- ${text}`,
  (text) => `before\n${text}\nafter`,
  (text) => `| head | end |\n| --- | --- |\n| ${text} | end |`,
  title,
];

/** What our own text and its places may become. */
const harmless =
  /^<\/?(?:p|br|ul|li|h2|table|thead|tbody|tr|th|td|code|colgroup|col|html|body|head|hr)(?: (?:class|id|style)="[\w\s:;.%-]*")*\s*\/?>$/;
const batch = 500;

const unescaped = (html: string): string =>
  html
    .replace(/<br ?\/?>\n?/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) =>
      decimal || hex
        ? String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex ?? '', 16))
        : ({ lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0' }[name ?? ''] ?? whole),
    );

/** pandoc normalizes, and asks for a plain arrow. */
const squeezed = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll('\ufe0e', '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();

/** What is alive in the page, or lost from it, of some texts in one place. */
function judge(
  { command, args, cutsTitles }: Renderer,
  texts: readonly string[],
  place: (text: string) => string,
): string[] {
  const markdown = texts
    .map((text, index) => `QqStart${index}qQ\n\n${place(inline(text) || 'nothing')}\n`)
    .join('\n');
  const html = must(command, args, markdown);
  const broken: string[] = [];
  const alive = [...new Set([...html.matchAll(/<(?!!--)[a-z/][^>]*>/gi)].map(([tag]) => tag))].filter(
    (tag) => !harmless.test(tag),
  );
  const pieces = html.split(/QqStart(\d+)qQ/).slice(1);
  if (pieces.length !== 2 * texts.length) broken.push(`S1: ${command}: a text swallowed what follows it`);
  for (let at = 0; at + 1 < pieces.length; at += 2) {
    const text = texts[Number(pieces[at])] ?? '';
    const piece = pieces[at + 1] ?? '';
    const here = alive.filter((tag) => piece.includes(tag));
    if (here.length > 0) broken.push(`S1: ${command}: ${here.join(' ')} of ${JSON.stringify(text)}`);
    if (cutsTitles && place === title) continue;
    const expected = squeezed(showBlock(text));
    if (!squeezed(unescaped(piece)).includes(expected === '' ? 'nothing' : expected))
      broken.push(
        `S1: ${command}: another text than ${JSON.stringify(text)}: ${squeezed(unescaped(piece)).slice(0, 200)}`,
      );
  }
  return broken;
}

export const part: Part = {
  about: '60,000 hostile texts in Markdown, by each of cmark-gfm, pandoc and lowdown',
  run(scale) {
    const missing = renderers.filter(
      ({ command }) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0,
    );
    if (missing.length > 0)
      return Promise.reject(
        new Error(
          `apt-get install ${missing.map(({ from }) => from).join(' ')}; to leave this out: --without markdown`,
        ),
      );
    const seed = Date.now() % 2 ** 31;
    const payloads = [...MARKDOWN_ATTACKS, ...TERMINAL_ATTACKS.map(([, text]) => text)];
    const texts = [...payloads, ...fc.sample(scraps, { numRuns: scaled(60_000, scale), seed })];
    const counts: Record<string, number> = { payloads: payloads.length, seed };
    const violations: string[] = [];
    for (const renderer of renderers) {
      let rendered = 0;
      for (let from = 0; from < texts.length; from += batch) {
        const some = texts.slice(from, from + batch);
        // The payloads in every place, the rest in one each.
        const chosen =
          from < payloads.length
            ? places
            : [places[(from / batch) % places.length] as (text: string) => string];
        for (const place of chosen) {
          violations.push(...judge(renderer, some, place));
          rendered += some.length;
        }
      }
      counts[`texts rendered by ${renderer.command}`] = rendered;
    }
    return Promise.resolve({ counts, violations });
  },
};
