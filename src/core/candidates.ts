import { Fault } from './faults.ts';
import type { Finding } from './ports.ts';

/** What a verb prints so that the person can repeat it with an incident named. */
const repeat = (verb: string, id: string): string => `inc ${verb} -i ${id} …`;

function candidates(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).map((id) => `\n  ${id}`);
  return shown.join('') + (ids.length > 8 ? `\n  … and ${ids.length - 8} more: inc list` : '');
}

/** An id, an unambiguous prefix of one, or an unambiguous part of its slug. */
export function findIncident(store: Finding, text: string, verb: string): string {
  if (store.exists(text)) return text;
  const ids = store.incidents();
  const wanted = text.toLowerCase();
  const byPrefix = wanted === '' ? [] : ids.filter((id) => id.startsWith(wanted));
  const matches =
    byPrefix.length > 0 || wanted === '' ? byPrefix : ids.filter((id) => id.slice(11).includes(wanted));
  const [only, ...others] = matches;
  if (only === undefined)
    throw new Fault('NOT_FOUND', `no incident is called '${text}'`, {
      hint: ids.length > 0 ? `the latest are:${candidates(ids)}` : 'open one: inc open "what is wrong"',
    });
  if (others.length > 0)
    throw new Fault(
      'NOT_FOUND',
      `'${text}' could be any of ${matches.length} incidents:${candidates(matches)}`,
      {
        hint: `name one: ${repeat(verb, only)}`,
        details: { candidates: matches },
      },
    );
  return only;
}

/** Nothing names the incident and there is not exactly one open: says which there are and what to type. */
export function undecided(store: Finding, open: readonly string[], verb: string): Fault {
  const [first] = open;
  if (first === undefined) {
    const latest = store.incidents()[0];
    return new Fault('NOT_FOUND', 'no incident is open', {
      hint: `inc open "what is wrong"${latest ? `, or write to the latest one: ${repeat(verb, latest)}` : ''}`,
    });
  }
  return new Fault('NOT_FOUND', `${open.length} incidents are open and none is chosen:${candidates(open)}`, {
    hint: `${repeat(verb, first)}, or choose one: inc switch ${first}`,
    details: { candidates: open },
  });
}
