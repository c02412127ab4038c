import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { pieceBytes, type BlobPiece } from '../core/blob-pieces.ts';
import { isTrouble } from '../core/trouble.ts';
import { digestOfFile } from './bulk-hash.ts';

/** Whether a file's bytes are those that it is named after. A link, a folder or one that cannot be read is not. */
export function isWhole(path: string, blob: string): boolean {
  try {
    return digestOfFile(path) === blob;
  } catch (error) {
    if (isTrouble(error)) return false;
    throw error;
  }
}

/** A stored file in pieces, read as they are asked for; at least one. It was found whole just before. */
export function* blobPieces(path: string, blob: string): Generator<BlobPiece, void> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const of = fstatSync(fd).size;
    const buffer = Buffer.allocUnsafe(pieceBytes);
    for (let at = 0; at === 0 || at < of;) {
      let filled = 0;
      for (let got = 1; got > 0 && filled < pieceBytes; filled += got)
        got = readSync(fd, buffer, filled, pieceBytes - filled, at + filled);
      yield { blob, at, of, base64: buffer.toString('base64', 0, filled) };
      if (filled === 0) return;
      at += filled;
    }
  } finally {
    closeSync(fd);
  }
}
