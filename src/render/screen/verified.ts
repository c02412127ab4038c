import { show } from '../../core/text/screen-text.ts';
import type { JudgedSeal, VerifiedView } from '../views/reading.ts';
import type { Style } from '../style.ts';

const some = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `12,345`, without a call into ICU. */
const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');

/** Where damage is; nothing for what is missing from the whole record. */
const place = (file: string, line: number): string =>
  file === '' ? '' : `${show(file)}${line > 0 ? `:${line}` : ''} `;

const sealLine = ({ at, by, signer, fingerprint, why }: JudgedSeal, style: Style): string =>
  why === null
    ? `  sealed ${at} by ${show(signer ?? by)} (${show(by)}), ${show(fingerprint)}\n`
    : `  ${style.bad('seal')} of ${at} by ${show(by)}, ${show(fingerprint)}: ${show(why)}\n`;

/** What `inc verify` found: a line for each damage that is named, and how many more there are. */
export function screenVerified(view: VerifiedView, style: Style): string {
  const { damage, counts } = view;
  const levels = new Map(damage.map(({ kind, level }) => [kind, level]));
  const kinds = [...levels].map(([kind, level]) => {
    const all = counts[kind] ?? 0;
    return { kind, level, all, more: all - damage.filter((each) => each.kind === kind).length };
  });
  const errors = kinds.filter(({ level }) => level === 'error').reduce((sum, { all }) => sum + all, 0);
  const { seal } = view;
  const head =
    errors > 0
      ? style.bad(`DAMAGED: ${grouped(errors)} problem${errors === 1 ? '' : 's'}`)
      : seal && seal.why !== null
        ? style.bad('SEAL NOT VALID')
        : style.good('ok');
  const paint = (level: 'warning' | 'error'): string =>
    level === 'error' ? style.bad(level) : style.doubtful(level);
  const places = damage.map(
    ({ level, promise, file, line, meaning, kind }) =>
      `  ${paint(level)} ${place(file, line)}${kind}: ${show(meaning)} [${promise}]\n`,
  );
  const rest = kinds
    .filter(({ more }) => more > 0)
    .map(({ kind, level, more }) => `  ${paint(level)} … and ${grouped(more)} more ${kind}\n`);
  return `${head}  ${view.incident}: ${some(view.events, 'event')} in ${some(view.files, 'file')}, ${view.bytes} bytes, ${some(view.heads.length, 'head')}${view.redacted > 0 ? `, ${grouped(view.redacted)} redacted` : ''}
${places.join('')}${rest.join('')}  digest ${view.digest}\n${seal ? sealLine(seal, style) : ''}`;
}
