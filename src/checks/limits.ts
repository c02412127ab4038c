import { worst, type Limits } from '../core/checks/check.ts';
import type { CheckStatus, Perfdatum } from '../core/record/events.ts';
import { alerts, parseRange } from '../core/checks/range.ts';

export interface Judged {
  readonly status: CheckStatus;
  /** One sentence for each limit that changed anything: `time 612 ms is outside 0:500`. */
  readonly reasons: readonly string[];
}

const inMs: Readonly<Record<string, number>> = { s: 1000, ms: 1, us: 0.001 };

/** The number that a limit is about. `time` is in milliseconds: what the check says of itself, else how long it took. */
function measured(
  label: string,
  perfdata: readonly Perfdatum[],
  ms: number,
): { value: number; unit: string } | undefined {
  const datum = perfdata.find((each) => each.label === label);
  const factor = label === 'time' ? inMs[datum?.unit ?? ''] : undefined;
  if (label === 'time')
    return {
      value: typeof datum?.value === 'number' && factor !== undefined ? datum.value * factor : ms,
      unit: 'ms',
    };
  return typeof datum?.value === 'number' ? { value: datum.value, unit: datum.unit } : undefined;
}

const shown = (value: number): string => String(Math.round(value * 1000) / 1000);

/**
 * The status after the limits: the worst of `status` and what they say. A limit on something that was not
 * reported is UNKNOWN, because nobody looked.
 */
export function judge(
  status: CheckStatus,
  { warn, crit }: { readonly warn: Limits; readonly crit: Limits },
  perfdata: readonly Perfdatum[],
  ms: number,
): Judged {
  const found: CheckStatus[] = [status];
  const reasons: string[] = [];
  const broken = new Set<string>();
  for (const [level, limits] of [
    ['CRITICAL', crit],
    ['WARNING', warn],
  ] as const)
    for (const [label, text] of Object.entries(limits)) {
      const range = parseRange(text);
      const number = measured(label, perfdata, ms);
      if (broken.has(label)) continue;
      if (!range || !number) {
        broken.add(label);
        found.push('UNKNOWN');
        reasons.push(
          range ? `reports no ${label} to compare with ${text}` : `${text} is no limit for ${label}`,
        );
      } else if (alerts(range, number.value)) {
        broken.add(label);
        found.push(level);
        const where = range.inside ? 'inside' : 'outside';
        reasons.push(
          `${label} ${shown(number.value)}${number.unit && ` ${number.unit}`} is ${where} ${text.replace(/^@/, '')}`,
        );
      }
    }
  return { status: worst(found), reasons };
}
