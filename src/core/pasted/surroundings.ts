import { dayText, type Day } from '../time/calendar.ts';
import { Fault } from '../faults.ts';
import { DayKeeper, type Placed } from './days.ts';
import { datedHead, datesIn } from './date.ts';
import type { Head } from './head.ts';
import type { PastedLine } from './lines.ts';
import type { PasteContext } from './rows.ts';
import { isAbbreviated, statedZone, zoneNames, type IsZone } from './zone.ts';
import { canonicalZone } from '../time/zone-names.ts';

/** Characters; what says a day or a zone is a heading or a sentence, not pages on one line. */
const longest = 2000;

/** A date, and at most a word or a zone beside it: it says of which day the rows below it are. */
export function isDay(text: string): boolean {
  const rest = datedHead(text.replace(/^[*_]+/, ''))?.rest.trim();
  return rest !== undefined && rest.length <= 20 && !/[\w)] +\(?\w/.test(rest);
}

/** Days and zones, as the lines around the rows state them. */
export class Surroundings {
  readonly isZone: IsZone;
  /** What was taken from which line. */
  readonly notes: string[] = [];
  readonly #context: PasteContext;
  readonly #days: DayKeeper;
  /** Days that stand in sentences before the first row, and where. */
  readonly #mentioned = new Map<string, { readonly day: Day; readonly line: number }>();
  #dayStated: boolean;
  #zone: string;

  constructor(context: PasteContext) {
    this.#context = context;
    this.isZone = zoneNames(context.zones);
    this.#days = new DayKeeper(context.now, context.zones, context.day, !context.dayGiven);
    this.#dayStated = context.dayGiven;
    this.#zone = context.zone;
  }

  /** The row's instant, with all that was assumed. Throws USAGE where it has none. */
  place(head: Head): Placed & { readonly zone: string } {
    if (!this.#dayStated && head.date === undefined) this.#takeMentioned();
    const notes: string[] = [];
    const zone = this.#zoneOf(head.zone, notes);
    const placed = this.#days.place({ ...head, zone });
    this.#dayStated = true;
    return { ...placed, zone, notes: [...notes, ...placed.notes] };
  }

  /** Takes what a line that is no row says. @returns whether it said anything. */
  hear(line: PastedLine): boolean {
    if (line.text.length > longest) return false;
    const heading = line.kind === 'heading' || line.kind === 'label';
    const zone = this.#takeZone(line, heading || line.kind === 'row');
    return this.#takeDay(line, heading) || zone;
  }

  #zoneOf(typed: string | undefined, notes: string[]): string {
    if (typed === undefined) return this.#zone;
    if (!isAbbreviated(typed) || !this.#context.zoneGiven) return canonicalZone(typed, this.#context.zones);
    notes.push(`${typed} is taken as ${this.#context.zone}, as --tz says`);
    return this.#context.zone;
  }

  #takeZone(line: PastedLine, heading: boolean): boolean {
    const texts = line.kind === 'row' ? line.cells : [line.text];
    const typed = texts.map((text) => statedZone(text, heading)).find((zone) => zone !== undefined);
    if (typed === undefined || (typed.includes('/') && !this.isZone(typed))) return false;
    if (isAbbreviated(typed) && !this.#context.zoneGiven) throw this.#unclear(typed, line.line);
    const zone = this.#zoneOf(typed, this.notes);
    if (zone !== this.#zone) this.notes.push(`line ${line.line}: times are in ${zone}`);
    this.#zone = zone;
    return true;
  }

  /** Rows below it would all be wrong. */
  #unclear(typed: string, line: number): Fault {
    try {
      canonicalZone(typed, this.#context.zones);
    } catch (error) {
      if (error instanceof Fault)
        return new Fault('USAGE', `line ${line}: ${error.message}`, {
          hint: `${error.hint ?? ''}, or say which it is: inc import --tz ZONE`,
          details: 'all',
          cause: error,
        });
    }
    return new Fault('USAGE', `line ${line}: ${typed} is no zone`, { details: 'all' });
  }

  #takeDay(line: PastedLine, heading: boolean): boolean {
    const days = datesIn(line.text);
    const plain = line.text.replace(/^[*_]+/, '');
    const short = datedHead(plain) !== undefined && plain.length <= 60;
    const [day, ...others] = days;
    if (day && others.length === 0 && (heading || short)) {
      this.#days.turn(day);
      this.#dayStated = true;
      this.notes.push(`line ${line.line}: ${dayText(day)}`);
      return true;
    }
    if (!this.#dayStated)
      for (const mentioned of days)
        if (!this.#mentioned.has(dayText(mentioned)))
          this.#mentioned.set(dayText(mentioned), { day: mentioned, line: line.line });
    return false;
  }

  /** No heading says of which day the rows are; a sentence before them may, if it is the only one. */
  #takeMentioned(): void {
    const [only, ...others] = this.#mentioned.values();
    if (!only || others.length > 0) return;
    this.#days.turn(only.day);
    this.#dayStated = true;
    this.notes.push(`line ${only.line}: ${dayText(only.day)}, the only date before the first row`);
  }
}
