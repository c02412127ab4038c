import { shellText } from './shell-text.ts';

/** What bash itself sets, beside what starts with BASH. */
const builtIn =
  /^(?:BASH.*|_|EUID|UID|PPID|PWD|OLDPWD|RANDOM|SRANDOM|SECONDS|EPOCHSECONDS|EPOCHREALTIME|LINENO|PIPESTATUS|FUNCNAME|REPLY|HOSTNAME|HOSTTYPE|MACHTYPE|OSTYPE|OPTARG|OPTIND|OPTERR|IFS|DIRSTACK|GROUPS|SHLVL|SHELLOPTS|COLUMNS|LINES|MAPFILE|COPROC|PS[0-4]|INC_.*)$/;

/** `$NAME` and `${NAME…}`; with a default, an alternative or a message of its own it may be unset. */
const use = /\$(?:([A-Za-z_]\w*)|\{(?:[#!])?([A-Za-z_]\w*)((?::?[-+=?])?))/g;

const assignments: readonly RegExp[] = [
  /(?:^|[\s;&|(])([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/g,
  /\bfor\s+([A-Za-z_]\w*)\b/g,
  /\bselect\s+([A-Za-z_]\w*)\b/g,
  /\bprintf\s+-v\s+([A-Za-z_]\w*)/g,
  /\(\(\s*([A-Za-z_]\w*)\s*[-+*/]?=/g,
];
/** Names after these are set, options left out. */
const lists =
  /\b(?:read|export|declare|local|readonly|typeset|mapfile|readarray|getopts)((?:\s+[^\s;&|<>()]+)+)/g;

/** Names that the script gives a value. */
export function assignedIn(script: string): ReadonlySet<string> {
  const names = assignments.flatMap((form) => [...script.matchAll(form)].map(([, name = '']) => name));
  const more = [...script.matchAll(lists)].flatMap(([, words = '']) =>
    words.split(/\s+/).flatMap((word) => /^([A-Za-z_]\w*)(?:=|$)/.exec(word)?.[1] ?? []),
  );
  return new Set([...names, ...more]);
}

/** Names of variables that the script uses and that nobody sets, in order. @param known who else sets one. */
export function unsetIn(script: string, known: (name: string) => boolean): readonly string[] {
  const { contexts } = shellText(script);
  const assigned = assignedIn(script);
  const names = [...script.matchAll(use)].flatMap(({ index, 1: bare, 2: braced, 3: otherwise }) => {
    const context = contexts[index];
    const name = bare ?? braced ?? '';
    const escaped = /(?:^|[^\\])(?:\\\\)*\\$/.test(script.slice(Math.max(0, index - 8), index));
    const read = context === 'plain' || context === 'double' || context === 'here';
    return !read || escaped || otherwise || assigned.has(name) || builtIn.test(name) || known(name)
      ? []
      : [name];
  });
  return [...new Set(names)];
}
