import type { CheckStatus, Severity } from '../core/record/events.ts';
import type { Terminal } from '../core/ports/person-ports.ts';
import type { Entry } from '../core/incident/entry.ts';

type Paint = (text: string) => string;

/** Colour by meaning, never by itself: each coloured word says the same without it. */
export interface Style {
  readonly strong: Paint;
  readonly muted: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubtful: Paint;
  readonly path: Paint;
  readonly bullet: string;
  readonly arrow: string;
  readonly dash: string;
}

/** The only file that loads chalk; the level is ours, because chalk 5 does not heed NO_COLOR on a terminal. */
export async function styleFor(terminal: Pick<Terminal, 'colour' | 'unicode'>): Promise<Style> {
  const glyphs = terminal.unicode
    ? { bullet: '•', arrow: '→', dash: '–' }
    : { bullet: '-', arrow: '->', dash: '-' };
  if (!terminal.colour) {
    const plain: Paint = (text) => text;
    return { strong: plain, muted: plain, good: plain, bad: plain, doubtful: plain, path: plain, ...glyphs };
  }
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return {
    strong: (text) => chalk.bold(text),
    muted: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    doubtful: (text) => chalk.yellow(text),
    path: (text) => chalk.cyan(text),
    ...glyphs,
  };
}

export const statusPaint = (style: Style, status: CheckStatus): Paint =>
  status === 'OK' ? style.good : status === 'CRITICAL' ? style.bad : style.doubtful;

export const severityPaint = (style: Style, severity: Severity | null): Paint =>
  severity === 'sev1' || severity === 'sev2' ? style.bad : severity === null ? style.muted : style.doubtful;

export const resultPaint = (style: Style, result: Entry['result']): Paint =>
  result === 'failed'
    ? style.bad
    : result === 'unknown'
      ? style.doubtful
      : result === 'ok'
        ? style.good
        : (text) => text;
