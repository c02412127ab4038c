import { acknowledge } from './acknowledge.ts';
import type { View } from './views/view.ts';

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** Ids alone, for pipes: what the next command would be given. */
export function quiet(view: View): string {
  switch (view.kind) {
    case 'recorded':
      return acknowledge(view, true);
    case 'import':
      return lines(view.rows.flatMap(({ id }) => id ?? []));
    case 'opened':
    case 'switched':
    case 'incident':
      return lines([view.incident]);
    case 'card':
      return lines(view.incident ? [view.incident.incident] : []);
    case 'timeline':
      return lines(view.entries.map((entry) => entry.id));
    case 'entry':
      return lines([view.entry.id]);
    case 'todos':
      return lines(view.items.map(({ incident, action }) => `${incident}:${action}`));
    case 'audit':
      return lines(view.findings.map(({ rule, subject }) => `${rule} ${subject}`));
    case 'catchup':
      return lines([view.incident]);
    case 'list':
      return lines(view.incidents.map(({ incident }) => incident));
    case 'verified':
      return lines([view.digest]);
    case 'checks':
      return lines(view.checks.filter(({ status }) => status !== 'OK').map(({ check }) => check));
    case 'transition':
      return view.answer.status === 'OK' ? '' : lines([view.answer.check]);
    case 'runbooks':
      return lines(view.runbooks.map(({ name }) => name));
    case 'lint':
      return lines(view.findings.map(({ file, line, column }) => `${file}:${line}:${column}`));
    case 'plan':
    case 'runbook':
    case 'dry-run':
      return lines([view.name]);
    case 'run':
      return lines([view.run]);
    case 'command':
    case 'watching':
    case 'following':
    case 'section':
    case 'block':
    case 'compared':
      return '';
    case 'postmortem':
      return view.file === '-' ? (view.text ?? '') : lines([view.file]);
    case 'exported':
      return lines([view.file]);
    case 'sealed':
      return view.text ?? lines([view.file]);
    case 'completion':
    case 'piece':
      return view.text;
    case 'doctor':
      return lines(view.examined.filter(({ level }) => level !== 'ok').map(({ subject }) => subject));
    case 'settings':
      return lines(view.settings.map(({ value }) => value));
    case 'redaction':
      return lines([view.text]);
    case 'done':
      return '';
  }
}
