import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../core/faults.ts';
import type { SetAside } from '../../core/ports/record-ports.ts';
import { largestBlob, readBlobLine, type BlobPiece } from '../../core/record/blob-pieces.ts';
import { reasonOf } from '../../core/trouble.ts';
import { syncFolder } from './append.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** A file of which some pieces have come. */
interface Begun {
  readonly blob: string;
  readonly of: number;
  readonly line: number;
  readonly path: string;
  readonly sum: Hash;
  readonly fd: number | undefined;
  done: number;
}

/** Puts pieces of files together, one file after the other, in constant memory. */
export interface SettingAside {
  /** @param line its number. @param text of which `isBlobLine` is true. */
  take(line: number, text: string): void;
  /** No more lines come. */
  end(): void;
  readonly blobs: readonly SetAside[];
  readonly refused: readonly { readonly line: number; readonly text: string; readonly why: string }[];
  /** Takes away what nobody has moved elsewhere. */
  drop(): void;
}

function makeFolder(folder: string): void {
  const made = mkdirSync(folder, { recursive: true, mode: 0o700 }) ?? folder;
  // Where the store is new: what is put into it later is only as durable as its own folders are.
  const top = dirname(resolve(made));
  for (let each = dirname(resolve(folder)); each.startsWith(top); each = dirname(each)) {
    syncFolder(each);
    if (each === '/') break;
  }
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done);
}

/**
 * @param folder that does not exist yet, in the file system of the store; undefined: nothing is written, the pieces are
 * only checked.
 */
export function settingAside(folder: string | undefined): SettingAside {
  const blobs: SetAside[] = [];
  const refused: { line: number; text: string; why: string }[] = [];
  let begun: Begun | undefined;
  /** Its other pieces are passed over: one word is enough. */
  let spoilt: string | undefined;
  let count = 0;

  function refuse(line: number, blob: string, why: string): void {
    refused.push({ line, text: `{"blob":"${blob}",…}`, why });
    spoilt = blob;
  }
  function leave(): void {
    if (!begun) return;
    if (begun.fd !== undefined) {
      closeSync(begun.fd);
      rmSync(begun.path, { force: true });
    }
    begun = undefined;
  }
  function giveUp(): void {
    if (begun) refuse(begun.line, begun.blob, 'a part of this stored file is missing');
    leave();
  }
  function begin(line: number, { blob, of }: BlobPiece): Begun {
    const path = `${folder ?? ''}/${count++}`;
    if (folder !== undefined && count === 1) makeFolder(folder);
    const fd =
      folder === undefined ? undefined : openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
    spoilt = undefined;
    return { blob, of, line, path, sum: createHash('sha256'), fd, done: 0 };
  }
  function finish(): void {
    if (!begun) return;
    const { blob, line, path, sum, fd, of } = begun;
    if (sum.digest('hex') !== blob) {
      refuse(line, blob, 'this stored file does not have its SHA-256: it was altered');
      leave();
      return;
    }
    if (fd !== undefined) {
      fsyncSync(fd);
      closeSync(fd);
    }
    begun = undefined;
    blobs.push({ blob, bytes: of, line, path });
  }
  function add(line: number, piece: BlobPiece): void {
    const { blob, at, of, base64 } = piece;
    if (at === 0) {
      giveUp();
      if (of > largestBlob) {
        refuse(line, blob, 'a stored file of more than 64 MiB');
        return;
      }
      begun = begin(line, piece);
    } else if (begun?.blob !== blob || begun.of !== of || begun.done !== at) {
      giveUp();
      if (spoilt !== blob) refuse(line, blob, 'a part of this stored file is missing');
      return;
    }
    const bytes = Buffer.from(base64, 'base64');
    if (begun.done + bytes.length > of || (bytes.length === 0 && of > 0)) {
      refuse(line, blob, 'this part of a stored file has another length than it says');
      leave();
      return;
    }
    begun.sum.update(bytes);
    if (begun.fd !== undefined) writeAll(begun.fd, bytes);
    begun.done += bytes.length;
    if (begun.done === of) finish();
  }
  function drop(): void {
    leave();
    if (folder !== undefined && count > 0) rmSync(folder, { recursive: true, force: true });
  }

  return {
    take(line, text) {
      const piece = readBlobLine(text);
      try {
        if (piece) add(line, piece);
        else {
          giveUp();
          const named = /^\{"blob":"([\da-f]{64})"/.exec(text)?.[1] ?? '';
          if (named === '' || spoilt !== named) refuse(line, named, 'it is no part of a stored file');
        }
      } catch (error) {
        drop();
        throw new Fault('CANT_WRITE', `stored files cannot be taken in: ${reasonOf(error)} · ${folder}`, {
          hint: 'make room, or export the record without them: inc export --no-blobs',
          cause: error,
        });
      }
    },
    end: giveUp,
    blobs,
    refused,
    drop,
  };
}
