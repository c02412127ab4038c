// `INC_SAMPLES=FOLDER node test/samples/runbooks.mjs`: other people's runbooks (FOLDER/runbooks/*.md), each beside what
// cmark-gfm sees in it (*.oracle.json). Every block of code has to be found, at its line and with its text; and
// no runbook may come out as anything but a plan, a walk, or a fault. Prints counts; exit 1 for a difference.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const folder = join(process.env.INC_SAMPLES ?? '', 'runbooks');
if (!process.env.INC_SAMPLES || !existsSync(folder)) {
  console.error(`no runbooks to compare with: INC_SAMPLES=${process.env.INC_SAMPLES ?? ''}`);
  process.exit(1);
}
const outfile = join(root, 'test/samples/.runbooks.mjs');
const contents = `export { parseMarkdown } from '../../src/io/catalogue/markdown-source.ts';
export { codeIn } from '../../src/core/markdown-document.ts';
export { blockOf } from '../../src/plan/markdown/blocks.ts';
export { placeholdersIn, withVariables } from '../../src/plan/markdown/placeholders.ts';
export { unsetIn } from '../../src/plan/markdown/shell-variables.ts';
export { needsTerminal } from '../../src/plan/markdown/terminal-commands.ts';
export { isAnnotated } from '../../src/plan/markdown/annotations.ts';
export { walkOf } from '../../src/plan/markdown/walk.ts';`;
await build({
  stdin: { contents, resolveDir: join(root, 'test/samples') },
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
});
const inc = await import(outfile);
rmSync(outfile);

const counts = {
  files: 0,
  blocks: 0,
  same: 0,
  actions: 0,
  prompts: 0,
  steps: 0,
  expected: 0,
  placeholders: 0,
  unset: 0,
  terminal: 0,
};
const differences = [];
const verbose = process.argv.includes('--verbose');
for (const name of readdirSync(folder).filter((file) => file.endsWith('.md'))) {
  const document = inc.parseMarkdown(name, readFileSync(join(folder, name)));
  const oracle = JSON.parse(readFileSync(join(folder, `${name}.oracle.json`), 'utf8')).code_blocks;
  const found = inc.codeIn(document.children);
  counts.files++;
  counts.blocks += oracle.length;
  for (const problem of document.problems) differences.push(`${name}: ${problem.message}`);
  if (found.length !== oracle.length)
    differences.push(`${name}: ${found.length} blocks, not ${oracle.length}`);
  for (const [index, wanted] of oracle.entries()) {
    const block = found[index];
    const same =
      block?.line === wanted.line &&
      block.column === wanted.col &&
      block.fenced === wanted.fenced &&
      block.info === wanted.info &&
      (wanted.literal === `${block.text}\n` || (wanted.literal === '' && block.text === ''));
    if (same) counts.same++;
    else differences.push(`${name}:${wanted.line}: ${JSON.stringify({ block, wanted })}`);
  }
  if (inc.isAnnotated(document)) differences.push(`${name}: taken for an annotated plan`);
  for (const code of found) {
    const block = inc.blockOf(code);
    if (block.kind !== 'action') continue;
    counts.actions++;
    if (block.session) counts.prompts++;
  }
  const { steps } = inc.walkOf(document, '/');
  for (const { script, expected, title, tty } of steps) {
    counts.steps++;
    if (expected) counts.expected++;
    counts.placeholders += inc.placeholdersIn(script).length;
    counts.unset += inc.unsetIn(inc.withVariables(script), () => false).length;
    if (tty) counts.terminal++;
    if (verbose)
      console.log(
        `--- ${name} · ${title}${tty ? ' [terminal]' : ''}\n${inc.withVariables(script)}${expected ? `\n=> ${expected}` : ''}`,
      );
  }
}
console.log(
  Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', '),
);
for (const difference of differences) console.error(difference);
process.exitCode = differences.length > 0 ? 1 : 0;
