import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Ended } from '../core/ports/process-ports.ts';
import { fingerprintOf } from '../core/record/seal-text.ts';

/** What a signature is for: one that was made for `git` or a log-in does not count (ssh-keygen(1), `-n`). */
const namespace = 'inc';
/** Milliseconds; an agent may wait for a person to touch a key. */
const patience = 60_000;

type Ports = Pick<World, 'runner' | 'files' | 'cwd' | 'env' | 'terminal' | 'interruption'>;

const missing = (): Fault =>
  new Fault('UNAVAILABLE', 'seals are signed and checked by ssh-keygen, which is not in PATH', {
    hint: 'install OpenSSH 8.2 or newer: apt install openssh-client',
  });

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';

async function asked(ports: Ports, argv: readonly string[]): Promise<Ended> {
  return (await ports.runner()).run({
    argv,
    cwd: ports.cwd,
    // Nobody is there to answer a window; and times are said in UTC.
    env: { SSH_ASKPASS_REQUIRE: 'never', LC_ALL: 'C', TZ: 'UTC' },
    timeout: patience,
    signal: ports.interruption,
  });
}

/** A path that git was told; undefined: none, or there is no git. */
export async function gitPath(ports: Ports, name: string): Promise<string | undefined> {
  const { exit, output } = await asked(ports, ['git', 'config', '--type=path', name]);
  const path = output.trim();
  return exit === 0 && path.startsWith('/') ? path : undefined;
}

/** `--key`, else the one with which git signs by ssh, else the first of the usual ones. Throws Fault NOT_FOUND. */
export async function signingKey(ports: Ports, given: string | undefined): Promise<string> {
  const files = await ports.files();
  if (given !== undefined) {
    const path = given.startsWith('/') ? given : `${ports.cwd}/${given}`;
    if (files.kind(path) === 'missing')
      throw new Fault('NOT_FOUND', `there is no file ${path}`, {
        hint: 'a key of OpenSSH: inc seal --key FILE; make one: ssh-keygen -t ed25519',
      });
    return path;
  }
  const { exit, output } = await asked(ports, ['git', 'config', 'gpg.format']);
  const told = exit === 0 && output.trim() === 'ssh' ? await gitPath(ports, 'user.signingkey') : undefined;
  const home = `${ports.env['HOME'] ?? ''}/.ssh`;
  // A public key is enough where an agent holds the other half.
  const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `${home}/${name}`);
  const all = [...(told === undefined ? [] : [told]), ...usual.flatMap((path) => [path, `${path}.pub`])];
  const found = all.find((path) => files.kind(path) !== 'missing');
  if (found !== undefined) return found;
  throw new Fault('NOT_FOUND', `there is no key to sign with: no id_ed25519, id_ecdsa or id_rsa in ${home}`, {
    hint: 'name one: inc seal --key FILE; make one: ssh-keygen -t ed25519',
  });
}

/**
 * OpenSSH's signature of a text, armoured. At a terminal a passphrase can be typed.
 *
 * @param key the file of a private key, or of a public one whose other half an agent holds.
 */
export async function sign(ports: Ports, text: string, key: string): Promise<string> {
  const files = await ports.files();
  return files.scratch(async (folder) => {
    files.create(`${folder}/seal`, text);
    const argv = ['ssh-keygen', '-q', '-Y', 'sign', '-f', key, '-n', namespace, `${folder}/seal`];
    const { failure, why } = await (ports.terminal.interactive
      ? (await ports.runner()).attach({ argv, cwd: ports.cwd }).then((how) => ({ ...how, why: '' }))
      : asked(ports, argv).then((how) => ({ ...how, why: lastLine(how.output) })));
    if (failure) throw missing();
    const signature = files.read(`${folder}/seal.sig`);
    if (signature !== undefined && fingerprintOf(signature) !== undefined) return signature;
    throw new Fault('UNAVAILABLE', `ssh-keygen did not sign with ${key}${why === '' ? '' : `: ${why}`}`, {
      hint: `a key with a passphrase: ssh-add ${key}; another key: inc seal --key FILE`,
    });
  });
}

/** Who signed, by a file of those who may; or why that is not so. */
export type Judged = { readonly signer: string } | { readonly why: string };

/**
 * Checks a signature by a file of allowed signers (ssh-keygen(1)), as of the time at which it says it was made: a key
 * may have been taken out of use since.
 *
 * @param signers path of the file.
 * @param at RFC 3339 in UTC.
 */
export async function judge(
  ports: Ports,
  { text, signature, at }: { readonly text: string; readonly signature: string; readonly at: string },
  signers: string,
): Promise<Judged> {
  const files = await ports.files();
  return files.scratch(async (folder) => {
    files.create(`${folder}/seal`, text);
    files.create(`${folder}/seal.sig`, signature);
    const time = `-Overify-time=${new Date(Date.parse(at)).toISOString().slice(0, 19).replace(/\D/g, '')}`;
    const where = ['-s', `${folder}/seal.sig`, '-f', signers, time];
    // What was signed is read from standard input alone; and names are to come as they are, not redacted.
    const shell = ['sh', '-c', 'exec "$@" < "$0/seal" > "$0/names"', folder, 'ssh-keygen', '-Y'];
    const found = await asked(ports, [...shell, 'find-principals', ...where]);
    if (found.failure || found.exit === 127) throw missing();
    const names = found.exit === 0 ? (files.read(`${folder}/names`) ?? '').split('\n').filter(Boolean) : [];
    let why = `${signers} allows nobody with this key at that time`;
    for (const name of names) {
      const { exit, output } = await asked(ports, [
        ...shell,
        'verify',
        '-I',
        name,
        '-n',
        namespace,
        ...where,
      ]);
      if (exit === 0) return { signer: name };
      why = lastLine(output);
    }
    return { why };
  });
}
