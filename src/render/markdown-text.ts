import { show, showBlock } from '../core/text/screen-text.ts';

// Two ways make a piece of text inert, chosen by when it would come alive.
// 1. What the Markdown parser itself reads (CommonMark 0.31, GFM spec 0.29) gets a backslash or an entity, below.
// 2. What a site finds afterwards in the rendered text (mentions, issue references, emoji, links, mathematics)
//    would see through an entity: only a code span (CommonMark 6.1) stops it, on GitHub, GitLab and cmark-gfm alike.
// A token never holds a space, a backtick, `|`, `<` or `{`, so its span of one backtick is always whole, in a table
// cell too (GFM 4.10 splits cells before it looks for code), and Liquid finds nothing in it.
// Every alternative starts at a run's first character or at its mark: time stays linear in the text's length.
const LIVE = new RegExp(
  [
    // URL with any scheme (GitLab links them all), and GFM 6.9's `www.`; end punctuation stays outside.
    String.raw`(?:(?<![\w+.-])[\w+.-]+)?:\/\/(?:\[[\da-f:.]+\])?(?:[^\s\x60|<>{}[\]\\]*[^\s\x60|<>{}[\]\\.,;:!?'")*_~])?`,
    String.raw`www\.[^\s\x60|<>{}[\]\\]*`,
    // E-mail (GFM 6.9), @name, @org/team; a final `@` could meet a name that follows.
    String.raw`(?:(?<![\w.+-])[\w.+-]+)?@+(?:\w(?:[\w./-]*\w)?|$)`,
    // #123, owner/repo#1, !12, group&3, GH-1.
    String.raw`(?:(?<![\w./-])[\w./-]+)?[#!&]\d+\w*`,
    String.raw`\bGH-\d+\w*`,
    // :shortcode:, but no part of a clock time.
    String.raw`(?:(?<![\w:.-])[\w:.-]+?)?:(?:[+-]1|100|1234|8ball|(?:1st|2nd|3rd)_\w+|[a-z_][\w+-]*):(?:[\w:.-]*\w)?`,
    // $HOME, $5,000: every dollar sign, since one left bare could open mathematics that ends inside a later span.
    String.raw`\$+(?:\w(?:[\w.,]*\w)?)?`,
    // Wiki links [[page]] and [TOC].
    String.raw`(?<=\[)\[+|\[(?=_?TOC_?\])`,
    // Flags: converters with smart punctuation join the two hyphens.
    String.raw`(?<![\w-])--[a-z][\w-]*`,
    // Quick action (/close) at the start of a line.
    String.raw`^\/(?=[a-z])(?:[\w./-]*\w)?`,
  ]
    .map((alternative) => `(?:${alternative})`)
    .join('|')
    .replace(/^.*$/s, '((?:$&)+)'),
  'gi',
);

