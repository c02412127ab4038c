// `npm run demo:runbook`: a runbook that was written for people, and says nothing about `inc`, is walked through at a
// terminal: read, filled in, run block by block, changed where it is wrong. All of it is in the record afterwards.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { typed } from './typist.mjs';

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'inc-demo-'));
const work = join(folder, 'orders');
mkdirSync(work);
mkdirSync(join(folder, 'bin'));
symlinkSync(join(here, '../../bin/inc.cjs'), join(folder, 'bin/inc'));
copyFileSync(join(here, 'queue-stuck.md'), join(work, 'queue-stuck.md'));
writeFileSync(join(work, 'queue'), 'order 1\norder 2\norder 3\norder 4\n');
writeFileSync(join(work, 'worker-2.log'), 'started\nholds the lock: worker-2, process 4711\n');
writeFileSync(join(work, 'lock.pid'), '4711\n');

const { PATH } = process.env;
const env = {
  PATH: `${join(folder, 'bin')}:${PATH}`,
  HOME: folder,
  INC_HOME: join(folder, 'store'),
  XDG_STATE_HOME: join(folder, 'state'),
  XDG_CACHE_HOME: join(folder, 'cache'),
  INC_USER: 'ana',
  TZ: 'UTC',
  LANG: 'C.UTF-8',
  // The person's editor, and what they do in it.
  EDITOR: "sed -i 's/^rm lock$/rm lock.pid/'",
};
const show = (text) => process.stdout.write(text);
const say = (text) => show(`\n# ${text}\n`);

function run(command, expected = 0) {
  show(`\n$ ${command}\n`);
  const { status } = spawnSync('bash', ['-c', command], {
    cwd: work,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== expected) throw new Error(`expected exit ${expected}, got ${status}: ${command}`);
}

// 1 run it · 2 at the terminal · 3 change it · 4 skip · 5 note · 6 stop.
const block = 'This block: 1-6';
const answers = [
  [block, '1'],
  [block, '1'],
  ['<worker>:', 'worker-2'],
  [block, '1'],
  ['It failed. This block: 1-6', '3'],
  [block, '5'],
  ['Note (recorded):', 'the lock is called lock.pid by now: mend the runbook'],
  [block, '1'],
  [block, '1'],
];

try {
  run('inc open "Orders are not worked on" --tz UTC');
  say('Somebody’s runbook. Nobody wrote it for inc; each block is read, and a person agrees to it.');
  const walk = 'inc runbook run queue-stuck.md';
  show(`\n$ ${walk}\n`);
  const { exit } = await typed(walk, answers, { cwd: work, env, heard: show });
  // Every step ran; nothing in it says how to verify it.
  if (exit !== 12) throw new Error(`expected exit 12, got ${exit}: ${walk}`);
  say('What was read, run, changed and seen is in the record.');
  run('inc timeline');
  run('inc verify "$(inc list -q)"');
} catch (error) {
  process.stderr.write(`\ndemo: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
