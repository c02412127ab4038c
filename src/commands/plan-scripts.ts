import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { filesOf, programsOf, type Plan } from '../plan/plan.ts';
import { absolute } from '../core/text/absolute.ts';

/** A command line longer than this (characters, as JSON) would leave no room for the rest of its line in the record. */
const longest = 30_000;

/**
 * Looks at every program that the plan names by a path, before anything runs: a missing undo is not to be found
 * out in the middle. @returns the digest of each, by the path as written.
 */
export async function scriptsOf(
  plan: Plan,
  world: Pick<World, 'files' | 'env'>,
): Promise<Readonly<Record<string, string>>> {
  const files = await world.files();
  if (files.kind(plan.cwd) !== 'folder')
    throw new Fault('CONFIG', `the plan's folder does not exist: ${plan.cwd}`, { hint: 'nothing was run' });
  for (const { argv, where } of programsOf(plan)) {
    const [command = ''] = argv;
    const text = JSON.stringify(argv);
    const wrong =
      command.trim() === ''
        ? 'names no program'
        : argv.some((word) => word.includes('\0'))
          ? 'holds a NUL character, which no command line can'
          : text.length > longest
            ? `is ${text.length} characters long; keep it in a script of its own`
            : undefined;
    if (wrong) throw new Fault('CONFIG', `${where} ${wrong}`, { hint: 'nothing was run; mend the plan' });
    if (!command.includes('/') && !files.inPath(command, world.env['PATH'] ?? ''))
      throw new Fault('NOT_FOUND', `${where} starts ${command}, which is not in PATH`, {
        hint: `nothing was run; a script of this folder is named ./${command}`,
      });
  }
  const digests: Record<string, string> = {};
  for (const { file, cwd, where } of filesOf(plan)) {
    const path = absolute(file, cwd);
    const kind = files.kind(path);
    if (kind === 'missing')
      throw new Fault('NOT_FOUND', `${file} does not exist · ${where} · looked for ${path}`, {
        hint: 'nothing was run; write the script, or correct its path in the plan',
      });
    if (kind !== 'executable')
      throw new Fault(
        'CONFIG',
        `${file} ${kind === 'file' ? 'is not executable' : `is no program but a ${kind}`} · ${where}`,
        {
          hint: kind === 'file' ? `nothing was run; chmod +x ${path}` : 'nothing was run',
        },
      );
    digests[file] = files.digest(path) ?? '';
  }
  return digests;
}
