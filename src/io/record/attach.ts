import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { Fault } from '../../core/faults.ts';
import type { Kept } from '../../core/ports/record-ports.ts';
import type { RedactionRule } from '../../core/redaction/redact.ts';
import { syncFolder } from './append.ts';
import { asItIs, NotText, redacting, type Passing } from './passing-bytes.ts';
import { blobPath } from './blobs.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** The most that one attachment may hold (bytes), also what a peer accepts of a file. */
export const largestAttachment = 64 * 1024 * 1024;

const chunkSize = 65_536;

/** What cannot be attached, with what can. Undefined: an ordinary file. */
function strange(stat: Stats): readonly [what: string, hint: string] | undefined {
  if (stat.isFile()) return undefined;
  if (stat.isSymbolicLink()) return ['a symbolic link', 'attach the file that it points at'];
  if (stat.isDirectory())
    return ['a folder', 'attach its files, or: tar -c FOLDER | inc attach - --name NAME'];
  if (stat.isFIFO()) return ['a pipe', 'read it yourself: cat PIPE | inc attach - --name NAME'];
  if (stat.isSocket()) return ['a socket', 'only ordinary files can be attached'];
  return ['a device', 'only ordinary files can be attached'];
}

function refuse(path: string, stat: Stats): void {
  const found = strange(stat);
  if (found) throw new Fault('USAGE', `${path} is ${found[0]}, and was not attached`, { hint: found[1] });
}

const tooLarge = (what: string): Fault =>
  new Fault('USAGE', `${what} holds more than 64 MiB, and was not attached`, {
    hint: 'attach the part that matters (tail -c 10M FILE | inc attach - --name NAME), or note where the file is',
  });

/** Looks before it opens, so that no pipe is waited for and no device is touched; and again at what it opened. */
function openSource(path: string): number {
  try {
    refuse(path, lstatSync(path));
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = fstatSync(fd);
    refuse(path, stat);
    if (stat.size > largestAttachment) throw tooLarge(path);
    return fd;
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = codeOf(error);
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new Fault(
      missing ? 'NOT_FOUND' : code === 'EACCES' ? 'PERMISSION' : 'IO',
      missing ? `there is no file ${path}` : `${path} cannot be read: ${reasonOf(error)}`,
      { hint: 'inc attach FILE, or from a pipe: … | inc attach - --name NAME', cause: error },
    );
  }
}

/** The next bytes; empty at the end. A pipe that is empty for now is waited for. */
function readChunk(fd: number, buffer: Buffer, position: number | null, what: string): Buffer {
  for (;;) {
    try {
      return buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, position));
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') return buffer.subarray(0, 0);
      if (code !== 'EAGAIN')
        throw new Fault('IO', `${what} cannot be read: ${reasonOf(error)}`, { cause: error });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

interface Draft {
  readonly path: string;
  readonly fd: number;
}

/** @param position where a file is read from; null: a stream, that can be read once. */
function copy(source: number, what: string, position: number | null, draft: Draft, passing: Passing): Kept {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(chunkSize);
  let [total, bytes] = [0, 0];
  const put = (pieces: readonly (Buffer | string)[]): void => {
    for (const piece of pieces) {
      const block = typeof piece === 'string' ? Buffer.from(piece) : piece;
      hash.update(block);
      for (let done = 0; done < block.length;) done += writeSync(draft.fd, block, done, block.length - done);
      bytes += block.length;
    }
  };
  for (;;) {
    const chunk = readChunk(source, buffer, position === null ? null : position + total, what);
    if (chunk.length === 0) break;
    total += chunk.length;
    if (total > largestAttachment) throw tooLarge(what);
    put(passing.take(chunk));
  }
  put(passing.end());
  const { text, redactions } = passing;
  return { blob: hash.digest('hex'), bytes, redactions, text };
}

function store(
  path: string | undefined,
  source: number,
  rules: readonly RedactionRule[],
  open: () => Draft,
): readonly [Kept, Draft] {
  const what = path ?? 'standard input';
  const position = path === undefined ? null : 0;
  const attempt = (passing: Passing): readonly [Kept, Draft] => {
    const draft = open();
    try {
      const kept = copy(source, what, position, draft, passing);
      fsyncSync(draft.fd);
      return [kept, draft];
    } finally {
      closeSync(draft.fd);
    }
  };
  try {
    return attempt(redacting(rules));
  } catch (error) {
    if (!(error instanceof NotText)) throw error;
    if (path !== undefined) return attempt(asItIs);
    throw new Fault('USAGE', 'standard input began as text with secrets in it, and went on as none', {
      hint: 'save it to a file, look at it, and attach the file',
    });
  }
}

/**
 * Keeps a file's bytes under their SHA-256 in the record of an incident: streamed, redacted if they are text (valid
 * UTF-8 without NUL), synced, and only then under their name. What fails leaves nothing behind.
 *
 * @param incident the incident's folder.
 * @param path undefined: standard input.
 * @param draftName a name that nothing else has.
 * @throws Fault USAGE for what is no ordinary file or too large, NOT_FOUND, PERMISSION, IO, CANT_WRITE.
 */
export function attach(
  incident: string,
  path: string | undefined,
  rules: readonly RedactionRule[],
  draftName: string,
): Kept {
  const source = path === undefined ? 0 : openSource(path);
  const blobs = `${incident}/blobs`;
  const drafts: string[] = [];
  try {
    mkdirSync(blobs, { recursive: true, mode: 0o700 });
    const [kept, draft] = store(path, source, rules, () => {
      const name = `${blobs}/.${draftName}.${drafts.length}`;
      drafts.push(name);
      return { path: name, fd: openSync(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600) };
    });
    const home = blobPath(incident, kept.blob);
    const folder = home.slice(0, home.lastIndexOf('/'));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(draft.path, home);
    for (const changed of [folder, blobs, incident]) syncFolder(changed);
    return kept;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('CANT_WRITE', `the attachment could not be kept: ${reasonOf(error)} · ${blobs}`, {
      hint: 'nothing was recorded; note where the file is: inc note "pods.txt is in …"',
      cause: error,
    });
  } finally {
    for (const draft of drafts) rmSync(draft, { force: true });
    if (path !== undefined) closeSync(source);
  }
}
