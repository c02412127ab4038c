import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';

type Ports = Pick<World, 'env' | 'files' | 'runner' | 'prompt' | 'cwd'>;

/**
 * A script as a person changed it: in VISUAL or EDITOR, or vi for one of several lines; else at a prompt. What was
 * left empty is as it was.
 */
export async function edited(script: string, world: Ports): Promise<string> {
  const { env, cwd } = world;
  const files = await world.files();
  const lines = script.split('\n').length;
  // A dumb terminal is no place for it.
  const vi = lines > 1 && env['TERM'] !== 'dumb' && files.inPath('vi', env['PATH'] ?? '') ? 'vi' : undefined;
  const editor = env['VISUAL'] || env['EDITOR'] || vi;
  if (!editor) {
    const typed = await (await world.prompt()).text('Command:', { initial: script });
    return typed.trim() === '' ? script : typed;
  }
  const runner = await world.runner();
  const changed = await files.scratch(async (folder) => {
    const file = `${folder}/block.sh`;
    files.create(file, `${script}\n`);
    // An editor is a command line of its own: `code --wait`, `emacsclient -t`.
    const { failure, exit } = await runner.attach({ argv: ['sh', '-c', `${editor} "$1"`, 'inc', file], cwd });
    if (failure || exit !== 0)
      throw new Fault(
        'UNAVAILABLE',
        `the editor did not end well: ${failure?.message ?? `exit ${exit ?? 'unknown'}`}`,
        {
          hint: `EDITOR is ${editor}`,
        },
      );
    return files.read(file) ?? '';
  });
  return changed.trim() === '' ? script : changed.trimEnd();
}
