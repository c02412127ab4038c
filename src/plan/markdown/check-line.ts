/** What `verify:` of a YAML plan would hold, from a line of a list: `check: web within 5m passes 3 every 5s`. */
export interface CheckLine {
  readonly value: Readonly<Record<string, unknown>>;
  readonly wrong?: string;
}

const clauses = ['within', 'passes', 'every', 'accept'] as const;

/** Reads one line; commas and backticks are only for the eye. */
export function checkLine(text: string): CheckLine {
  const words = text
    .replace(/^\s*(?:`?check`?:)?\s*/i, '')
    .replace(/`/g, '')
    .split(/[\s;]+|,\s+/)
    .filter((word) => word !== '');
  const [check = '', ...rest] = words;
  const value: Record<string, unknown> = { check };
  for (let at = 0; at < rest.length; at += 2) {
    const clause = clauses.find((name) => name === rest[at]?.toLowerCase());
    const said = rest[at + 1];
    if (clause === undefined || said === undefined)
      return {
        value,
        wrong: `${rest.slice(at).join(' ')}: not understood; a line reads: check: web within 5m passes 3 every 5s accept OK,WARNING`,
      };
    if (clause === 'passes') value[clause] = /^\d+$/.test(said) ? Number(said) : said;
    else value[clause] = clause === 'accept' ? said.split(',') : said;
  }
  return { value };
}
