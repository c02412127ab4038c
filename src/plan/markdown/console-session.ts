import { isComplete } from './shell-text.ts';

/** What was typed at a prompt, and what it printed when somebody wrote it down. */
export interface Typed {
  readonly command: string;
  readonly expected: string;
  /** Line of the block, from 0. */
  readonly line: number;
}

const dollar = /^\s*\$ (?=\S)/;
const root = /^\s*# (?=\S)/;
/** `ana@web-1:~$ `, `[ana@web-1 ~]# `. */
const named = /^\s*(?:\[[\w.-]+@[\w.-]+[^\]\n]*\]|[\w.-]+@[\w.-]+(?::[^\s$#]*)?)\s?[$#] (?=\S)/;
const continued = /^> ?/;

/** The prompt of a line; `#` is one only where nothing else is. */
function promptOf(line: string, rootToo: boolean): string | undefined {
  return dollar.exec(line)?.[0] ?? named.exec(line)?.[0] ?? (rootToo ? root.exec(line)?.[0] : undefined);
}

/** So many lines after its first belong to one command at most. */
const most = 500;

/**
 * The commands of a block that shows prompts, each with what follows it up to the next; undefined: it shows none.
 * In a console `# ` is root's prompt, unless another is there: then, and in scripts, it starts a comment.
 */
export function consoleSession(text: string, isConsole: boolean): readonly Typed[] | undefined {
  const lines = text.split('\n');
  const others = lines.some((line) => promptOf(line, false) !== undefined);
  if (!others && !(isConsole && lines.some((line) => root.test(line)))) return undefined;
  const typed: { command: string; expected: string[]; line: number }[] = [];
  let open = false;
  let more = 0;
  for (const [line, written] of lines.entries()) {
    const prompt = promptOf(written, !others);
    const last = typed.at(-1);
    if (last && open) {
      last.command += `\n${written.replace(continued, '')}`;
      open = ++more < most && !isComplete(last.command);
    } else if (prompt !== undefined) {
      // Blanks behind a backslash are a slip of the pen that a shell would not forgive.
      const command = written.slice(prompt.length).replace(/\\[ \t]+$/, '\\');
      typed.push({ command, expected: [], line });
      more = 0;
      open = !isComplete(command);
    } else if (last && !(others && root.test(written))) last.expected.push(written);
  }
  return typed.map(({ command, expected, line }) => ({
    command: command.trimEnd(),
    expected: expected.join('\n').replace(/^\n+|\s+$/g, ''),
    line,
  }));
}
