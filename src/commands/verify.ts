import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Verification } from '../core/ports/record-ports.ts';
import { fingerprintOf } from '../core/record/seal-text.ts';
import { anchorsIn, judged, sealIn, signersFor, type Anchors } from './anchors.ts';
import { flagText, type Input, type Outcome } from './command.ts';
import { openedBy } from './opened-by.ts';
import { chosenIncident } from './reading.ts';

/** What was kept elsewhere says of which record it is, unless somebody names one. */
async function incidentOf(input: Input, anchors: Anchors | undefined, world: World): Promise<string> {
  const named = input.args.length > 0 || flagText(input, 'incident') !== undefined;
  const { incident, opening } = anchors ?? {};
  if (!named && opening !== undefined) {
    const found = await openedBy(opening, world);
    if (found !== undefined) return found;
    throw new Fault('NOT_FOUND', `the record that was sealed is not in this store: ${incident}`, {
      hint: 'inc list shows what is; to hold it against one of them: inc verify ID --seal FILE --signers FILE',
    });
  }
  if (!named && incident !== undefined && world.store.exists(incident)) return incident;
  return chosenIncident(input, world, 'verify');
}

/** `inc verify [INCIDENT]`: the answer is no when a line was changed, cut or lost; warnings alone are a yes. */
export async function verify(input: Input, world: World): Promise<Outcome> {
  const [anchor, file] = [flagText(input, 'anchor'), flagText(input, 'seal')];
  if (anchor !== undefined && file !== undefined)
    throw new Fault('USAGE', 'a seal is an anchor already', { hint: 'leave out --anchor' });
  const sealed = file === undefined ? undefined : await sealIn(file, world);
  const signers = sealed && (await signersFor(input, world));
  const anchors: Anchors | undefined = sealed
    ? { hashes: sealed.seal.heads, incident: sealed.seal.incident, opening: sealed.seal.opening, notes: [] }
    : anchor === undefined
      ? undefined
      : await anchorsIn(anchor, world);
  const incident = await incidentOf(input, anchors, world);
  const found = await world.journal.verify(incident, anchors?.hashes);
  const opening = world.journal.opening(incident)?.hash;
  const seal =
    sealed && file !== undefined && signers !== undefined
      ? await judged(file, sealed, fingerprintOf(sealed.signature) ?? '', signers, opening, world)
      : undefined;
  const isBad = (seal && seal.why !== null) || found.damage.some(({ level }) => level === 'error');
  return {
    view: { kind: 'verified', incident, ...found, ...(seal ? { seal } : {}) },
    verdict: isBad ? 'no' : 'ok',
    notes: [...(anchors?.notes ?? []), ...elsewhere(incident, found, anchors)],
  };
}

/** A document of another incident proves nothing against this one, whatever is missing here. */
function elsewhere(incident: string, { damage }: Verification, anchors: Anchors | undefined): string[] {
  const of = anchors?.incident;
  if (of === undefined || of === incident || !damage.some(({ kind }) => kind === 'anchor-missing')) return [];
  return [`inc: what was given is of ${of}, not of ${incident}: leave out the incident to verify that one`];
}
