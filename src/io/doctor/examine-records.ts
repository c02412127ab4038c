import { closeSync, constants, existsSync, openSync, readdirSync } from 'node:fs';
import type { Examined } from '../../core/ports/ports.ts';
import { asideIn } from '../record/aside.ts';
import type { Patient } from './examine.ts';
import { readText } from '../files/read-text.ts';
import { recordFiles } from '../record/record-files.ts';
import { knownReplica } from '../record/replica.ts';
import { mergeSpool, spoolFiles } from '../record/spool.ts';
import { findHeads } from '../record/tail.ts';

/** Clocks of machines that are kept in step differ by less (milliseconds). */
const tolerated = 60_000;
/** The newest incidents alone are looked at for the time of their last event. */
const newest = 20;

/** When the last event was recorded (epoch milliseconds), by the files' ends; NaN: none. */
async function lastRecorded({ paths, store }: Patient): Promise<number> {
  const incidents = await store.incidents();
  const times = incidents.slice(0, newest).flatMap((incident) =>
    recordFiles(paths.store, paths.state, incident).files.map((file) => {
      const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        const lines = findHeads([fd]).tails.flatMap((tail) => tail.lines);
        const recs = lines.map(({ bytes }) => /"rec":"([^"]+)"/.exec(bytes.toString('latin1'))?.[1] ?? '');
        return Math.max(...recs.map((rec) => Date.parse(rec)).filter((ms) => !Number.isNaN(ms)), -Infinity);
      } finally {
        closeSync(fd);
      }
    }),
  );
  return Math.max(...times, -Infinity);
}

async function clock(patient: Patient): Promise<Examined> {
  const subject = 'clock';
  const last = await lastRecorded(patient);
  if (!Number.isFinite(last))
    return { subject, level: 'ok', told: 'nothing is recorded yet to compare it with' };
  const ahead = last - patient.now;
  const at = new Date(last).toISOString();
  return ahead > tolerated
    ? {
        subject,
        level: 'problem',
        told: `the last event was recorded at ${at}, which is ${Math.round(ahead / 1000)} s from now: this clock is behind, or one was ahead`,
        next: 'compare: date -u; then: timedatectl status',
      }
    : { subject, level: 'ok', told: `not before the last event (${at})` };
}

/** What waits goes home; a copy of it stays in the record's folder. */
function merge({ paths, now, uid }: Patient, incident: string): void {
  const home = `${paths.store}/incidents/${incident}`;
  const replica = knownReplica(paths.state, uid === undefined ? {} : { getuid: () => uid });
  if (replica === undefined || !existsSync(`${home}/log`)) return;
  for (const file of spoolFiles(paths.state, incident)) asideIn(home, now).copy(file);
  mergeSpool(paths.state, incident, `${home}/log`, `${replica}.jsonl`, now);
}

function spool(patient: Patient, repair: boolean): Examined[] {
  const { paths } = patient;
  const subject = 'spool';
  let incidents: readonly string[] = [];
  try {
    incidents = readdirSync(`${paths.state}/spool`);
  } catch {
    // There is none.
  }
  const countAll = (): { incident: string; count: number }[] =>
    incidents
      .map((incident) => ({ incident, count: spoolFiles(paths.state, incident).length }))
      .filter(({ count }) => count > 0);
  const before = countAll();
  if (repair) for (const { incident } of before) merge(patient, incident);
  const waiting = repair ? countAll() : before;
  if (waiting.length === 0)
    return [
      {
        subject,
        level: 'ok',
        told:
          before.length === 0
            ? 'nothing waits to be recorded'
            : `mended: what waited for ${before.map(({ incident }) => incident).join(', ')} is in the record`,
      },
    ];
  return waiting.map(({ incident, count }) => ({
    subject,
    level: 'problem',
    told: `${count} ${count === 1 ? 'write waits' : 'writes wait'} for ${incident}: its record could not be written · ${paths.state}/spool/${incident}`,
    next: `see that there is space, and that the store can be written; then: inc doctor --repair`,
  }));
}

function current({ store, now }: Patient, repair: boolean): Examined {
  const subject = 'current';
  const id = readText(`${store.path}/current`)?.trim() ?? '';
  if (id === '') return { subject, level: 'ok', told: 'no incident' };
  if (store.exists(id)) return { subject, level: 'ok', told: id };
  const told = `points at ${id}, which is not in the store`;
  return repair
    ? {
        subject,
        level: 'ok',
        told: `mended: it ${told}; moved to ${asideIn(store.path, now).move(`${store.path}/current`)}`,
      }
    : {
        subject,
        level: 'problem',
        told,
        next: 'inc list, then: inc switch ID',
      };
}

type Look = () => readonly Examined[] | Promise<readonly Examined[]>;

/** Of what cannot be read, `inc verify` tells more. */
export async function examineRecords(patient: Patient, repair: boolean): Promise<readonly Examined[]> {
  const guarded = async (subject: string, look: Look): Promise<readonly Examined[]> => {
    try {
      return await look();
    } catch (error) {
      return [
        {
          subject,
          level: 'problem',
          told: `cannot be read: ${(error as Error).message}`,
          next: 'inc verify',
        },
      ];
    }
  };
  return [
    ...(await guarded('spool', () => spool(patient, repair))),
    ...(await guarded('clock', async () => [await clock(patient)])),
    ...(await guarded('current', () => [current(patient, repair)])),
  ];
}
