import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { failover } from './failover.ts';
import { fileOfPlan, isMarkdown } from './planned.ts';

/** The Markdown that is meant: a file's path, or a plan of the catalogue that stands in one; undefined: neither. */
async function markdownNamed(
  word: string,
  world: Pick<World, 'catalogue' | 'files'>,
): Promise<string | undefined> {
  if (isMarkdown(word)) return word;
  if (word.includes('/')) return undefined;
  const catalogue = await world.catalogue();
  const files = await world.files();
  const file = catalogue && fileOfPlan(word, { ...catalogue, trusted: true }, files);
  return file !== undefined && isMarkdown(file) ? file : undefined;
}

/**
 * `inc runbook run PLAN`: the ritual of a failover for every kind of plan. Somebody has to agree to it only where it
 * fails over, or a step of it is dangerous. A person walks through Markdown that says nothing about how it is run.
 */
export async function runbookRun(input: Input, world: World): Promise<Outcome> {
  const [word] = input.args;
  if (word === undefined)
    throw new Fault('USAGE', 'which plan? none was named', {
      hint: 'inc runbook run web-to-backup; they are listed by: inc runbook list',
    });
  const markdown = await markdownNamed(word, world);
  if (markdown !== undefined) {
    const { runMarkdown } = await import('./runbook-markdown.ts');
    const walked = await runMarkdown(markdown, input, world);
    if (walked) return walked;
  }
  return failover(input, world, 'runbook run');
}
