/** The words that are inc's own: not those after `--`, nor those of the command that `run` starts. */
export function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  if (!/^r(un)?$/.test(words[0] ?? '')) return words;
  const isValue = (at: number): boolean => /^(-i|--(incident|as|config))$/.test(words[at - 1] ?? '');
  const command = words.findIndex((word, at) => at > 0 && !word.startsWith('-') && !isValue(at));
  return command < 0 ? words : words.slice(0, command);
}

/** The value of `--flag VALUE` or `--flag=VALUE`, for what the world itself depends on. */
export function valueOf(words: readonly string[], flag: string): string | undefined {
  const at = words.indexOf(flag);
  return at >= 0 ? words[at + 1] : words.find((word) => word.startsWith(`${flag}=`))?.slice(flag.length + 1);
}
