import { duration } from '../../core/time/duration.ts';
import { keyTimeNames, type KeyTimeName } from '../../core/incident/incident-state.ts';
import { durationsOf, type Duration } from '../../core/incident/metrics.ts';
import { inline } from '../markdown-text.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';

const meanings: Readonly<Record<KeyTimeName, string>> = {
  started: 'Impact started',
  detected: 'Detected',
  declared: 'Declared',
  acknowledged: 'Acknowledged',
  identified: 'Cause identified',
  mitigated: 'Mitigated: impact stopped',
  resolved: 'Resolved',
  closed: 'Closed',
};

const stampOf = ({ incident, format }: Report, name: KeyTimeName): string => {
  const at = incident.keyTimes[name];
  return at === undefined ? 'unknown' : format.stamp(at);
};

const length = ({ ms, why }: Duration): string =>
  ms === null ? `unknown${why ? `: ${why}` : ''}` : duration(ms);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const keyTimesTable = (report: Report): string =>
  table(
    ['Key time', 'When'],
    keyTimeNames.map((name) => [meanings[name], stampOf(report, name)]),
  );

/** Each with its two inputs; a missing one makes it unknown, never 0. */
export const durationsTable = (report: Report): string =>
  table(
    ['Duration', 'Length', 'From', 'To'],
    durationsOf(report.incident.keyTimes).map((item) => [
      `${capital(item.meaning)} (${item.name})`,
      length(item),
      `${item.from}: ${stampOf(report, item.from)}`,
      `${item.to}: ${stampOf(report, item.to)}`,
    ]),
  );

export const keyTimesList = (report: Report): string =>
  keyTimeNames.map((name) => `- ${meanings[name]}: ${stampOf(report, name)}`).join('\n');

export const durationsList = (report: Report): string =>
  durationsOf(report.incident.keyTimes)
    .map(
      (item) =>
        `- ${capital(item.meaning)} (${item.name}): ${length(item)}, from ${item.from} (${stampOf(report, item.from)}) to ${item.to} (${stampOf(report, item.to)})`,
    )
    .join('\n');

const told = (report: Report, name: 'TTD' | 'TTA' | 'TTI' | 'TTM' | 'TTR'): string => {
  const item = durationsOf(report.incident.keyTimes).find((one) => one.name === name) as Duration;
  return `${meanings[item.to]}: ${stampOf(report, item.to)} (${name} ${length(item)})`;
};

export const detection = (report: Report): string => told(report, 'TTD');

/** From acknowledgement to recovery, and what was tried for it. */
export function response(report: Report): string {
  const { plans } = report.incident;
  const tried = plans.map(
    ({ kind, title, name, verdict }) =>
      `- ${capital(inline(kind))} ${inline(title || name)}: ${verdict ? `**${inline(verdict)}**` : '**outcome unknown: no end is recorded**'}`,
  );
  const turns = (['TTA', 'TTI', 'TTM', 'TTR'] as const).map((name) => `- ${told(report, name)}`);
  return [...turns, ...tried].join('\n');
}
