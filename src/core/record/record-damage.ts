import type { RecordDamage } from '../ports/record-ports.ts';

const count = (number: number, one: string, many: string): string[] =>
  number === 0 ? [] : [number === 1 ? `1 ${one}` : `${number} ${many}`];

/** `2 lines were left out, 1 event is missing`. */
export const lackingIn = ({ leftOut, missing }: RecordDamage): string =>
  [
    ...count(leftOut, 'line was left out', 'lines were left out'),
    ...count(missing, 'event is missing', 'events are missing'),
  ].join(', ');
