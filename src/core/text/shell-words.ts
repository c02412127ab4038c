/** A word as a shell would need it typed (POSIX sh, 2.2.2 Single-Quotes). */
const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** A command as a person would type it: copied into a shell, it does the same. */
export const shellWords = (argv: readonly string[]): string => argv.map(shellWord).join(' ');
