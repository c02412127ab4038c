import { Fault } from '../faults.ts';
import { cellsHead, columnsIn, type Columns } from './cells.ts';
import { readHead, type Head } from './head.ts';
import { labelled } from './kind.ts';
import { pastedLines, type PastedLine } from './lines.ts';
import {
  longestText,
  mostLines,
  mostRows,
  type ImportedRow,
  type LeftOut,
  type Pasted,
  type PasteContext,
} from './rows.ts';
import { isDay, Surroundings } from './surroundings.ts';

interface Pending {
  readonly line: PastedLine;
  readonly row: Omit<ImportedRow, 'kind' | 'text'>;
  /** It stands above its text, as a heading or a chat does: all lines up to the next row or heading are part of it. */
  readonly above: boolean;
  readonly who: string | undefined;
  readonly parts: string[];
  readonly lines: number[];
  blank: boolean;
}

/** A row's time, and who says what follows. */
type Begun = Head & { readonly who?: string };

const FENCE = /^(?:`{3,}|~{3,})/;
/** `Alice Smith  2:56 PM` and `alice [14:56] text`, as chats are copied. */
const SPOKEN =
  /^(@?[\w.-]{1,30}|[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){1,2})\s+(?:\[([^\]]{4,30})\](?!\()\s*:?\s*(.*)|(\d{1,2}:\d{2}\s?[AP]M))$/s;

const whyOf = ({ message, hint }: Fault): string => (hint ? `${message}; ${hint}` : message);

/** Reads one text; made anew for each. */
class Reader {
  readonly #source: readonly string[];
  readonly #around: Surroundings;
  readonly #rows: ImportedRow[] = [];
  readonly #leftOut = new Map<number, LeftOut>();
  #columns: Columns = [];
  #pending: Pending | undefined;
  #fence = false;

  constructor(text: string, context: PasteContext) {
    this.#source = text.split('\n');
    this.#around = new Surroundings(context);
  }

  read(lines: readonly PastedLine[]): Pasted {
    for (const line of lines) this.#take(line);
    this.#finish();
    const { length } = this.#rows;
    if (length > mostRows)
      throw new Fault('USAGE', `it holds ${length} rows, and ${mostRows} can be imported at once`, {
        hint: 'cut it in two',
      });
    return {
      rows: this.#rows,
      leftOut: [...this.#leftOut.values()].toSorted((a, b) => a.line - b.line),
      notes: this.#around.notes,
    };
  }

  #take(line: PastedLine): void {
    const { kind } = line;
    if (kind === 'blank') {
      if (this.#pending) this.#pending.blank = true;
      return;
    }
    if (this.#fence || this.#opensFence(line)) {
      this.#join(line);
      this.#fence = !(this.#fence && /^(?:`{3,}|~{3,})$/.test(line.text));
      return;
    }
    if (kind === 'rule') return;
    try {
      const head = this.#headOf(line);
      if (head) this.#begin(line, head);
      else if (this.#continues(line)) this.#join(line);
      else this.#other(line);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'USAGE') throw error;
      if (error.details === 'all') throw error;
      this.#finish();
      this.#leave(line, whyOf(error));
    }
  }

  #headOf({ kind, cells, text }: PastedLine): Begun | undefined {
    const { isZone } = this.#around;
    if (kind === 'row') return cellsHead(cells, this.#columns, isZone);
    const head = readHead(text, isZone);
    if (head || kind !== 'text') return head;
    const [, who, bracketed, words = '', clock] = SPOKEN.exec(text) ?? [];
    const when = bracketed ?? clock;
    const spoken = when === undefined ? undefined : readHead(when, isZone);
    return spoken?.rest === '' && who !== undefined ? { ...spoken, who, rest: words } : undefined;
  }

  /** A block of code below a row, further in than the row, is part of it. */
  #opensFence({ indent, text }: PastedLine): boolean {
    return this.#pending !== undefined && indent > this.#pending.line.indent && FENCE.test(text);
  }

  #continues(line: PastedLine): boolean {
    const pending = this.#pending;
    if (!pending || line.kind === 'row' || pending.line.kind === 'row' || line.kind === 'heading')
      return false;
    const inside = line.indent >= pending.line.indent + 2;
    if (!inside && isDay(line.text)) return false;
    if (pending.above) return true;
    if (line.kind === 'label') return inside && !pending.blank;
    if (line.kind === 'bullet') return inside || (pending.parts.length === 0 && !pending.blank);
    return inside || !pending.blank;
  }

  #join(line: PastedLine): void {
    const pending = this.#pending;
    if (!pending) return;
    pending.blank = false;
    pending.lines.push(line.line);
    pending.parts.push(line.kind === 'bullet' && pending.parts.length > 0 ? `- ${line.text}` : line.text);
  }

  #begin(line: PastedLine, head: Begun): void {
    this.#finish();
    const { at, until, zone, notes } = this.#around.place(head);
    const [, nick, said] = /^<([\w@.-]{1,40})>\s+(.*)$/s.exec(head.rest) ?? [];
    const text = said ?? head.rest;
    const range = until ? { until } : {};
    const about: Pick<ImportedRow, 'approx'> = head.approx ? { approx: true } : {};
    this.#pending = {
      line,
      row: { line: line.line, at, ...range, ...about, zone, notes },
      above: line.kind === 'heading' || (head.who !== undefined && text === ''),
      who: head.who ?? nick,
      parts: text === '' ? [] : [text],
      lines: [line.line],
      blank: false,
    };
  }

  #finish(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#fence = false;
    if (!pending) return;
    const { who, parts, lines, row } = pending;
    const { kind, text: said } = labelled(parts.join(' ').trim());
    const text = who === undefined || said === '' ? said : `${who}: ${said}`;
    const why =
      text === ''
        ? 'it has a time and no text'
        : text.length > longestText
          ? `longer than ${longestText} characters; inc attach FILE keeps what is long`
          : undefined;
    if (why === undefined) this.#rows.push({ ...row, kind, text });
    else for (const line of lines) this.#leave({ line, lines: 1 }, why);
  }

  #leave({ line, lines }: Pick<PastedLine, 'line' | 'lines'>, why: string): void {
    for (let number = line; number < line + lines; number++) {
      const text = this.#source[number - 1] ?? '';
      if (text.trim() === '' || this.#leftOut.has(number)) continue;
      this.#leftOut.set(number, { line: number, text, why });
    }
  }

  /** What is no row may say of which day, and in which zone, the rows are. */
  #other(line: PastedLine): void {
    this.#finish();
    const used = this.#around.hear(line);
    const { kind, cells } = line;
    const columns = kind === 'row' ? columnsIn(cells) : undefined;
    if (columns) this.#columns = columns;
    if (used || columns || kind === 'heading' || kind === 'label') return;
    this.#leave(line, kind === 'row' ? 'none of its first cells is a time' : 'no time at its beginning');
  }
}

/**
 * The rows of a timeline that was kept somewhere else: each begins with a time. FORMATS.md has what is taken.
 * Throws USAGE for more than can be imported at once, and for an abbreviated zone that all rows would be in.
 */
export function readPasted(text: string, context: PasteContext): Pasted {
  if (text.split('\n', mostLines + 1).length > mostLines)
    throw new Fault('USAGE', `it holds more than ${mostLines} lines`, { hint: 'cut it in two' });
  return new Reader(text, context).read(pastedLines(text));
}
