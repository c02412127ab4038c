import type { RecordedView } from './views/incident.ts';

const secrets = (count: number): string =>
  count === 0 ? '' : `  (${count} secret${count === 1 ? '' : 's'} redacted)`;

/** A line for what was written: `noted 3f9a2c1  2023-10-23 14:25:03 +01:00  2023-10-23-web-server-downtime`. */
export const acknowledge = ({ entries, where, incident, redactions }: RecordedView, quiet: boolean): string =>
  entries
    .map(({ id, at, told }) =>
      quiet
        ? `${id}\n`
        : `${where === 'spooled' ? 'SPOOLED ' : ''}${told} ${id}  ${at.slice(0, 10)} ${at.slice(11, 19)} ${at.slice(-6)}  ${incident}${secrets(redactions)}\n`,
    )
    .join('');
