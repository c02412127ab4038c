import { eventsOf } from '../core/record/belonging.ts';
import type { Recorded } from '../core/record/envelope.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Redacted } from '../core/ports/record-ports.ts';
import { isRedactable, redactionsIn } from '../core/redaction/redacted.ts';
import { flagSet, type Input, type Outcome } from './command.ts';
import { remind, targetOf, whyOf, type Target } from './correcting.ts';
import { written } from './writing.ts';

/** What holds the words and is not redacted yet. */
function withWords({ record, event, id }: Target): readonly Recorded[] {
  if (event.type === 'entry.redacted')
    throw new Fault('USAGE', `${id} says that something was redacted, and stays`, {
      hint: 'inc verify needs it to explain what is missing',
    });
  if (!isRedactable(event))
    throw new Fault(
      'USAGE',
      `${id} opened the incident: its words are the name of the record's folder, too`,
      {
        hint: 'say it in another incident, and remove this one: inc open "…", then rm -r its folder (inc doctor names the store)',
      },
    );
  const redactions = redactionsIn(record);
  const all = eventsOf(record, event.hash);
  const left = all.filter(({ hash }) => !redactions.has(hash));
  const before = redactions.get(event.hash);
  if (left.length === 0 && before)
    throw new Fault('USAGE', `${id} was redacted before, by ${before.by}: ${before.data.why}`, {
      hint: 'inc verify says whether words of it still stand here',
    });
  return left;
}

/** What goes is gone for ever; a script says what it means by naming the entry and the reason. */
async function confirm(id: string, input: Input, world: World): Promise<void> {
  if (!world.terminal.interactive || flagSet(input, 'yes')) return;
  const yes = await (await world.prompt()).confirm('Take these words out of the record, for ever?');
  if (!yes) throw new Fault('PERMISSION', 'nothing was redacted', { hint: `inc redact ${id}` });
}

/** What a person still has to do, and to know. */
function advice(record: readonly Recorded[], { lines, blobs, shared, trouble }: Redacted): string[] {
  const documents = new Set(
    record.flatMap((event) => (event.type === 'postmortem.built' ? [event.data.file] : [])),
  );
  return [
    `inc: overwritten: ${lines} line${lines === 1 ? '' : 's'}${blobs > 0 ? `, ${blobs} file${blobs === 1 ? '' : 's'}` : ''}`,
    ...trouble.map((each) => `inc: NOT overwritten: ${each}`),
    ...shared.map(
      (hash) =>
        `inc: the same bytes belong to ${hash.slice(0, 7)}, and stay until that is redacted: inc redact ${hash.slice(0, 7)}`,
    ),
    'inc: change the secret all the same: copies, backups, terminals and whoever has read it still have it',
    "     the line's hash stays, and whoever guesses a short secret can confirm the guess by it",
    ...[...documents].map(
      (file) => `inc: this post-mortem may still hold it: ${file} · look, then: inc postmortem build`,
    ),
  ];
}

/** `inc redact ENTRY`: its words go, out of the record's files too; that, by whom and why, stays. */
export async function redact(input: Input, world: World): Promise<Outcome> {
  const target = await targetOf(input, world, 'redact', isRedactable, { evenRetracted: true });
  const { incident, record, id } = target;
  const going = withWords(target);
  remind(target, world);
  const why = await whyOf(
    input,
    world,
    'Why do the words go? (without the secret)',
    `inc redact ${id} --why "a password was pasted"`,
  );
  await confirm(id, input, world);
  const done = await world.journal.redact(
    incident,
    going.map(({ hash }) => hash),
    why,
  );
  const told = done.receipt.events.map(
    ({ data }) => `redacted ${'of' in data ? (data.of ?? '').slice(0, 7) : id} in`,
  );
  const outcome = written(world, incident, done.receipt, told, advice(record, done));
  return done.trouble.length > 0 ? { ...outcome, verdict: 'unwritten' } : outcome;
}
