import type { Recorded } from '../core/envelope.ts';
import { show } from '../core/screen-text.ts';
import { timeline } from '../core/timeline.ts';
import { entryLine } from './screen-timeline.ts';
import type { Spinner } from './spinner.ts';
import type { Style } from './style.ts';

export interface LiveParts {
  readonly style: Style;
  readonly columns: number;
  readonly write: (text: string) => void;
  readonly spinner: Spinner | undefined;
}

/**
 * Shows a run while it goes on: a line for each thing that ended, and, on a terminal, what is going on now.
 * A subscriber of recorded events and of nothing else: what it shows is in the record already.
 */
export function liveOn({ style, columns, write, spinner }: LiveParts): {
  heard: (event: Recorded) => void;
  told: (text: string) => void;
  stop: () => void;
} {
  const running = new Map<string, Recorded>();
  const line = (events: readonly Recorded[]): void => {
    const [entry] = timeline(events);
    if (!entry) return;
    spinner?.hide();
    write(`${entryLine(entry, style, columns)}\n`);
  };
  return {
    heard(event) {
      switch (event.type) {
        case 'step.started': {
          const { role, step, attempt, title } = event.data;
          running.set(`${role} ${step} ${attempt}`, event);
          spinner?.say(show(`${role}: ${title}`));
          break;
        }
        case 'step.finished': {
          const { role, step, attempt } = event.data;
          const started = running.get(`${role} ${step} ${attempt}`);
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
    told(text) {
      spinner?.hide();
      write(`${text}\n`);
    },
    stop: () => spinner?.hide(),
  };
}
