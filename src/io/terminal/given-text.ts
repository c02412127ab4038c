import { isUtf8 } from 'node:buffer';
import { Fault } from '../../core/faults.ts';
import { readCapped } from '../files/capped-file.ts';
import { stdinBytes } from './stdin.ts';

/** Whole of a file, or of standard input, as text. */
export function givenText(path: string | undefined, limit: number): string {
  const what = path ?? 'standard input';
  const bytes = path === undefined ? stdinBytes(limit) : readCapped(path, limit + 1);
  if (path !== undefined && !bytes) throw new Fault('NOT_FOUND', `there is no file ${path}`);
  if (!bytes || bytes.length > limit)
    throw new Fault('USAGE', `${what} holds more than ${limit / 1_048_576} MiB`, {
      hint: 'take the part that matters, or keep it whole: inc attach FILE',
    });
  if (!isUtf8(bytes))
    throw new Fault('DATA', `${what} is not UTF-8 text`, {
      hint: 'turn it into UTF-8: iconv -f latin1 -t utf-8 FILE | inc import -',
    });
  return bytes.toString('utf8');
}
