// `npm run docs`: brings README.md and FORMATS.md up to date with the program. What the demo printed, the list of
// commands, and what the commands in console blocks print. Where only times, ids and the like differ from what
// stands there, it stays. Everything else in these files is for people to write; test/docs.test.ts says what.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';

const root = join(import.meta.dirname, '../..');
const { PATH, HOME } = process.env;
const env = { PATH, HOME, COLUMNS: '100', TZ: 'UTC', LANG: 'C.UTF-8', TMPDIR: '/tmp' };

/** What the tests use to run and compare the same blocks. */
async function fromTests() {
  const outfile = join(root, 'test/support/.docs.mjs');
  const contents = `export * from './console-blocks.ts'; export * from './stable-text.ts';`;
  const stdin = { contents, resolveDir: join(root, 'test/support') };
  try {
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'esm' });
    return await import(outfile);
  } finally {
    rmSync(outfile, { force: true });
  }
}
const { blocksIn, printedBy, room, stable, stepsOf } = await fromTests();

/** Standard output and standard error in the order in which they were written: both go into one file. */
function printed(args, columns) {
  const folder = mkdtempSync('/tmp/inc-docs-');
  const file = join(folder, 'printed');
  const fd = openSync(file, 'a');
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...env, COLUMNS: columns },
    stdio: ['ignore', fd, fd],
  });
  closeSync(fd);
  const text = readFileSync(file, 'utf8').trim();
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit ${status}\n${text}`);
  return text;
}

function marked(text, name, content) {
  const [begin, end] = [`<!-- ${name}:begin -->\n\n`, `\n\n<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no marks for ${name}`);
  const before = text.slice(from + begin.length, to);
  return stable(before) === stable(content)
    ? text
    : text.slice(0, from + begin.length) + content + text.slice(to);
}

/**
 * Runs the blocks of a document and puts what they print below the commands. Of all blocks or of none: they tell
 * one story, in which the hash that one prints is typed or printed in the next.
 */
function ran(text) {
  const place = room();
  const fresh = new Map();
  for (const block of blocksIn(text)) {
    if (block.info === 'sh') {
      place.bash(`set -e\n${block.text}`);
      continue;
    }
    const steps = stepsOf(block.text);
    const outputs = printedBy(steps, place).map((output) =>
      output.replace(/\/\S*\/inc-test-\w{6}/g, '/home/ana'),
    );
    // A program that is being built anew is no program.
    if (outputs.some((output) => output.includes('\nNode.js v'))) throw new Error(outputs.join(''));
    fresh.set(block.text, steps.map(({ command }, index) => `$ ${command}\n${outputs[index]}`).join(''));
  }
  place.remove();
  if ([...fresh].every(([before, now]) => stable(before) === stable(now))) return text;
  return [...fresh].reduce(
    (result, [before, now]) =>
      result.replace(`\`\`\`console\n${before}\`\`\``, () => `\`\`\`console\n${now}\`\`\``),
    text,
  );
}

const demo = printed(['test/demo/demo.mjs'], '100');
const kept = /^# Kept for you to look at: (.+)$/m.exec(demo)?.[1];
if (kept) rmSync(kept, { recursive: true });
const walked = printed(['test/demo/runbook.mjs'], '100');
const help = printed(['bin/inc.cjs', '--help'], '80');

for (const name of ['README.md', 'FORMATS.md']) {
  const file = join(root, name);
  let text = readFileSync(file, 'utf8');
  if (name === 'README.md') {
    text = marked(text, 'demo', `\`\`\`console\n${demo}\n\`\`\``);
    text = marked(text, 'runbook', `\`\`\`console\n${walked}\n\`\`\``);
    text = marked(text, 'usage', `\`\`\`text\n${help}\n\`\`\``);
  }
  const options = await resolveConfig(file);
  writeFileSync(file, await format(ran(text), { ...options, parser: 'markdown' }));
}
