import { homedir } from 'node:os';

/** Where a person's own settings live (XDG Base Directory Specification 0.8). Not in paths.ts: no note needs it. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_CONFIG_HOME'];
  return `${base?.startsWith('/') ? base : `${env['HOME'] || homedir()}/.config`}/inc`;
}
