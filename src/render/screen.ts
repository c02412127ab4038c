import { show } from '../core/text/screen-text.ts';
import { acknowledge } from './acknowledge.ts';
import { screenAudit } from './screen/audit.ts';
import { screenCard } from './screen/card.ts';
import { screenIncident, screenList } from './screen/incident.ts';
import { screenChecks, screenChecksTable, screenPlan, screenRun } from './screen/act.ts';
import { screenCatchup } from './screen/catchup.ts';
import { screenImport } from './screen/import.ts';
import { screenBlock, screenCompared, screenSection } from './screen/markdown.ts';
import { screenEntry, screenTimeline } from './screen/timeline.ts';
import { screenTodos } from './screen/todos.ts';
import { screenTransition, screenWatching } from './screen/watch.ts';
import { screenVerified } from './screen/verified.ts';
import { screenDryRun, screenRunbook } from './screen/dry-run.ts';
import { screenLint, screenRunbooks } from './screen/plans.ts';
import {
  screenDoctor,
  screenExported,
  screenRedaction,
  screenSealed,
  screenSettings,
} from './screen/plumbing.ts';
import type { Style } from './style.ts';
import type { OpenedView } from './views/incident.ts';
import type { DoneView, PostmortemView } from './views/plumbing.ts';
import type { View } from './views/view.ts';

/**
 * Every view as lines for a terminal or a pipe; whatever people or machines typed goes through `show`.
 *
 * @param person somebody reads it on a terminal now, and nothing cuts it into fields.
 */
export function screen(view: View, style: Style, columns: number, person = false): string {
  switch (view.kind) {
    case 'recorded':
      return acknowledge(view, false);
    case 'import':
      return screenImport(view, style, columns);
    case 'opened':
      return opened(view, style);
    case 'switched':
      return `current: ${style.path(view.incident)}  ${show(view.title)}\n`;
    case 'card':
      return screenCard(view, style, columns);
    case 'incident':
      return screenIncident(view, style, columns);
    case 'list':
      return screenList(view, style, columns);
    case 'timeline':
      return screenTimeline(view, style, columns);
    case 'following':
      return `${style.path(view.incident)}  ${show(view.title)}\n`;
    case 'entry':
      return screenEntry(view, style, columns);
    case 'todos':
      return screenTodos(view, style, columns);
    case 'audit':
      return screenAudit(view, style, columns);
    case 'catchup':
      return screenCatchup(view, style, columns);
    case 'verified':
      return screenVerified(view, style);
    case 'checks':
      return person ? screenChecksTable(view, style, columns) : screenChecks(view, style, columns);
    case 'watching':
      return screenWatching(view, style, columns);
    case 'transition':
      return screenTransition(view, style, columns);
    case 'plan':
      return screenPlan(view, style, columns);
    case 'dry-run':
      return screenDryRun(view, style, columns);
    case 'section':
      return screenSection(view, style, columns);
    case 'block':
      return screenBlock(view, style, columns);
    case 'compared':
      return screenCompared(view, style, columns);
    case 'runbooks':
      return screenRunbooks(view, style, columns);
    case 'runbook':
      return screenRunbook(view, style, columns);
    case 'lint':
      return screenLint(view, style, columns);
    case 'run':
      return screenRun(view, style, columns);
    case 'command':
      return '';
    case 'postmortem':
      return postmortem(view, style);
    case 'completion':
    case 'piece':
      return view.text;
    case 'exported':
      return screenExported(view, style);
    case 'sealed':
      return screenSealed(view, style);
    case 'doctor':
      return screenDoctor(view, style);
    case 'settings':
      return screenSettings(view, style);
    case 'redaction':
      return screenRedaction(view, style);
    case 'done':
      return done(view, style);
  }
}

function opened(view: OpenedView, style: Style): string {
  const { incident, title, at, zone, severity, drill, current } = view;
  const facts = [
    drill ? 'DRILL' : '',
    severity ? severity.toUpperCase() : 'severity unknown',
    `${at} (${zone})`,
  ].filter(Boolean);
  return `opened ${style.path(incident)}  ${show(title)}
  ${facts.join('  ')}${current ? '' : '  (not the current incident)'}
  next: inc note …  ·  inc check  ·  inc status identified …\n`;
}

function postmortem(view: PostmortemView, style: Style): string {
  if (view.file === '-') return view.text ?? '';
  const { file, state, changed, todos, digest, closed, incident } = view;
  const what = state === 'updated' && changed.length > 0 ? `updated (${changed.join(', ')})` : state;
  return `${closed ? `closed ${style.path(incident)}\n` : ''}post-mortem ${what}: ${style.path(show(file))}
  ${todos === 0 ? 'nothing left to fill in' : style.doubtful(`${todos} TODO${todos === 1 ? '' : 's'} left to fill in`)}  ·  record digest ${digest.slice(0, 12)}\n`;
}

function done(view: DoneView, style: Style): string {
  const width = Math.max(0, ...Object.keys(view.facts).map((name) => name.length));
  const facts = Object.entries(view.facts).map(
    ([name, value]) => `  ${style.muted(name.padEnd(width))}  ${show(value)}\n`,
  );
  return `${show(view.what)}\n${facts.join('')}${view.next.length ? `  next: ${view.next.join('  ·  ')}\n` : ''}`;
}
