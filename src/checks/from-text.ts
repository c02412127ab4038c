import { withDays } from '../core/checks/questions.ts';
import { recordTypes, type Check, type CheckCommon } from '../core/checks/check.ts';
import { Fault } from '../core/faults.ts';
import { hostPort } from '../core/checks/host-port.ts';

const defaultTimeout = 10_000;

/** What is shown and recorded of a URL: its user and password never are. */
function withoutUser(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

type Common = Omit<CheckCommon, 'name'>;

/** `tls://shop.example`, `tls://[::1]:8443`. */
function certificateOf(text: string, common: Common): Check {
  const typed = text.slice('tls://'.length).replace(/\/$/, '');
  const address = hostPort(typed) ?? hostPort(`${typed}:443`);
  if (!address)
    throw new Fault('USAGE', `${text} names no server`, {
      hint: 'inc check tls://shop.example, or with a port: inc check tls://shop.example:8443',
    });
  return { ...withDays({ ...common, name: text }), kind: 'tls', ...address };
}

/** `dns://shop.example`, and with RFC 4501's resolver and type: `dns://192.0.2.53/shop.example?type=MX`. */
function recordsOf(text: string, common: Common): Check {
  const [, resolver, domain = '', wanted = 'A'] =
    /^dns:\/\/(?:([\d.]+(?::\d+)?|\[[\da-f:.]+\](?::\d+)?)\/)?([^/?\s]+)(?:\?type=(\w+))?$/i.exec(text) ?? [];
  const type = recordTypes.find((each) => each === wanted.toUpperCase());
  if (domain === '' || !type)
    throw new Fault(
      'USAGE',
      domain === '' ? `${text} asks for no name` : `inc looks up no ${wanted} records`,
      {
        hint: `inc check dns://shop.example, or dns://192.0.2.53/shop.example?type=MX; types are ${recordTypes.join(', ')}`,
      },
    );
  return {
    ...common,
    name: text,
    kind: 'dns',
    domain,
    type,
    ...(resolver === undefined ? {} : { resolver }),
  };
}

/**
 * A check written on the command line: a URL (`http://`, `https://`, `tls://`, `dns://`), `host:port`, or a path (it holds a slash) of something executable,
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
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'tls') return certificateOf(text, common);
  if (scheme === 'dns') return recordsOf(text, common);
  if (scheme !== undefined)
    throw new Fault('USAGE', `inc cannot check ${scheme}: addresses`, {
      hint: 'inc check http://…, inc check tls://host, dns://name, host:port, or a script: inc check ./healthy.sh',
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
