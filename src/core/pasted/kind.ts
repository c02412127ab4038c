import type { NoteKind } from '../record/events.ts';

const LABEL = /^(?:\*\*)?(observation|action|decision|hypothesis|question|note):(?:\*\*)?\s+(?=\S)/i;

/**
 * What kind of note a text is by its first word. `TODO:` stays, as in a note that is typed; other labels go, for the
 * kind says the same wherever it is shown.
 */
export function labelled(text: string): { readonly kind: NoteKind; readonly text: string } {
  if (text.startsWith('TODO:')) return { kind: 'todo', text };
  const match = LABEL.exec(text);
  if (!match) return { kind: 'note', text };
  return { kind: (match[1] ?? 'note').toLowerCase() as NoteKind, text: text.slice(match[0].length) };
}
