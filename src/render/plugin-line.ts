import type { Perfdatum } from '../core/record/events.ts';
import { show } from '../core/text/screen-text.ts';
import type { CheckRow, ChecksView } from './views/act.ts';

/** What monitoring systems keep of a plugin's output (Nagios: 8 KiB); the rest of the numbers is left out. */
const textLimit = 1024;
const perfdataLimit = 6 * 1024;

/** `|` begins the perfdata, wherever it stands. */
const inert = (text: string): string => show(text).replaceAll('|', '¦');

const number = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(12)));
const quoted = (label: string): string =>
  /^[^\s='|]+$/.test(label) ? label : `'${inert(label).replaceAll("'", "''")}'`;

/** `'label'=value[UOM];[warn];[crit];[min];[max]` (Monitoring Plugins guidelines, "Performance data"). */
function datum({ label, value, unit, warn = '', crit = '', min, max }: Perfdatum, prefix: string): string {
  const bound = (each: number | undefined): string => (each === undefined ? '' : number(each));
  const fields = [
    value === null ? 'U' : `${number(value)}${inert(unit)}`,
    // A plugin of a locale with decimal commas.
    inert(warn).replaceAll(',', '.'),
    inert(crit).replaceAll(',', '.'),
    bound(min),
    bound(max),
  ];
  return `${quoted(prefix + label)}=${fields.join(';').replace(/;+$/, '')}`;
}

function perfdata(checks: readonly CheckRow[]): string {
  let size = 0;
  return checks
    .flatMap(({ check, perfdata: data }) => {
      const prefix = checks.length > 1 ? `${check}::` : '';
      return data.map((each) => datum(each, prefix));
    })
    .filter((text) => (size += text.length + 1) <= perfdataLimit)
    .join(' ');
}

const urgency: readonly CheckRow['status'][] = ['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'];

function told({ checks, status, fault }: ChecksView): string {
  const [first, ...others] = checks;
  if (fault !== undefined || first === undefined) return (fault ?? 'nothing was asked').replaceAll('\n', ' ');
  if (others.length === 0) return `${first.check}: ${first.summary}`;
  const red = checks.filter((check) => check.status !== 'OK');
  const well = `${checks.length - red.length} of ${checks.length} checks OK`;
  const reds = red
    .toSorted((a, b) => urgency.indexOf(a.status) - urgency.indexOf(b.status))
    .map(
      (row) =>
        `${row.check}${row.status === status ? '' : ` ${row.status}`}: ${row.summary.replace(/[;,]$/, '')}`,
    );
  return [...reds, well].join('; ');
}

/** All answers as one Nagios plugin would print them: a line of status, text and perfdata. */
export function pluginLine(view: ChecksView): string {
  const text = inert(told(view));
  const bounded = text.length > textLimit ? `${text.slice(0, textLimit - 1)}…` : text;
  const numbers = perfdata(view.checks);
  return `INC ${view.status}: ${bounded}${numbers && ` | ${numbers}`}\n`;
}