// Without one of these, which are found fifty times as fast, there is no match of LIVE; each is a part that every
// match of one of its alternatives has.
const MAYBE_LIVE =
  /:\/\/|www\.|@|[#!&]\d|gh-\d|:(?:[+-]1|100:|1234|8ball|1st|2nd|3rd|[a-z_])|\$|\[[[_t]|--[a-z]|^\//i;

// Block marks at the start of a fragment (CommonMark 4 and 5): headings, bullets, ordered items, setext underlines,
// a table's delimiter row, definition lists and ::: containers. Blockquotes, fences and rules fall to MARKS.
const START = /^(?:[#=]|[-+](?=[\s:+]|$)|\d{1,9}(?=[.)](?:\s|$))|:(?=[-:\s]))/;

// Marks anywhere in a line, and what the stricter converters take for one: `^`, `--`, `(c)`, `{:`. A `_` inside a
// word is none (CommonMark 6.2), nor the `>` of an arrow or after a word, nor `&` before a space: these stay, to be
// read with ease.
const MARKS =
  /[\\`*[\]<~^|\n]|_(?![a-z\d])|(?<![a-z\d])_|(?<![-=]|\S )>|(?<=--|==)>|&(?!\s)|--+|\((?=(?:c|r|tm)\))|^\{|\{(?=[{%#:.=]|$)|(?<=\s)#(?=#*$)/gi;

// Most rows of a timeline: words, and marks between them that nothing above begins, ends or goes on with.
const PROSE = /^[a-z](?:[a-z\d ,;%'"?]|: |(?<!w)\.(?= |$))*$/i;

/** The same for MARKS. */
const MAYBE_MARKED = /[\\`*[\]<~^|\n_>&{#]|--|\((?:c|r|tm)\)/i;

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\n': '<br>' };

// Backslash where every converter knows it, entity for the rest.
const escape = (mark: string): string =>
  /^[\\`*_[\]#+]/.test(mark) || mark === '-'
    ? `\\${mark}`
    : mark.replace(/[^]/g, (c) => ENTITY[c] ?? `&#${c.charCodeAt(0)};`);

const escapeStart = (mark: string): string => (/\d/.test(mark) ? `${mark}\\` : escape(mark));

/** Exported for its test: prose is what it leaves as it is. */
export const isProse = (text: string): boolean => PROSE.test(text);

const unmarked = (text: string): string => (MAYBE_MARKED.test(text) ? text.replace(MARKS, escape) : text);

export const inert = (text: string): string =>
  MAYBE_LIVE.test(text)
    ? text
        .split(LIVE)
        .map((part, i) => (i % 2 === 1 ? `\`${part}\`` : unmarked(part)))
        .join('')
    : unmarked(text);

/**
 * Any text as one fragment of Markdown that renders as that text in a paragraph, list item, heading or table cell,
 * and does nothing: no HTML, link, image, mention, reference, emoji, block mark, Liquid tag or quick action.
 * What sites bring to life after rendering (`@name`, `#123`, `https://…`, `:fire:`, `$HOME`) becomes inline code,
 * the only inert form; prose stays as it is. Controls are made visible as on the screen, a newline is `<br>` (the
 * only break a cell can hold), a tab one space; white space around the text goes. Never throws.
 * Not covered: references that merely link and notify nobody (commit ids, GitLab's ~label, %milestone, $snippet).
 */
export function inline(text: string): string {
  const clean = showBlock(text).replaceAll('\t', ' ').trim();
  if (PROSE.test(clean)) return clean;
  const start = MAYBE_LIVE.test(clean) && clean.search(LIVE) === 0 ? '' : (START.exec(clean)?.[0] ?? '');
  return start === '' ? inert(clean) : escapeStart(start) + inert(clean.slice(start.length));
}

/** As `inline`, on one line also when rendered: a newline shows as `␤`. For titles. */
export const heading = (text: string): string => inline(show(text));

/**
 * Text as inline code on one line (CommonMark 6.1), right in a table cell too. What a span cannot hold everywhere
 * (`|` splits cells, a backtick ends it, `{{` is Liquid's, `<!--` may be taken for a region mark) goes into
 * `<code>` with entities instead. Empty text gives an empty string.
 */
export function codeSpan(text: string): string {
  const clean = show(text).trim();
  if (clean === '') return '';
  return /[|`]|\{[{%]|<!--/.test(clean) ? `<code>${inert(clean)}</code>` : `\`${clean}\``;
}

/**
 * Lines as a fenced code block (CommonMark 4.5) for the top level of a document, LF at its end; `info` is the
 * language. The fence is longer than any run of backticks inside. Text that holds one of our region marks becomes
 * `<pre>` with entities, so that no reader of regions can mistake it. Liquid tags stay as they are.
 */
export function code(text: string, info = ''): string {
  const clean = showBlock(text).replace(/\n$/, '');
  if (/<!--\s*inc:/.test(clean)) return `<pre>\n${clean.replace(/[&<>]/g, (c) => ENTITY[c] ?? c)}\n</pre>\n`;
  const longest = (clean.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${info.replace(/[^\w+#.-]/g, '')}\n${clean === '' ? '' : `${clean}\n`}${fence}\n`;
}

/**
 * A link (CommonMark 6.3) with inert text, to http, https or mailto only; other URLs, and those with a control or
 * invisible character, give the text alone. Without a text the URL is the text.
 */
export function link(text: string, url: string): string {
  const label = inline(text) || inline(url);
  const target = /^(https?:\/\/(?:\[[\da-f:.]+\])?|mailto:)(.+)$/i.exec(url);
  if (!target || show(url) !== url) return label;
  const [, head = '', rest = ''] = target;
  const safe = rest.replace(/[^\w.~:/?#@!$'+,;=%&-]/gu, (c) =>
    c === '(' ? '%28' : c === ')' ? '%29' : c === '*' ? '%2A' : encodeURIComponent(c),
  );
  return `[${label}](${head}${safe.replace(/&(?=#?\w+;)/g, '&amp;')})`;
}
