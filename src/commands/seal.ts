import { Fault } from '../core/faults.ts';
import type { Files } from '../core/ports/file-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { fingerprintOf, readSeal, sealText, type Seal } from '../core/record/seal-text.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { fileFor } from './output-file.ts';
import { chosenIncident } from './reading.ts';
import { sign, signingKey } from './ssh.ts';
import { written } from './writing.ts';

/** Where a seal goes: `-o`, else beside the post-mortem. An older seal of the same record is replaced; it is kept there. */
async function place(input: Input, seal: Seal, world: World, files: Files): Promise<string> {
  const name = `${seal.incident}.seal`;
  const root = (await world.catalogue(seal.incident))?.root;
  const output = flagText(input, 'output') ?? (root === undefined ? name : `${root}/postmortems/${name}`);
  if (output === '-') return output;
  const file = fileFor(output, name, world.cwd, files);
  const before = files.kind(file) === 'missing' ? '' : (files.read(file) ?? '');
  if (before.trim() !== '' && readSeal(before)?.seal.opening !== seal.opening)
    throw new Fault(
      'CANT_WRITE',
      `what is no seal of this record is in the way, and was left as it is · ${file}`,
      {
        hint: 'write it to another file: inc seal -o FILE',
      },
    );
  return file;
}

/** `inc seal [INCIDENT]`: signs the digest with a key of OpenSSH's, and keeps the seal in the record, too. */
export async function seal(input: Input, world: World): Promise<Outcome> {
  const incident = await chosenIncident(input, world, 'seal');
  const opening = world.journal.opening(incident);
  const { digest, heads, events, damage } = await world.journal.verify(incident);
  if (!opening || damage.some(({ level }) => level === 'error'))
    throw new Fault('DATA', 'a damaged record is not sealed', { hint: `inc verify -i ${incident}` });
  const files = await world.files();
  const made: Seal = {
    incident,
    opening: opening.hash,
    digest,
    heads,
    events,
    at: new Date(world.clock.started).toISOString(),
    by: world.identity.by,
  };
  const file = await place(input, made, world, files);
  const key = await signingKey(world, flagText(input, 'key'));
  const text = sealText(made);
  const signature = await sign(world, text, key);
  const sealed = `${text}${signature}`;
  const fingerprint = fingerprintOf(signature) ?? '';
  if (file !== '-') files.write(file, sealed);
  const blob = world.journal.putBlob(incident, new TextEncoder().encode(sealed));
  const receipt = await world.journal.append(incident, [
    { type: 'record.sealed', data: { digest, fingerprint, blob } },
  ]);
  const { verdict, notes = [] } = written(world, incident, receipt, []);
  const { title } = opening;
  const shown = file === '-' ? { text: sealed } : {};
  return {
    view: { kind: 'sealed', incident, title, file, digest, events, fingerprint, ...shown },
    verdict,
    notes,
  };
}
