import { Fault } from '../faults.ts';
import { nearest } from '../text/nearest.ts';

/** The ten families of preventive measures, in the order of a review's checklist. */
export const families = {
  audit: 'Regular system audits',
  'failover-test': 'Redundancy and failover testing',
  monitoring: 'Monitoring and alerts',
  documentation: 'Documentation and knowledge sharing',
  'load-balancing': 'Load balancing',
  'automated-testing': 'Automated testing',
  training: 'Regular training and drills',
  'post-mortem': 'Incident post-mortems',
  patching: 'Update and patch management',
  communication: 'Communication plan',
} as const;

/** What an action item does, for teams that sort them so (Google's types, and detection). */
const kinds = ['mitigate', 'prevent', 'detect', 'process'] as const;

export const measures: readonly string[] = [...Object.keys(families), ...kinds];

/** @throws Fault USAGE, with the nearest name, for a measure that is none. */
export function measureOf(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  if (measures.includes(name)) return name;
  const close =
    nearest(name, measures) ??
    measures.find((measure) => name.length > 2 && measure.startsWith(name.slice(0, 4)));
  throw new Fault('USAGE', `'${text}' is not a measure`, {
    hint: close ? `did you mean: --measure ${close}` : `one of: ${measures.join(', ')}`,
  });
}
