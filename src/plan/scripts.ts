import { absolute } from '../core/text/absolute.ts';
import type { Path } from './fields.ts';
import { fileOf, type Plan, type Program } from './plan.ts';

/** What is on the machine; nothing is changed or started. */
export interface Look {
  kind(path: string): 'file' | 'executable' | 'folder' | 'other' | 'missing';
  text(path: string): string | undefined;
  inPath(name: string): boolean;
}

/** A script that a shell would read: where it stands, its text, and its file if it has one of its own. */
export interface Script {
  readonly path: Path;
  readonly text: string;
  readonly file?: string;
}

/** Every program of the plan's steps, with the place that names it. */
export const programsIn = (
  plan: Plan,
): { readonly program: Program; readonly path: Path; readonly cwd: string }[] =>
  plan.steps.flatMap(({ do: act, undo, cwd = plan.cwd }, index) => [
    ...(act.kind === 'ask' ? [] : [{ program: act, path: ['steps', index, 'run'], cwd }]),
    ...(undo ? [{ program: undo, path: ['steps', index, 'undo'], cwd }] : []),
  ]);

const isShell = (text: string): boolean => /^#!\s*\S*\/(?:env\s+)?(?:ba|da|k)?sh\b/.test(text);

/** The shell scripts among them: those that stand in the plan, and files that say so in their first line. */
export function scriptsIn(plan: Plan, look: Look): readonly Script[] {
  const scripts: Script[] = [];
  for (const { program, path, cwd } of programsIn(plan)) {
    if (program.kind === 'script') scripts.push({ path, text: program.text });
    const named = fileOf(program);
    const file = named === undefined ? undefined : absolute(named, cwd);
    if (file === undefined || scripts.some((script) => script.file === file)) continue;
    const text = look.text(file);
    if (text !== undefined && isShell(text)) scripts.push({ path, text, file });
  }
  return scripts;
}

/** Line and column, from 1, of an offset. */
export function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
