/**
 * What differs between two runs that did the same: times, ids, hashes, ports, durations, sizes of files and
 * places in the temp folder. Each becomes a token; everything else, order and lines too, stays.
 */
const tokens: readonly (readonly [pattern: RegExp, token: string])[] = [
  [/(?:\/[\w.-]+)*\/inc-demo-\w{6}/g, '<folder>'],
  [/(?:\/[\w.-]+)*\/inc-test-\w{6}|\/home\/ana(?=[/\s]|$)/g, '<home>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?(?: [+-]\d\d:\d\d)?/g, '<time>'],
  [/\b20\d\d-\d\d-\d\d(?!\d)(?: [+-]\d\d:\d\d)?/g, '<date>'],
  [/(?<![\d:])\d\d:\d\d(?::\d\d)?(?![\d:])/g, '<clock>'],
  [/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, '<ulid>'],
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/\b[0-9a-f]{16}\b|\b[0-9a-f]{12}\b|\b[0-9a-f]{7}\b/g, '<id>'],
  [/(?<=\brun )[0-9a-f]{8}\b/g, '<run>'],
  [/(<!-- inc:begin [\w-]+) [0-9a-f]{8} -->/g, '$1 <digest> -->'],
  [/\b[a-z2-7]{8}(?=\.jsonl|","by")/g, '<replica>'],
  [/(?<="by":"ana@)[^"]+/g, '<machine>'],
  [/(?<=127\.0\.0\.1:)\d{2,5}/g, '<port>'],
  [/(?<="ms":)\d+/g, '<ms>'],
  [/\b\d+ bytes\b|(?<="bytes":)\d+/g, '<size>'],
  [/\b\d+(?:\.\d+)? (?:ms|s|min|h|d)\b(?: \d+ (?:s|min|h)\b)?/g, '<duration>'],
];

export const stable = (text: string): string =>
  tokens.reduce((now, [pattern, token]) => now.replace(pattern, token), text);

/** Where a line was broken depends on how many digits a duration has. */
const unbroken = (text: string): string => text.replace(/\n {10,}(?=\S)/g, ' ');

export const stableLines = (text: string): string[] =>
  stable(unbroken(text))
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.trimEnd());
