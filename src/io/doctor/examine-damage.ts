import type { DamageKind, Verification } from '../../core/ports/record-ports.ts';
import type { Examined } from '../../core/ports/ports.ts';
import { reasonOf } from '../../core/trouble.ts';
import { asideIn } from '../record/aside.ts';
import type { Patient } from './examine.ts';
import { mendLog, type Mended } from './mend-log.ts';
import { recordFiles } from '../record/record-files.ts';
import { verifyFiles } from '../record/verify.ts';

/** Without a repair, the newest incidents alone are looked at. */
const newest = 20;
/** Odd, and nothing is wrong with the bytes. */
const oddities: readonly DamageKind[] = ['clock-order', 'extra-root'];

const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

type Counted = readonly (readonly [DamageKind, number])[];

const damageIn = ({ counts }: Verification): Counted =>
  (Object.entries(counts) as [DamageKind, number][]).filter(([kind]) => !oddities.includes(kind));

const levelOf = ({ damage }: Verification): Examined['level'] =>
  damage.some(({ level }) => level === 'error') ? 'problem' : 'warning';

const inWords = (counted: Counted): string => counted.map(([kind, count]) => `${count} ${kind}`).join(', ');

/** What was mended, in words; copies of what was changed stand in `aside/`. */
function mend(home: string, patient: Patient, incident: string): string[] {
  const { paths, now } = patient;
  const { files, strange } = recordFiles(paths.store, paths.state, incident);
  const { copy, move } = asideIn(home, now);
  const moved = strange.map((path) => `what stood in the place of a file was moved to ${move(path)}`);
  const done = files
    .filter((file) => file.startsWith(`${home}/`))
    .flatMap((file) => {
      let copied = '';
      const { pieces, freed, found }: Mended = mendLog(file, (path) => (copied = copy(path)), now);
      const what = [
        pieces > 0 ? `${some(pieces, 'piece')} of writes that were cut off blanked out` : '',
        freed > 0 ? `${some(freed, 'line')} freed of what a text converter had put into it` : '',
        found > 0 ? `${some(found, 'event')} found whole inside a damaged line` : '',
      ].filter(Boolean);
      return copied === '' ? [] : [`${what.join(', ') || 'the last line ended'} (as it was: ${copied})`];
    });
  return [...moved, ...done];
}

/** Undefined: it is whole. */
async function record(patient: Patient, incident: string, repair: boolean): Promise<Examined | undefined> {
  const { paths } = patient;
  const subject = `record ${incident}`;
  const home = `${paths.store}/incidents/${incident}`;
  const verified = async (): Promise<Verification> =>
    verifyFiles(home, recordFiles(paths.store, paths.state, incident));
  try {
    const damage = await verified();
    const before = damageIn(damage);
    if (before.length === 0) return undefined;
    if (!repair)
      return {
        subject,
        level: levelOf(damage),
        told: inWords(before),
        next: `inc verify -i ${incident}; to mend what can be mended: inc doctor --repair`,
      };
    const mended = mend(home, patient, incident);
    const after = await verified();
    const left = damageIn(after);
    const told = mended.length > 0 ? `mended: ${mended.join('; ')}` : 'nothing could be mended';
    if (left.length === 0) return { subject, level: 'ok', told };
    return {
      subject,
      level: levelOf(after),
      told: `${told}; cannot be mended here: ${inWords(left)}`,
      next: `inc verify -i ${incident}; then put the files of another copy beside these: lines are joined`,
    };
  } catch (error) {
    return {
      subject,
      level: 'problem',
      told: `cannot be read: ${reasonOf(error)}`,
      next: `ls -ld ${home}/log`,
    };
  }
}

/** Each record's lines, hashes and links; of those that are whole, only their number. */
export async function examineDamage(patient: Patient, repair: boolean): Promise<readonly Examined[]> {
  const all = await patient.store.incidents();
  const looked = repair ? all : all.slice(0, newest);
  const told: Examined[] = [];
  let whole = 0;
  for (const incident of looked) {
    const found = await record(patient, incident, repair);
    if (found) told.push(found);
    // One that was mended is whole again.
    if (!found || found.level === 'ok') whole++;
  }
  const beyond = all.length - looked.length;
  const older = beyond > 0 ? `; ${beyond} older ones were not looked at: inc verify ID` : '';
  return [...told, { subject: 'records', level: 'ok', told: `${whole} whole${older}` }];
}
