import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What a part counted, and each breach of a promise that it saw. */
export interface Report {
  readonly counts: Readonly<Record<string, number | string>>;
  readonly violations: readonly string[];
}

export interface Part {
  readonly about: string;
  /** @param scale 1: the whole of it. */
  readonly run: (scale: number) => Promise<Report>;
}

/** A number of rounds, never none. */
export const scaled = (count: number, scale: number): number => Math.max(1, Math.round(count * scale));

export const folder = (): string => mkdtempSync(join(tmpdir(), 'inc-torture-'));
export const removed = (path: string): void => rmSync(path, { recursive: true, force: true });

/** Runs what must succeed. @returns its standard output. */
export function must(command: string, args: readonly string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    input,
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status}\n${stderr}${stdout}`);
  return stdout;
}

/** Compiles a C file of this folder: a program, or a library to preload. */
export function compiled(source: string, to: string): string {
  must('gcc', [
    '-O1',
    '-Wall',
    ...(to.endsWith('.so') ? ['-shared', '-fPIC'] : []),
    '-o',
    to,
    source,
    '-ldl',
  ]);
  return to;
}

/** A program of this folder as one file that starts fast. */
export async function bundled(source: string, home: string): Promise<string> {
  const outfile = join(home, source.replace(/\.ts$/, '.cjs'));
  await build({
    entryPoints: [join(import.meta.dirname, source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
  return outfile;
}

/** The appender of this folder. */
export const appenderIn = (home: string): Promise<string> => bundled('appender.ts', home);
