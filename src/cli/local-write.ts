import type { World } from '../core/ports/ports.ts';
import type { Write } from './report.ts';

const plain: Readonly<Record<string, string>> = {
  '…': '...',
  '·': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '→': '->',
  '↳': '>',
  '•': '*',
  '◦': 'o',
  '‣': '>',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '≈': '~',
  '±': '+/-',
};

/**
 * Typographic marks in ASCII on a terminal whose locale is not UTF-8, which would show each as three wrong letters.
 * What goes to a program or a file, and JSON, is never changed.
 */
export function localWrite(argv: readonly string[], world: Pick<World, 'terminal'>, write: Write): Write {
  const { terminal } = world;
  if (terminal.unicode || argv.includes('--json')) return write;
  return (fd, text) =>
    write(
      fd,
      (fd === 1 ? terminal.screen : terminal.messages)
        ? text.replace(/[…·–—−→↳•◦‣‘’“”≈±]/g, (mark) => plain[mark] ?? mark)
        : text,
    );
}
