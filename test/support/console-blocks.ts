import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bin, sandbox } from './sandbox.ts';

/** A fenced block of a document that is to be run: `sh` as a whole, `console` command by command. */
export interface Block {
  readonly info: 'sh' | 'console';
  /** 1-based, in the document. */
  readonly line: number;
  readonly text: string;
}

/** Blocks to run; the transcripts of the demos are compared by their own tests. */
export function blocksIn(document: string): Block[] {
  const without = document.replace(/<!-- (demo|runbook):begin -->[^]*?<!-- \1:end -->/g, (text) =>
    text.replace(/[^\n]/g, ''),
  );
  return [...without.matchAll(/^```(sh|console)\n([^]*?)^```$/gm)].map(
    ({ 1: info, 2: text = '', index }) => ({
      info: info as Block['info'],
      line: without.slice(0, index).split('\n').length + 1,
      text,
    }),
  );
}

export interface Step {
  readonly command: string;
  readonly output: string;
}

/** `$ ` begins a command, a backslash at its line's end carries it on; all else is what it prints. */
export function stepsOf(text: string): Step[] {
  const steps: { command: string; output: string }[] = [];
  let open = false;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const last = steps.at(-1);
    if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: '' });
    else if (!last) throw new Error(`a console block begins with a command, not with: ${line}`);
    else if (open) last.command += `\n${line}`;
    else last.output += `${line}\n`;
    open = line.endsWith('\\') && (open || line.startsWith('$ '));
  }
  return steps;
}

export interface Room {
  /** Runs a script under bash, both outputs into one. @returns what was printed, by the marks `\u001e`. */
  bash(script: string): { readonly exit: number | null; readonly printed: string };
  remove(): void;
}

/** A machine of its own for a document: the folders are where they are by default, `ana` sits in `~/shop`. */
export function room(): Room {
  const box = sandbox();
  const folders = { work: join(box.home, 'shop'), bin: join(box.home, 'bin') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  symlinkSync(bin, join(folders.bin, 'inc'));
  const { PATH = '', HOME = '', TMPDIR = '' } = box.env;
  // One reader at one prompt: a later block starts where an earlier one has gone.
  const where = join(box.home, '.where');
  let cwd = folders.work;
  return {
    bash(script) {
      const { status, stdout } = spawnSync(
        'bash',
        ['-c', `trap 'pwd > ${where}' EXIT; exec 2>&1 </dev/null\n${script}`],
        {
          cwd,
          env: {
            PATH: `${folders.bin}:${PATH}`,
            HOME,
            TMPDIR,
            INC_USER: 'ana',
            TZ: 'UTC',
            LANG: 'C.UTF-8',
            COLUMNS: '100',
          },
          encoding: 'utf8',
        },
      );
      cwd = readFileSync(where, 'utf8').trim();
      return { exit: status, printed: stdout };
    },
    remove: () => box.remove(),
  };
}

/** Runs the commands of a block in one shell. @returns what each printed. */
export function printedBy(steps: readonly Step[], place: Room): string[] {
  const script = steps
    .map(({ command }) => `${command}\n__exit=$?; printf '\\036'; (exit $__exit)`)
    .join('\n');
  return place.bash(script).printed.split('\u001e').slice(0, steps.length);
}
