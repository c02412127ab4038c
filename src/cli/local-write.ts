import type { World } from '../core/ports.ts';
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
 * Our own marks in ASCII on a terminal whose locale is not UTF-8; everything else that a person typed as it is.
 * What goes to a program or a file, and JSON, is never changed.
 */
export function localWrite(argv: readonly string[], world: Pick<World, 'terminal'>, write: Write): Write {
  const { unicode, screen } = world.terminal;
  if (unicode || argv.includes('--json')) return write;
  return (fd, text) =>
    write(
      fd,
      fd === 1 && !screen ? text : text.replace(/[…·–—−→↳•◦‣‘’“”≈±]/g, (mark) => plain[mark] ?? mark),
    );
}
