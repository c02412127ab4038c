import type { ReviewSection } from '../../core/record/events.ts';
import { inline } from '../markdown-text.ts';
import type { Report } from './report.ts';

/** A person's text: its blank lines part paragraphs, everything else in it is inert. */
const prose = (text: string): string =>
  text
    .split(/\n[ \t\r]*\n\s*/)
    .map(inline)
    .filter(Boolean)
    .join('\n\n');

const written = ({ incident }: Report, section: ReviewSection): string[] =>
  incident.reviews.filter((review) => review.section === section).map(({ text }) => text);

/** Written twice, the later one holds. */
const latest =
  (section: ReviewSection, todo: string) =>
  (report: Report): string =>
    prose(written(report, section).at(-1) ?? '') || `TODO: ${todo}`;

const listed =
  (section: ReviewSection, todo: string) =>
  (report: Report): string =>
    written(report, section)
      .map((text) => `- ${inline(text)}`)
      .join('\n') || `TODO: ${todo}`;

export const summary = latest('summary', 'say in a paragraph what happened, for someone who was not there');
export const rootCause = latest('root-cause', 'say what the trouble is traced to, and how that was found');
export const conclusion = latest('conclusion', 'say what the team takes from this');
export const factors = listed('factor', 'list what made it possible, worse, or longer');
export const lessons = listed('lesson', 'list what was learned');

/** What was stated while it went on, each with its time, then what the review says. */
export function impact(report: Report): string {
  const { format, incident } = report;
  const stated = incident.impacts.map(({ text, started, ended }) => {
    const times = [
      started ? `from ${format.stamp(started)}` : '',
      ended ? `until ${format.stamp(ended)}` : '',
    ].filter(Boolean);
    return `- ${inline(text)}${times.length > 0 ? ` (impact ${times.join(' ')})` : ''}`;
  });
  const reviewed = prose(written(report, 'impact').at(-1) ?? '');
  return (
    [stated.join('\n'), reviewed].filter(Boolean).join('\n\n') || 'TODO: say who was hurt, how, and how many'
  );
}
