import type { Check } from '../core/check.ts';
import { Fault } from '../core/faults.ts';
import { hostPort } from '../core/host-port.ts';

const defaultTimeout = 10_000;

/** What is shown and recorded of a URL: its user and password never are. */
function withoutUser(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

/**
 * A check written on the command line: a URL, `host:port`, or a path (it holds a slash) of something executable,
 * relative to `cwd`. Undefined: none of them, so it is the name of a check. `timeout` in milliseconds.
 *
 * Throws USAGE for a URL that is none, and for a port that is none.
 */
export function checkFromText(
  text: string,
  { cwd, timeout = defaultTimeout }: { cwd: string; timeout?: number },
): Check | undefined {
  const common = { timeout, warn: {}, crit: {} };
  if (/^https?:/i.test(text)) {
    if (!URL.canParse(text))
      throw new Fault('USAGE', `${text} is not a URL`, { hint: 'inc check http://127.0.0.1:8080/health' });
    return { ...common, kind: 'http', name: withoutUser(new URL(text)), url: text, expect: {} };
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1];
  if (scheme !== undefined)
    throw new Fault('USAGE', `inc cannot check ${scheme}: addresses yet`, {
      hint: 'inc check http://…, inc check host:port, or a script: inc check ./healthy.sh',
    });
  if (text.includes('/')) return { ...common, kind: 'command', name: text, argv: [text], cwd };
  const address = hostPort(text);
  if (address) return { ...common, kind: 'tcp', name: text, ...address };
  if (/^(?:[\w.-]+|\[[\da-f:.]+\]):\d+$/i.test(text))
    throw new Fault('USAGE', `${text} names no port: they go from 1 to 65535`, {
      hint: 'inc check db-1:5432',
    });
  return undefined;
}
