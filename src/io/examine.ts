import type { Examined, Finding } from '../core/ports.ts';
import { examineCaches } from './examine-caches.ts';
import { examineFolders } from './examine-folders.ts';
import { examineMachine, type Machine } from './examine-machine.ts';
import { examineRecords } from './examine-records.ts';
import type { Paths } from './paths.ts';

/** What is looked at. `now`: epoch milliseconds; `uid`: undefined on a system without users. */
export interface Patient extends Machine {
  readonly paths: Paths;
  readonly store: Finding;
  readonly now: number;
  readonly uid: number | undefined;
}

/**
 * Everything that `inc doctor` looks at, apart from the catalogue. Changes nothing, but for `repair`: then
 * disposable files that are wrong are made anew or taken away; records are never touched.
 */
export const examine = async (patient: Patient, repair: boolean): Promise<readonly Examined[]> => [
  ...examineMachine(patient),
  ...examineFolders(patient),
  ...(await examineRecords(patient)),
  ...(await examineCaches(patient, repair)),
];
