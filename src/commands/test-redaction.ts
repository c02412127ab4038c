import type { World } from '../core/ports/ports.ts';
import type { Outcome } from './command.ts';

/** Bytes of standard input that are looked at. */
const limit = 1024 * 1024;

const countsIn = (text: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const [, rule = ''] of text.matchAll(/\[redacted:([\w.-]+)\]/g))
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
};

/** `inc config test-redaction TEXT|-`: what would be written of a text. Writes nothing. */
export async function testRedaction(typed: string, world: World): Promise<Outcome> {
  const given = typed === '-' ? (await world.stdin(limit)).replace(/\n$/, '') : typed;
  const text = await world.redact(given);
  const before = countsIn(given);
  const own = new Set((await world.catalogue())?.redaction.map(({ name }) => name.replace(/[^\w.-]/g, '-')));
  const fromOf = (rule: string): string =>
    own.has(rule) ? 'catalogue' : world.env[rule] === undefined ? 'built in' : 'value of this variable';
  const hidden = [...countsIn(text)].flatMap(([rule, count]) => {
    const added = count - (before.get(rule) ?? 0);
    return added > 0 ? [{ rule, from: fromOf(rule), count: added }] : [];
  });
  return { view: { kind: 'redaction', text, hidden }, verdict: 'ok' };
}
