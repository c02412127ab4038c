// `npm run docs`: puts what a run of the demo printed, and the list of commands, between their marks in README.md.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const { PATH, HOME } = process.env;
const env = { PATH, HOME, COLUMNS: '100', TZ: 'UTC', LANG: 'C.UTF-8', TMPDIR: '/tmp' };

/** Standard output and standard error in the order in which they were written: both go into one file. */
function printedBy(args, columns) {
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

const demo = printedBy(['test/demo/demo.mjs'], '100');
const kept = /^# Kept for you to look at: (.+)$/m.exec(demo)?.[1];
if (kept) rmSync(kept, { recursive: true });

const readme = join(root, 'README.md');
let text = readFileSync(readme, 'utf8');
const contents = { demo: `\`\`\`console\n${demo}\n\`\`\``, usage: `\`\`\`text\n${printedBy(['bin/inc.cjs', '--help'], '80')}\n\`\`\`` };
for (const [name, content] of Object.entries(contents)) {
  const [begin, end] = [`<!-- ${name}:begin -->\n`, `\n<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md has no marks for ${name}`);
  text = `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}
writeFileSync(readme, text);
