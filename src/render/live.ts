import type { Recorded } from '../core/record/envelope.ts';
import type { Watcher } from '../core/ports/person-ports.ts';
import { show } from '../core/text/screen-text.ts';
import { timeline } from '../core/incident/timeline.ts';
import { entryLine } from './screen/timeline.ts';
import type { Spinner } from './spinner.ts';
import type { Style } from './style.ts';
import { cut } from './wrap.ts';

export interface LiveParts {
  readonly style: Style;
  readonly columns: number;
  readonly write: (text: string) => void;
  readonly spinner: Spinner | undefined;
}

export interface Live extends Watcher {
  heard(event: Recorded): void;
  stop(): void;
}

/** What a spinner and its blank take of a line. */
const spinnerWidth = 2;

// oxlint-disable-next-line no-control-regex -- colours and cursor moves are what it takes away (ECMA-48, CSI)
const sequences = /\u001b\[[\d;?]*[A-Za-z]/g;
const plain = (line: string): string => show(line.replace(sequences, '')).trimEnd();

/**
 * Shows a run while it goes on: a line for each thing that ended, what a step prints, and, on a terminal, what is
 * going on now. There only the last line that was printed is shown, beside the spinner; elsewhere every line is,
 * as `  step | …`.
 */
export function liveOn({ style, columns, write, spinner }: LiveParts): Live {
  const running = new Map<string, Recorded>();
  /** What the spinner says while nothing is printed. */
  let doing: string | undefined;
  let step = '';
  let partial = '';
  let last = '';

  const move = (): void => {
    const tail = last === '' ? '' : ` | ${last}`;
    if (doing !== undefined) spinner?.say(cut(doing + tail, columns - spinnerWidth));
  };
  const still = (text: string | undefined): void => {
    doing = text;
    last = '';
    if (text === undefined) spinner?.hide();
    else move();
  };
  const put = (text: string): void => {
    spinner?.hide();
    write(`${text}\n`);
    move();
  };
  const line = (events: readonly Recorded[]): void => {
    const [entry] = timeline(events);
    if (entry) put(entryLine(entry, style, columns));
  };
  const printed = (lines: readonly string[]): void => {
    if (spinner) {
      last = lines.map(plain).findLast((each) => each !== '') ?? last;
      move();
    } else for (const each of lines) write(`  ${show(step)} | ${plain(each)}\n`);
  };
  const flush = (): void => {
    if (partial !== '') printed([partial]);
    partial = '';
  };

  return {
    heard(event) {
      switch (event.type) {
        case 'step.started': {
          const { role, step: id, attempt, title } = event.data;
          running.set(`${role} ${id} ${attempt}`, event);
          step = id;
          // A question needs the line for itself.
          still(role === 'ask' ? undefined : show(`${role}: ${title}`));
          break;
        }
        case 'step.finished': {
          const { role, step: id, attempt } = event.data;
          const started = running.get(`${role} ${id} ${attempt}`);
          flush();
          still(undefined);
          line(started ? [started, event] : [event]);
          break;
        }
        case 'check.finished':
          if (event.data.run !== undefined) line([event]);
          break;
        default:
          break;
      }
    },
    doing: (text) => still(text === undefined ? undefined : show(text)),
    output(text) {
      const lines = (partial + text).split(/\r\n|[\r\n]/);
      partial = lines.pop() ?? '';
      if (lines.length > 0) printed(lines);
    },
    told: (text) => put(text),
    stop() {
      flush();
      still(undefined);
    },
  };
}
