import {
  correctionsOf,
  applied,
  hasWords,
  isCorrection,
  isWritten,
  wordsOf,
} from '../core/incident/corrections.ts';
import type { Recorded } from '../core/record/envelope.ts';
import { Fault } from '../core/faults.ts';
import { stamp } from '../core/incident/impact-text.ts';
import type { World } from '../core/ports/ports.ts';
import { askText, textOf } from './asking.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { remark, targetOf, type Target } from './correcting.ts';
import { hintsOn } from './hints.ts';
import { happenedAt, written } from './writing.ts';

/** An amendment of an amendment is one more of the entry that it is about. */
function rootOf({ record, event }: Target): Recorded {
  const byHash = new Map(record.map((each) => [each.hash, each]));
  let root = event;
  while (isCorrection(root)) {
    const next = byHash.get(root.data.of);
    if (!next)
      throw new Fault('NOT_FOUND', `what ${event.hash.slice(0, 7)} corrects is not in this record`, {
        hint: 'inc verify',
      });
    root = next;
  }
  return root;
}

/** The event as it stands now. */
function standing(record: readonly Recorded[], root: Recorded): Recorded {
  const id = root.hash.slice(0, 7);
  if (!isWritten(root.type))
    throw new Fault('USAGE', `${id} is no entry that a person wrote (${root.type}): it stays as it is`, {
      hint: `say what is wrong with it: inc note --re ${id} "…"`,
    });
  const now = applied(root, correctionsOf(record));
  if (!now)
    throw new Fault('USAGE', `${id} was retracted`, {
      hint: 'retract the retraction first; its id is in: inc timeline --history',
    });
  return now;
}

/** `inc amend ENTRY TEXT`, `inc amend ENTRY --at T`: the entry says something else, or happened at another time. */
export async function amend(input: Input, world: World): Promise<Outcome> {
  const target = await targetOf(input, world, 'amend', ({ type }) => isWritten(type));
  const { incident, record } = target;
  const root = rootOf(target);
  const now = standing(record, root);
  const id = root.hash.slice(0, 7);
  const at = await happenedAt(input, world, incident);
  const why = flagText(input, 'why')?.trim();
  const typed = textOf(input, 1);
  if (!hasWords(root.type) && (typed !== undefined || !at))
    throw new Fault('USAGE', `${id} has no words that could be amended (${root.type}), only a time`, {
      hint: `inc amend ${id} --at TIME; or: inc retract ${id} --why "…", and say it anew`,
    });
  const text =
    typed ??
    (at
      ? undefined
      : await askText(
          undefined,
          'What should it say?',
          'an amendment needs a text or a time',
          `inc amend ${id} "web-3, not web-2"; or: inc amend ${id} --at 14:25`,
          world,
          wordsOf(now),
        ));
  if (!at && text === wordsOf(now))
    throw new Fault('USAGE', `${id} says just that`, { hint: 'nothing was written; inc timeline' });
  const receipt = await world.journal.append(incident, [
    {
      type: 'entry.amended',
      data: {
        of: root.hash,
        ...(text === undefined ? {} : { text }),
        ...(at ? { at: at.text } : {}),
        ...(why ? { why } : {}),
      },
    },
  ]);
  await remark(incident, world);
  // Words alone change no order.
  const hints = at ? await hintsOn(incident, receipt, world) : [];
  const until = root.type === 'note.added' ? root.data.until : undefined;
  const odd =
    at && until !== undefined && Date.parse(until) < at.at.ms
      ? [`inc: it ended (${stamp(until)}) before it began (${stamp(at.text)})`]
      : [];
  const kept =
    text === undefined
      ? []
      : [
          `inc: the first words stay in the record (inc timeline --history); a secret goes by: inc redact ${id}`,
        ];
  return written(
    world,
    incident,
    receipt,
    [`amended ${id} in`],
    [...(at?.notes ?? []), ...odd, ...hints, ...kept],
  );
}
