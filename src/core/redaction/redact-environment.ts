import { isSecretName } from './redact.ts';
import type { RedactionRule } from './redact.ts';

/** Characters. A name is a guess; where a person said that it is a secret, a PIN is one too. */
const shortestSecret = { guessed: 8, declared: 4 };

/** `value` as a child process may print it: plain, as JSON text, in a URL. */
function spellings(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  // A lone surrogate has no URL spelling.
  return /[\ud800-\udfff]/.test(value) ? [value, json] : [value, json, encodeURIComponent(value)];
}

/** What of a variable is secret: all of it, line by line (output is redacted by lines), or a URL's password. */
function secretParts(name: string, value: string, declared: readonly string[]): string[] {
  if (isSecretName(name) || declared.includes(name)) return value.split(/[\r\n]+/);
  const password = /:\/\/[^\s/:@]*:([^\s/@]+)@/.exec(value)?.[1];
  return password === undefined ? [] : [password];
}

/**
 * Rules that hide the values a child inherits: of variables with a secret's name, of those that INC_SECRETS lists (a
 * plan's secret ones, with spaces between them), and passwords in URLs. Each is named after its variable. Values under 8
 * characters (of those listed: under 4) are left out, they would hit words by chance. They belong before the other rules, which could take half of such a value.
 */
export function rulesForEnvironment(env: Readonly<Record<string, string | undefined>>): RedactionRule[] {
  const declared = (env['INC_SECRETS'] ?? '').split(' ');
  return Object.entries(env).flatMap(([name, value = '']) => {
    const shortest = declared.includes(name) ? shortestSecret.declared : shortestSecret.guessed;
    const secrets = secretParts(name, value, declared)
      .filter((secret) => secret.length >= shortest)
      .flatMap(spellings)
      .toSorted((a, b) => b.length - a.length);
    if (secrets.length === 0) return [];
    const literals = [...new Set(secrets)].map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
    return [
      { name: name.replace(/[^\w.-]/g, '-'), keywords: [], pattern: new RegExp(literals.join('|'), 'dg') },
    ];
  });
}
