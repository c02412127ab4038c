import type { Examined } from '../../core/ports/ports.ts';
import type { Finding } from '../../core/ports/record-ports.ts';
import { examineCaches } from './examine-caches.ts';
import { examineDamage } from './examine-damage.ts';
import { examineFolders } from './examine-folders.ts';
import { examineMachine, type Machine } from './examine-machine.ts';
import { examineRecords } from './examine-records.ts';
import type { Paths } from '../files/paths.ts';

/** What is looked at. `now`: epoch milliseconds; `uid`: undefined on a system without users. */
export interface Patient extends Machine {
  readonly paths: Paths;
  readonly store: Finding;
  readonly now: number;
  readonly uid: number | undefined;
}

/**
 * Everything that `inc doctor` looks at, apart from the catalogue. Changes nothing, but for `repair`: then what can
 * be mended is, and of each record's file that changes a copy is kept. Permissions come last, for the copies too.
 */
export async function examine(patient: Patient, repair: boolean): Promise<readonly Examined[]> {
  const damage = await examineDamage(patient, repair);
  const records = await examineRecords(patient, repair);
  const caches = await examineCaches(patient, repair);
  return [...examineMachine(patient), ...examineFolders(patient, repair), ...records, ...damage, ...caches];
}
