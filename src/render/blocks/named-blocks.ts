import { actionsNumbered, actionsTable, measuresChecklist } from './actions.ts';
import { checks, commands, plans } from './evidence.ts';
import { facts, proof, rolesTable, severityHistory } from './facts.ts';
import type { Report } from './report.ts';
import { conclusion, factors, impact, lessons, rootCause, summary } from './review.ts';
import { timelineList, timelineTable } from './timeline.ts';
import { detection, durationsList, durationsTable, keyTimesList, keyTimesTable, response } from './times.ts';

/**
 * What a template can ask for, by the name of its region. The name alone decides the content: a document is
 * refreshed from the names that stand in it, without its template.
 */
const blocks = {
  facts,
  'key-times': keyTimesTable,
  'key-times-list': keyTimesList,
  durations: durationsTable,
  'durations-list': durationsList,
  severity: severityHistory,
  roles: rolesTable,
  summary,
  impact,
  timeline: timelineTable,
  'timeline-list': timelineList,
  detection,
  response,
  'root-cause': rootCause,
  factors,
  lessons,
  actions: actionsTable,
  'actions-numbered': actionsNumbered,
  measures: measuresChecklist,
  plans,
  commands,
  checks,
  conclusion,
  record: proof,
} as const satisfies Record<string, (report: Report) => string>;

export const blockNames: readonly string[] = Object.keys(blocks);

/** @returns Markdown without a line feed at its end; undefined for a name that this version does not know. */
export const blockOf = (name: string, report: Report): string | undefined =>
  Object.hasOwn(blocks, name) ? blocks[name as keyof typeof blocks](report) : undefined;
