import type { CheckStatus } from '../../core/record/events.ts';
import { compactDuration } from '../../core/time/duration.ts';
import { show } from '../../core/text/screen-text.ts';
import type { TransitionView, WatchingView } from '../views/act.ts';
import { guidance, took } from './act.ts';
import { statusPaint, type Style } from '../style.ts';
import { cells, cut, hanging, padEnd } from '../wrap.ts';

const dated = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)} ${at.slice(-6)}`;

/** One line, wherever it may go: with date and zone. */
export function screenTransition({ at, answer }: TransitionView, style: Style, columns: number): string {
  const { check, status, summary, was, changed } = answer;
  const plain = `${dated(at)}  ${padEnd(status, 8)} ${show(check)}`;
  const lead = `${style.muted(dated(at))}  ${statusPaint(style, status)(padEnd(status, 8))} ${show(check)}  `;
  const before = was && changed ? `, was ${was.status}` : '';
  const indent = cells(plain) + 2 < columns / 2 ? cells(plain) + 2 : 2;
  return `${hanging(lead, indent, show(summary) + before, columns)}\n${guidance(answer, style, 2, columns)}`;
}

const urgency: readonly CheckStatus[] = ['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'];
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** How all stands after a round: what is not OK first. A row is one line, cut where the terminal ends. */
export function screenWatching(view: WatchingView, style: Style, columns: number): string {
  const { checks, everyMs, rounds, changes, status, at } = view;
  const every = `every ${compactDuration(everyMs)}`;
  if (status === null) return `${style.muted(cut(`asking, ${every}; Ctrl-C ends it`, columns))}\n`;
  const told = `${every}, ${counted(rounds, 'round')}, ${counted(changes, 'change')}, ${at.slice(11, 19)} ${at.slice(-6)}; Ctrl-C ends it`;
  const head = `${statusPaint(style, status)(status)}  ${style.muted(cut(told, columns - status.length - 2))}`;
  const width = Math.min(30, Math.max(5, ...checks.map(({ check }) => cells(show(check)))));
  const room = columns - width - 23;
  const names = cut(`${padEnd('STATUS', 9)}${padEnd('CHECK', width)}  ${padEnd('SINCE', 10)}ANSWER`, columns);
  const rows = checks
    .toSorted((a, b) => urgency.indexOf(a.status) - urgency.indexOf(b.status))
    .map(({ check, status: its, since, summary, ms, checkKind, skipped }) => {
      const time = checkKind === 'http' || skipped !== undefined ? '' : ` (${took(ms)})`;
      const paint = statusPaint(style, its);
      if (room < 12) return paint(cut(`${padEnd(its, 8)} ${show(check)}`, columns));
      return `${paint(padEnd(its, 8))} ${padEnd(cut(show(check), width), width)}  ${style.muted(since.slice(11, 19))}  ${cut(show(summary) + time, room)}`;
    });
  return `${[head, style.muted(names), ...rows].join('\n')}\n`;
}
