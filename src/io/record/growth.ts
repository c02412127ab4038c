import { readdirSync, statSync, watch } from 'node:fs';

/** Where the system has no watches left, or none for this file system, sizes are compared this often (milliseconds). */
const lookEvery = 1000;

const sizesIn = (folder: string): string =>
  readdirSync(folder)
    .map((name) => `${name} ${statSync(`${folder}/${name}`, { throwIfNoEntry: false })?.size}`)
    .join('\n');

/** Calls `ring` when something in the folder may have changed. @returns how to stop. */
function watching(folder: string, ring: () => void): () => void {
  let before = sizesIn(folder);
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    const now = sizesIn(folder);
    if (now !== before) ring();
    before = now;
  };
  const lookInstead = (): void => {
    timer ??= setInterval(look, lookEvery);
  };
  try {
    const watcher = watch(folder, ring).on('error', lookInstead);
    return () => {
      watcher.close();
      clearInterval(timer);
    };
  } catch {
    lookInstead();
    return () => clearInterval(timer);
  }
}

/**
 * Yields when files of the folder may have grown; many changes while the last one is looked at are one. Watching
 * begins at the call, so that nothing is missed between it and the first read. Ends when the signal says so, or
 * when the terminal is gone.
 */
export function growthOf(
  folder: string,
  signal: AbortSignal,
  process: Pick<NodeJS.Process, 'on' | 'off'>,
): AsyncIterable<void> {
  let changed = true;
  let ended = false;
  let wake: () => void = () => undefined;
  const ring = (): void => {
    changed = true;
    wake();
  };
  const stop = watching(folder, ring);
  const end = (): void => {
    ended = true;
    stop();
    signal.removeEventListener('abort', end);
    process.off('SIGHUP', end);
    wake();
  };
  signal.addEventListener('abort', end);
  process.on('SIGHUP', end);
  if (signal.aborted) end();
  return (async function* () {
    try {
      for (;;) {
        if (!changed && !ended) await new Promise<void>((resolve) => (wake = resolve));
        if (ended) return;
        changed = false;
        yield;
      }
    } finally {
      end();
    }
  })();
}
