const units = ['kB', 'MB', 'GB'] as const;

/** `812 bytes`, `12 kB`, `3.4 MB`: powers of 1000 (SI), rounded; one decimal below ten. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} byte${bytes === 1 ? '' : 's'}`;
  let size = bytes / 1000;
  let unit = 0;
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000;
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
