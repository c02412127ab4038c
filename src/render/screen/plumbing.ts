import { show, showBlock } from '../../core/text/screen-text.ts';
import type { Style } from '../style.ts';
import type { DoctorView, ExportedView, RedactionView, SealedView, SettingsView } from '../views/plumbing.ts';

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** One line for each finding, and below it what to type. */
export function screenDoctor({ examined, problems, warnings }: DoctorView, style: Style): string {
  const labels = {
    ok: ['OK', style.good],
    warning: ['WARNING', style.doubtful],
    problem: ['PROBLEM', style.bad],
  } as const;
  const lines = examined.map(({ level, subject, told, next }) => {
    const [word, paint] = labels[level];
    return `${paint(word)}${' '.repeat(8 - word.length)} ${show(subject)}: ${show(told)}${next === undefined ? '' : `\n           ${show(next)}`}\n`;
  });
  const found = [
    problems > 0 ? plural(problems, 'problem') : '',
    warnings > 0 ? plural(warnings, 'warning') : '',
  ];
  return `${lines.join('')}${found.filter(Boolean).join(', ') || 'nothing is wrong'}\n`;
}

export function screenSettings({ settings, file }: SettingsView, style: Style): string {
  const width = Math.max(0, ...settings.map(({ name }) => name.length));
  const lines = settings.map(({ name, value, from, origins }) => {
    const others = origins.slice(1).map((each) => `${each.from}: ${each.value}`);
    const over = others.length > 0 ? `, before ${others.join(', ')}` : '';
    return `${name.padEnd(width)}  ${show(value)}  ${style.muted(`(${show(from + over)})`)}\n`;
  });
  return `${lines.join('')}${style.muted(`yours are kept in ${show(file)}`)}\n`;
}

export function screenRedaction({ text, hidden }: RedactionView, style: Style): string {
  const rules = hidden.map(
    ({ rule, from, count }) => `  ${show(rule)} (${from})${count > 1 ? `, ${count} times` : ''}\n`,
  );
  return `${showBlock(text)}\n${hidden.length > 0 ? `${style.good('hidden by')}:\n${rules.join('')}` : style.doubtful('nothing would be hidden\n')}`;
}

export function screenExported(view: ExportedView, style: Style): string {
  const { incident, rows, format, file, digest, blobs } = view;
  const what = `${plural(rows, format === 'csv' ? 'row' : 'event')}${blobs > 0 ? ` and ${plural(blobs, 'stored file')}` : ''}`;
  return `exported ${style.path(incident)}: ${what} to ${style.path(show(file))}${digest === null ? '' : `\n  digest ${digest}`}\n`;
}

export function screenSealed(view: SealedView, style: Style): string {
  const { text, incident, events, file, digest, fingerprint } = view;
  if (text !== undefined) return text;
  return `sealed ${style.path(incident)}: ${plural(events, 'event')}, with ${show(fingerprint)}
  ${style.path(show(file))}  ·  digest ${digest.slice(0, 12)}
  next: inc verify --seal FILE --signers FILE, wherever the record is\n`;
}
