import type { OutputRef } from '../../core/record/events.ts';
import type { Entry } from '../../core/incident/entry.ts';
import { code, codeSpan, inline } from '../markdown-text.ts';
import type { Report } from './report.ts';
import { table } from './table.ts';

/** Lines that stand at each end of an excerpt, characters of a line, and excerpts in one region. */
const shownLines = 10;
const shownWidth = 400;
const shownExcerpts = 50;

const results = { ok: 'ok', failed: '**failed**', unknown: '**unknown: no end is recorded**' } as const;
const personOf = (by: string): string => by.split('@')[0] ?? by;
const resultOf = ({ result }: Entry): string => (result ? results[result] : '');

const row = (entry: Entry, { format }: Report): string[] => [
  format.stamp(entry.at),
  inline(entry.text),
  resultOf(entry),
  inline(personOf(entry.by)),
];

function excerptOf(text: string): string {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line.length > shownWidth ? `${line.slice(0, shownWidth)} …` : line));
  const left = lines.length - 2 * shownLines;
  if (left <= 1) return lines.join('\n');
  return [...lines.slice(0, shownLines), `… ${left} lines left out …`, ...lines.slice(-shownLines)].join(
    '\n',
  );
}

function outputOf(what: string, ref: OutputRef, report: Report): string {
  const kept = ref.omitted > 0 ? `, of which the record keeps ${Number(ref.bytes)}` : '';
  const facts = `Output of ${inline(what)}: ${Number(ref.total)} bytes${kept}, SHA-256 ${codeSpan(ref.blob)}:`;
  const text = report.output(ref);
  if (text === undefined) return `${facts.slice(0, -1)}; it is not in this copy of the record.`;
  if (text.trim() === '') return `${facts.slice(0, -1)}; empty.`;
  return `${facts}\n\n${code(excerptOf(text), 'text').trimEnd()}`;
}

function outputs(entries: readonly Entry[], report: Report): string[] {
  const blocks = entries.flatMap(({ text, output }) =>
    output && output.total > 0 ? [{ text, output }] : [],
  );
  const shown = blocks.slice(0, shownExcerpts).map(({ text, output }) => outputOf(text, output, report));
  const left = blocks.length - shown.length;
  return left > 0 ? [...shown, `The record holds ${left} more outputs.`] : shown;
}

function listed(entries: readonly Entry[], report: Report, head: string, nothing: string): string {
  if (entries.length === 0) return nothing;
  const rows = entries.map((entry) => row(entry, report));
  return [table(['When', head, 'Result', 'Who'], rows), ...outputs(entries, report)].join('\n\n');
}

const ofKind = (report: Report, kind: string): Entry[] =>
  report.entries.filter((entry) => entry.kind === kind && entry.level === 0);

export const commands = (report: Report): string =>
  listed(ofKind(report, 'command'), report, 'Command', 'No command was recorded.');

/** Checks that a person asked for; those of a plan stand with the plan. */
export const checks = (report: Report): string =>
  listed(ofKind(report, 'check'), report, 'Check', 'No check was recorded.');

/** Each plan that ran, with why, its verdict and its steps; and those that refused to run. */
export function plans(report: Report): string {
  const { incident, format } = report;
  const ran = incident.plans.map((plan) => {
    const steps = report.entries.filter(({ run, level }) => run === plan.run && level === 1);
    const verdict = plan.verdict ? `**${inline(plan.verdict)}**` : '**unknown: no end is recorded**';
    const lines = [
      `**${plan.drill ? 'DRILL: ' : ''}${inline(plan.title || plan.name)}** (${inline(plan.kind)} ${codeSpan(plan.name)}, target ${codeSpan(plan.target)}), started ${format.stamp(plan.at)} by ${inline(personOf(plan.by))}${plan.ended ? `, ended ${format.stamp(plan.ended)}` : ''}`,
      `- Reason: ${inline(plan.reason)}\n- Verdict: ${verdict}${plan.summary ? `, ${inline(plan.summary)}` : ''}`,
    ];
    return [...lines, ...(steps.length > 0 ? [listed(steps, report, 'Step', '')] : [])].join('\n\n');
  });
  const refused = ofKind(report, 'refused').map(
    (entry) => `- ${format.stamp(entry.at)}: ${inline(entry.text)}`,
  );
  return [...ran, refused.join('\n')].filter(Boolean).join('\n\n') || 'No plan was run.';
}
