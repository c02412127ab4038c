// `npm run demo`: a web server goes down, a failover is tried, found wrong by its verification and rolled back, the
// cause is fixed, a runbook outlives the inc that ran it, and the post-mortem is written. Every command is run as it
// is shown; every output is real.
// `--healthy-backup`: without the planted fault, the same plan ends verified.
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { killing } from './killed.mjs';
import { stage } from './stage.mjs';

const healthy = process.argv.includes('--healthy-backup');
const watched = process.stdout.isTTY === true;

const bold = (text) => (watched && !process.env.NO_COLOR ? `\u001b[1m${text}\u001b[0m` : text);

const scenes = [
  [
    'A shop: a primary web server, a backup, a load balancer in front. Its team has read its catalogue and allows it to run.',
  ],
  ['inc config trust', 0],
  ['inc check', 0],
  ['The primary dies.'],
  ['kill -9 $(cat servers/primary.pid)', 0],
  ['inc open "The shop answers 502" --sev 2 --service shop --started -5s --detected now --tz UTC', 0],
  ['inc ack', 0],
  ['inc check', 2],
  ['inc note the load balancer says that the primary does not answer', 0],
  ['Fail over. The backup’s health page is green, and the switch script will exit 0 …'],
  ['inc failover shop-to-backup --reason "the primary is down" --confirm backup', healthy ? 0 : 10],
  ...(healthy
    ? [['inc mitigate the shop runs on the backup', 0]]
    : [
        [
          '… but the backup cannot reach its database. Verification saw it within seconds and put things back: exit 10.',
        ],
        [
          'inc status identified "the primary was killed and nothing restarts it; the backup is no way out"',
          0,
        ],
      ]),
  ['inc run -- ./scripts/start-primary', 0],
  ...(healthy ? [['inc run -- ./scripts/switch primary', 0]] : []),
  ['inc check', 0],
  ['A runbook charges the orders that waited. In the middle of a step, the inc that runs it is killed …'],
  ['inc runbook run waiting-orders & echo $! > inc.pid', 0, 'begin'],
  ['kill -9 $(cat inc.pid)', 0, 'kill'],
  ['… the step goes on by itself, and its end is recorded; what comes after it waits for somebody.'],
  ['inc timeline | tail -n 1', 0],
  ['inc runbook resume', 0],
  ...(healthy ? [] : [['inc mitigate the shop answers again', 0]]),
  ['inc resolve the primary is back and serves the shop', 0],
  [
    `inc close --summary "The shop answered 502 after its primary server died." \\
    --root-cause "The primary was killed; nothing restarts it." \\
    --action "Failover test: check the backup through the shop itself, not its health page" --measure failover-test --owner bo`,
    0,
  ],
  ['head -n 60 postmortems/*.md', 0],
  ['inc verify "$(inc list -q)"', 0],
];

/** @returns the exit code, after everything was printed. */
function run(command, { work, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', command], { cwd: work, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code) => resolve(code));
  });
}

const death = killing(run);
const set = await stage({ broken: !healthy });
process.once('SIGINT', () => {
  set.strike();
  process.exit(130);
});
try {
  for (const [text, expected, part] of scenes) {
    if (expected === undefined) {
      process.stdout.write(`\n# ${text}\n`);
      if (watched) await pause(1500);
      continue;
    }
    process.stdout.write(`\n${bold(`$ ${text}`)}\n`);
    if (watched) await pause(900);
    const code = await (death[part] ?? run)(text, set);
    if (code !== expected) throw new Error(`expected exit ${expected}, got ${code}: ${text}`);
  }
  process.stdout.write(`\n# Kept for you to look at: ${set.folder}\n`);
} catch (error) {
  process.stderr.write(`\ndemo: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  set.strike();
}
