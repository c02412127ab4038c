import { Fault } from '../core/faults.ts';
import type { Starter } from '../core/ports/file-ports.ts';
import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { folderOf } from './config.ts';

/** What is written, from which shipped file, and the schema beside it that its first line names for editors. */
const starters: readonly (readonly [path: string, starter: Starter, schema: Starter])[] = [
  ['.inc/inc.yaml', 'inc.yaml', 'inc.schema.json'],
  ['.inc/plans/failover.yaml', 'failover.yaml', 'plan.schema.json'],
];

/**
 * `inc init`: a catalogue to fill in, in the current folder. What exists is never touched. Its own starters are
 * allowed to run; a catalogue that was there before is not.
 */
export async function init(_input: Input, world: World): Promise<Outcome> {
  const files = await world.files();
  const path = (relative: string): string => `${world.cwd === '/' ? '' : world.cwd}/${relative}`;
  const isNew = files.kind(path('.inc')) === 'missing';
  const facts: Record<string, string> = {};
  for (const [relative, starter, schema] of starters) {
    const exists = files.kind(path(relative)) !== 'missing';
    if (!exists) {
      files.write(path(relative), await world.starter(starter));
      // Checked in with them: a path on this machine would be wrong on the next one.
      files.write(path(`.inc/schemas/${schema}`), await world.starter(schema));
    }
    facts[relative] = exists ? 'exists, left as it is' : 'written';
  }
  const catalogue = await world.catalogue(undefined, path('.inc'));
  if (!catalogue) throw new Fault('IO', `what was just written is not there · ${path('.inc/inc.yaml')}`);
  if (isNew) (await world.trust()).allow(folderOf(catalogue), catalogue.digest);
  const wrote = Object.values(facts).includes('written');
  const edit = isNew
    ? 'edit .inc/inc.yaml, then allow what you wrote: inc config trust'
    : 'read it, then: inc config trust';
  return {
    view: {
      kind: 'done',
      what: wrote ? 'a catalogue to fill in' : 'there was nothing to do',
      facts: { folder: path('.inc'), ...facts },
      next: [edit, 'inc check', 'inc failover failover'],
    },
    verdict: 'ok',
  };
}
