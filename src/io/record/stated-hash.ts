import { suffixLength } from '../../core/record/envelope.ts';

/** The hash at the end of a line, whatever stands before it; `''` where the end is no line's. */
export const statedHash = (bytes: Buffer): string => {
  const end = bytes.toString('latin1', Math.max(0, bytes.length - suffixLength));
  return /^,"hash":"([0-9a-f]{64})"\}$/.exec(end)?.[1] ?? '';
};
