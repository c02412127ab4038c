import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { readSeal, type Sealed } from '../core/record/seal-text.ts';
import type { JudgedSeal } from '../render/views/reading.ts';
import { flagText, type Input } from './command.ts';
import { gitPath, judge } from './ssh.ts';

/** Bytes. */
const longestSeal = 1024 * 1024;
const longestDocument = 12 * 1024 * 1024;

/** Where digests were kept that must still be in the record. */
export interface Anchors {
  readonly hashes: readonly string[];
  /** Whose document or seal it was, as it was called then. */
  readonly incident?: string;
  /** Of a seal: the hash of the event that opened it. */
  readonly opening?: string;
  readonly notes: readonly string[];
}

/** `--anchor`: a digest, or a post-mortem that holds some. */
export async function anchorsIn(text: string, world: World): Promise<Anchors> {
  const digest = text.trim().toLowerCase();
  // An empty one would be found anywhere.
  if (/^[0-9a-f]{7,64}$/.test(digest)) return { hashes: [digest], notes: [] };
  const hint = 'inc verify prints it, and so does each post-mortem: inc verify --anchor FILE.md';
  const files = await world.files();
  const path = text.startsWith('/') ? text : `${world.cwd}/${text}`;
  if (text === '' || files.kind(path) === 'missing')
    throw new Fault(
      'USAGE',
      `'${text}' is no digest (64 hexadecimal digits, or the first 7 or more of them), and no file`,
      { hint },
    );
  const content = await world.given(text, longestDocument);
  const documents = await world.document();
  const mark = documents.identify(content);
  const hashes = mark ? documents.digestsIn(content) : [];
  if (!mark || hashes.length === 0)
    throw new Fault('DATA', mark ? `the post-mortem holds no digest · ${path}` : `inc did not make ${path}`, {
      hint,
    });
  const what = hashes.length === 1 ? `digest ${hashes[0]?.slice(0, 12)}` : `${hashes.length} digests`;
  return {
    hashes,
    incident: mark.incident,
    notes: [`inc: held against the post-mortem of ${mark.incident}, ${what} · ${path}`],
  };
}

/** `--seal FILE`: a text that is one. Throws Fault DATA. */
export async function sealIn(file: string, world: World): Promise<Sealed> {
  const sealed = readSeal(await world.given(file, longestSeal));
  if (sealed) return sealed;
  throw new Fault('DATA', `${file} is no seal, or it was altered`, { hint: 'inc seal makes one' });
}

/** `--signers FILE`, else the one that git uses. */
export async function signersFor(input: Input, world: World): Promise<string> {
  const given = flagText(input, 'signers');
  const path =
    given === undefined
      ? await gitPath(world, 'gpg.ssh.allowedSignersFile')
      : given.startsWith('/')
        ? given
        : `${world.cwd}/${given}`;
  const hint = 'a line for each: echo "alice@example.org $(cat alice.pub)" >> signers; --signers signers';
  if (path === undefined)
    throw new Fault('USAGE', 'a seal proves nothing unless it is said who may sign', { hint });
  if ((await world.files()).kind(path) === 'missing')
    throw new Fault('NOT_FOUND', `there is no file ${path}`, { hint });
  return path;
}

/** The seal as `verify` shows it. */
export async function judged(
  file: string,
  { seal, text, signature }: Sealed,
  fingerprint: string,
  signers: string,
  opening: string | undefined,
  world: World,
): Promise<JudgedSeal> {
  const { at, by, digest } = seal;
  const found = await judge(world, { text, signature, at }, signers);
  const [signer, wrong] = 'signer' in found ? [found.signer, null] : [null, found.why];
  const why = wrong ?? (seal.opening === opening ? null : `it is of another record: ${seal.incident}`);
  return { file, at, by, digest, fingerprint, signer, why };
}
