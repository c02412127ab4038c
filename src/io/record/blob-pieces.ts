import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { pieceBytes, type BlobPiece } from '../../core/record/blob-pieces.ts';
import { codeOf } from '../../core/trouble.ts';
import { digestOfFile } from './bulk-hash.ts';

/** Whether a file's bytes are those that it is named after. A link, a folder, or what cannot be read, is not whole. */
export function isWhole(path: string, blob: string): boolean {
  try {
    return digestOfFile(path) === blob;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}

/** A stored file in pieces, each read when it is asked for; of an empty file, one. */
export function* blobPieces(path: string, blob: string): Generator<BlobPiece, void> {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const of = fstatSync(fd).size;
    const buffer = Buffer.allocUnsafe(pieceBytes);
    let at = 0;
    do {
      let filled = 0;
      for (let got = 1; got > 0 && filled < pieceBytes; filled += got)
        got = readSync(fd, buffer, filled, pieceBytes - filled, at + filled);
      yield { blob, at, of, base64: buffer.toString('base64', 0, filled) };
      // Somebody cut it meanwhile: whoever puts the pieces together finds that out.
      if (filled === 0) return;
      at += filled;
    } while (at < of);
  } finally {
    closeSync(fd);
  }
}
