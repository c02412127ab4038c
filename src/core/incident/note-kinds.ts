import type { NoteKind } from '../record/events.ts';

/** Every kind that a note can have, as it is typed. */
export const noteKinds: readonly NoteKind[] = [
  'note',
  'observation',
  'action',
  'decision',
  'hypothesis',
  'question',
  'todo',
];
