import { correctionsOf } from '../../core/incident/corrections.ts';
import { incidentFold } from '../../core/incident/incident.ts';
import { recordFiles } from './record-files.ts';

/** By its record; one that cannot be read may be open. */
export async function isOpen(store: string, state: string, incident: string): Promise<boolean> {
  const { foldRecord } = await import('./fold-record.ts');
  try {
    const { files } = recordFiles(store, state, incident);
    const { value } = await foldRecord(files, (entries) => incidentFold(correctionsOf(entries)));
    return value.events > 0 && !['closed', 'cancelled'].includes(value.phase);
  } catch {
    return true;
  }
}
