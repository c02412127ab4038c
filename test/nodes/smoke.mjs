import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const incident = 'the-shop';
/** What a responder does on a bad day: arguments, what must stand in what is printed, the exit code if it is not 0. */
const day = [
  [['--version'], /^\d+\.\d+\.\d+/],
  [['--help'], /failover/],
  [['init'], /inc\.yaml/],
  [['open', 'The shop is down', '--sev', '2', '--tz', 'Europe/Berlin', '--started', '-5m'], /^opened /],
  [['note', 'db-1 disk is at 97%'], /^noted /],
  [['note', 'password=hunter2hunter2', '--at', '-1m'], /1 secret redacted/],
  [['check', './healthy.sh'], /^OK /],
  [['check', './ill.sh'], /^CRITICAL /, 2],
  [['run', 'sh', '-c', 'echo freed'], /freed/],
  [
    [
      'failover',
      './to-backup.sh',
      '--verify',
      './healthy.sh',
      '--undo',
      './healthy.sh',
      '--reason',
      'the disk',
      '--confirm',
      'to-backup',
    ],
    /^VERIFIED /m,
  ],
  [['timeline'], /97%/],
  [['timeline', '--json'], /"kind":"timeline"/],
  [[], /SEV2/],
  [['mitigate'], /^mitigated /],
  [['resolve'], /^resolved /],
  [['close', '--summary', 'It was the disk', '--no-input', '-o', 'pm.md'], /pm\.md/],
  [['postmortem', 'build', '-i', incident, '-o', '-'], /It was the disk/],
  [['verify', '-i', incident], /digest/],
  [['doctor'], /is needed/],
  [['nte', 'a slip of the finger'], /inc note/, 64],
];

/**
 * Uses the package as installed, by its shebang. Node's own warnings (deprecated, experimental) on stderr are
 * failures: a responder would see them on every line.
 * @returns what went wrong, a line for each.
 */
export function smoke(node, installed) {
  const home = mkdtempSync(join(tmpdir(), 'inc-nodes-'));
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  for (const [name, exit] of Object.entries({ 'healthy.sh': 0, 'to-backup.sh': 0, 'ill.sh': 2 })) {
    writeFileSync(join(cwd, name), `#!/bin/sh\nexit ${exit}\n`);
    chmodSync(join(cwd, name), 0o755);
  }
  const env = {
    PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
    HOME: home,
    INC_HOME: join(home, 'store'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    TZ: 'UTC',
    LANG: 'C.UTF-8',
  };
  try {
    return day.flatMap(([args, wanted, exit = 0]) => {
      const ran = spawnSync(join(installed, 'bin/inc.cjs'), args, {
        cwd,
        env,
        encoding: 'utf8',
        timeout: 60_000,
      });
      const printed = ran.stdout + ran.stderr;
      const wrong = [
        ran.status === exit ? '' : `exit ${String(ran.status ?? ran.signal)}, not ${String(exit)}`,
        wanted.test(printed) ? '' : `${String(wanted)} is not in what it prints`,
        /\(node:\d+\)|Warning:/.test(ran.stderr) ? 'Node warns' : '',
      ].filter(Boolean);
      return wrong.length > 0 ? [`inc ${args.join(' ')}: ${wrong.join('; ')}\n${printed.trim()}`] : [];
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
