import { Fault } from './faults.ts';
import type { Finding } from './ports/record-ports.ts';

/**
 * What the one who knows the whole command line (cli/report.ts) needs to write out the command to repeat: `short` is
 * what stands for it in the hint, `named` what was typed for the incident, if anything was.
 */
export interface Undecided {
  readonly candidates: readonly string[];
  readonly repeat: { readonly short: string; readonly id: string; readonly named?: string };
}

const shortFor = (verb: string, id: string): string => `inc ${verb} -i ${id} …`;

function candidates(ids: readonly string[]): string {
  const shown = ids.slice(0, 8).map((id) => `\n  ${id}`);
  return shown.join('') + (ids.length > 8 ? `\n  … and ${ids.length - 8} more: inc list` : '');
}

/** An id, an unambiguous prefix of one, or an unambiguous part of its slug. */
export async function findIncident(store: Finding, text: string, verb: string): Promise<string> {
  if (store.exists(text)) return text;
  const ids = await store.incidents();
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
        hint: `name one: ${shortFor(verb, only)}`,
        details: {
          candidates: matches,
          repeat: { short: shortFor(verb, only), id: only, named: text },
        } satisfies Undecided,
      },
    );
  return only;
}

/** Nothing names the incident and there is not exactly one open: says which there are and what to type. */
export async function undecided(store: Finding, open: readonly string[], verb: string): Promise<Fault> {
  const [first] = open;
  if (first === undefined) {
    const ids = await store.incidents();
    const [latest] = ids;
    const hint = 'inc open "what is wrong"';
    if (latest === undefined) return new Fault('NOT_FOUND', 'no incident is open', { hint });
    // An id tells the day alone: of several on one day nobody is told, wrongly, which was the latest.
    const day = ids.filter((id) => id.startsWith(latest.slice(0, 10)));
    const id = day.length > 1 ? 'ID' : latest;
    const short = shortFor(verb, id);
    const those =
      day.length > 1 ? `one of the latest: ${short}${candidates(day)}` : `the latest one: ${short}`;
    return new Fault('NOT_FOUND', 'no incident is open', {
      hint: `${hint}, or for ${those}`,
      details: { candidates: [], repeat: { short, id } } satisfies Undecided,
    });
  }
  return new Fault('NOT_FOUND', `${open.length} incidents are open and none is chosen:${candidates(open)}`, {
    hint: `${shortFor(verb, first)}, or choose one: inc switch ${first}`,
    details: { candidates: open, repeat: { short: shortFor(verb, first), id: first } } satisfies Undecided,
  });
}
