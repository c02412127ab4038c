/** What a shell does with the characters of a script, as far as reading it aloud asks for. Nothing is executed. */

/** `here`: a here-document that is expanded; `literal`: one that is not, and `$'…'`. */
export type Context = 'plain' | 'double' | 'single' | 'comment' | 'here' | 'literal';

export interface ShellText {
  /** For each character, by what rules the shell reads it. */
  readonly contexts: readonly Context[];
  /** Quotes, here-documents, parentheses and lines are all finished. */
  readonly complete: boolean;
}

interface Here {
  readonly word: string;
  readonly literal: boolean;
  readonly tabs: boolean;
}

const hereStart = /<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([A-Za-z_][\w.-]*))/y;

/** Reads a script of bash from front to back. */
export function shellText(script: string): ShellText {
  const contexts: Context[] = [];
  /** Innermost last: `(` of a substitution, `"`. */
  const open: ('(' | '"')[] = [];
  let waiting: Here[] = [];
  let at = 0;
  let unfinished = false;
  const mark = (length: number, context: Context): void => {
    for (let n = 0; n < length && at < script.length; n++) {
      contexts.push(context);
      at++;
    }
  };

  /** The bodies of the here-documents that this line announced. */
  function heres(): void {
    for (const { word, literal, tabs } of waiting) {
      let ended = false;
      while (!ended && at < script.length) {
        const stop = script.indexOf('\n', at);
        const line = script.slice(at, stop < 0 ? undefined : stop);
        ended = (tabs ? line.replace(/^\t+/, '') : line) === word;
        mark(line.length + 1, ended ? 'plain' : literal ? 'literal' : 'here');
      }
      if (!ended) unfinished = true;
    }
    waiting = [];
  }

  while (at < script.length) {
    const char = script[at] as string;
    const inDouble = open.at(-1) === '"';
    if (char === '\\') {
      if (at + 1 >= script.length || /^\\\s*$/.test(script.slice(at))) unfinished = true;
      mark(2, inDouble ? 'double' : 'plain');
    } else if (char === '"') {
      if (inDouble) open.pop();
      else open.push('"');
      mark(1, 'double');
    } else if (char === '$' && script[at + 1] === '(') {
      mark(2, inDouble ? 'double' : 'plain');
      open.push('(');
    } else if (inDouble) mark(1, 'double');
    else if (char === "'") {
      const literal = script[at - 1] === '$';
      let end = at + 1;
      while (end < script.length && script[end] !== "'") end += literal && script[end] === '\\' ? 2 : 1;
      if (end >= script.length) unfinished = true;
      mark(end + 1 - at, literal ? 'literal' : 'single');
    } else if (char === '#' && /^$|[\s;&|(]/.test(script[at - 1] ?? '')) {
      const end = script.indexOf('\n', at);
      mark((end < 0 ? script.length : end) - at, 'comment');
    } else if (char === '<' && script.startsWith('<<', at) && script[at + 2] !== '<') {
      hereStart.lastIndex = at;
      const found = hereStart.exec(script);
      if (found) {
        const [whole, dash, single, double, bare] = found;
        const word = single ?? double ?? bare ?? '';
        waiting.push({ word, literal: bare === undefined || whole.includes('\\'), tabs: dash === '-' });
      }
      mark(found ? found[0].length : 2, 'plain');
    } else if (char === '<' && script.startsWith('<<<', at)) mark(3, 'plain');
    else if (char === '\n') {
      mark(1, 'plain');
      heres();
    } else {
      if (char === '(') open.push('(');
      if (char === ')' && open.at(-1) === '(') open.pop();
      mark(1, 'plain');
    }
  }
  if (waiting.length > 0 || open.length > 0) unfinished = true;
  return { contexts, complete: !unfinished };
}

const opening = /(?:^|[;&|(]\s*|\s)(?:do|then|else|elif|in|\{|&&|\|\|?|\|&)\s*$/;

/** Whether a person who typed these lines would be asked for more before anything ran. */
export function isComplete(script: string): boolean {
  if (!shellText(script).complete) return false;
  const words = script.replace(/(['"]).*?\1/gs, '').split(/[\s;]+/);
  const count = (...names: readonly string[]): number => words.filter((word) => names.includes(word)).length;
  if (opening.test(script.trimEnd())) return false;
  return (
    count('do') <= count('done') &&
    count('if') <= count('fi') &&
    count('case') <= count('esac') &&
    count('{') <= count('}')
  );
}
