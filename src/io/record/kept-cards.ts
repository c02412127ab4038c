import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cardIn, sealCard, type Cards, type FileMark } from '../../core/incident/kept-card.ts';
import { randomBytes } from '../random.ts';
import { readText } from '../files/read-text.ts';
import { readRange } from './tail.ts';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** More than the fixed end of a line, and the most that is kept (bytes). */
const endLength = 96;
const largest = 1_048_576;
/** Two changes within one tick of a kernel's clock (10 ms at most) can leave the same times; in milliseconds. */
const tick = 20;

export const cardFile = (store: string, incident: string): string =>
  `${store}/incidents/${incident}/cache/card.json`;

interface Marked {
  readonly mark: FileMark;
  /** Epoch milliseconds of its last change. */
  readonly touched: number;
}

function markOf(folder: string, name: string): Marked {
  const fd = openSync(`${folder}/${name}`, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const { size, mtimeNs, ctimeNs, mtimeMs, ctimeMs } = fstatSync(fd, { bigint: true });
    const from = Math.max(0, Number(size) - endLength);
    const end = readRange(fd, from, Number(size) - from).toString('latin1');
    const mark = { name, size: `${size}`, modified: `${mtimeNs}`, changed: `${ctimeNs}`, end };
    return { mark, touched: Number(mtimeMs > ctimeMs ? mtimeMs : ctimeMs) };
  } finally {
    closeSync(fd);
  }
}

/** The record's files as they stand; undefined where that cannot be told, or lines of it wait in the spool. */
function marksOf(store: string, state: string, incident: string): readonly Marked[] | undefined {
  const log = `${store}/incidents/${incident}/log`;
  try {
    if (existsSync(`${state}/spool/${incident}`)) return undefined;
    return readdirSync(log, { withFileTypes: true })
      .filter((entry) => entry.name.endsWith('.jsonl') && entry.isFile())
      .map(({ name }) => markOf(log, name))
      .toSorted((a, b) => (a.mark.name < b.mark.name ? -1 : 1));
  } catch {
    return undefined;
  }
}

/** Whole or not at all, by a draft; not synced: what a crash leaves of it is found to be damaged. */
function put(file: string, text: string): void {
  const folder = file.slice(0, file.lastIndexOf('/'));
  const draft = `${folder}/.inc-${Buffer.from(randomBytes(8)).toString('hex')}.tmp`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } catch {
    // A store that is full or can only be read has no cards.
    try {
      rmSync(draft, { force: true });
    } catch {
      // Nor drafts.
    }
  }
}

/**
 * Kept cards, in the record's own `cache/`.
 *
 * @param program which build made the card: another one may fold otherwise.
 * @param now epoch milliseconds.
 */
export const cardsAt = (store: string, state: string, program: string, now: () => number): Cards => ({
  of(incident) {
    const file = cardFile(store, incident);
    const began = now();
    const marked = marksOf(store, state, incident);
    const files = marked?.map(({ mark }) => mark) ?? [];
    const text = files.length > 0 ? readText(file) : undefined;
    return {
      kept: text === undefined ? undefined : cardIn(text, program, files),
      keep(card) {
        if (!marked || files.length === 0 || marked.some(({ touched }) => touched > began - tick)) return;
        const sealed = sealCard(program, files, card);
        if (sealed.length <= largest) put(file, sealed);
      },
    };
  },
});
