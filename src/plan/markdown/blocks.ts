import type { MarkdownCode } from '../../core/markdown-document.ts';
import { consoleSession, type Typed } from './console-session.ts';
import { infoString, type InfoString } from './info-string.ts';

const scripts: readonly string[] = ['bash', 'sh', 'shell'];
const consoles: readonly string[] = ['console', 'shell-session', 'sh-session', 'terminal'];

/** Characters: more fits into no line of the record, and is better kept in a file of its own. */
const longest = 30_000;

/** `action`: its language says that a shell runs it; `shown`: text, data, output, another language. */
export interface Block {
  readonly kind: 'action' | 'shown';
  readonly code: MarkdownCode;
  readonly info: InfoString;
  /** What its prompts show; absent: it shows none, and all of it is one script. */
  readonly session?: readonly Typed[];
  /** What a shell would get. */
  readonly script: string;
}

/**
 * What a block of code is for. One without a language is an action only where it shows prompts: everything else
 * there may be output, a diagram or a file.
 */
export function blockOf(code: MarkdownCode): Block {
  const info = infoString(code.info, code.infoColumn);
  const isConsole = consoles.includes(info.language);
  const shell = isConsole || scripts.includes(info.language);
  const unsaid = code.fenced && info.language === '';
  const session = shell || unsaid ? consoleSession(code.text, isConsole) : undefined;
  // In a console without a prompt nobody can tell what was typed from what was printed.
  const acts = code.fenced && (session !== undefined || (shell && !isConsole));
  const script = session ? session.map(({ command }) => command).join('\n') : code.text;
  const longer = code.text.length > longest;
  const empty = script.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
  return {
    kind: acts && !empty && !longer ? 'action' : 'shown',
    code,
    info,
    script,
    ...(session ? { session } : {}),
  };
}
