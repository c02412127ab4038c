import { jsonLine } from '../text/json-text.ts';

/**
 * How much of a command's words is recorded (bytes of JSON): a line of the record holds 64 KiB, and the mark of a
 * secret can be longer than the secret.
 */
const limit = 16 * 1024;
/** A cut moves back to a blank that is so near (characters): in front of a word, not within a secret. */
const near = 4096;

const bytes = (text: string): number => new TextEncoder().encode(text).length;
const cost = (word: string): number => bytes(jsonLine(word)) + 1;

/** The beginning of a word, as much as costs no more than `room`. */
function cut(word: string, room: number): string {
  let [low, high] = [0, Math.min(word.length, room)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (cost(word.slice(0, middle)) <= room) low = middle;
    else high = middle - 1;
  }
  const kept = word.slice(0, low);
  const blank = Math.max(kept.lastIndexOf(' '), kept.lastIndexOf('\n'), kept.lastIndexOf('\t'));
  return blank > 0 && low - blank <= near ? kept.slice(0, blank) : kept.replace(/[\ud800-\udbff]$/, '');
}

/**
 * The words of a command as the record holds them: all of them, or the first 16 KiB and how much is left out. The
 * command itself gets every word.
 */
export function recordedArgv(argv: readonly string[]): readonly string[] {
  let room = limit;
  for (const [index, word] of argv.entries()) {
    const price = cost(word);
    if (price <= room) {
      room -= price;
      continue;
    }
    const words = argv.slice(0, index);
    // One word more than fits says little; a word that is too long by itself says what the command is.
    if (price <= limit / 2) return [...words, `… ${argv.length - index} more words not recorded`];
    const start = cut(word, room);
    const rest = argv.length - index - 1;
    const left = `… ${bytes(word) - bytes(start)} more bytes${rest > 0 ? ` and ${rest} more words` : ''} not recorded`;
    return [...words, start + left];
  }
  return argv;
}
