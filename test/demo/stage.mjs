// The demo's little machine room: a temp folder with a catalogue, two web servers, a load balancer, and the
// scripts that a team would have. Everything runs on loopback, on free ports.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const bin = join(here, '../../bin/inc.cjs');

const catalogue = ({ balancer, backup }) => `services:
  shop: { owner: web-team, checks: [shop] }
checks:
  shop: { http: "http://127.0.0.1:${balancer}/", expect: { status: 200, body: shop open }, timeout: 2s }
  backup: { http: "http://127.0.0.1:${backup}/health", timeout: 2s }
`;

const plan = `plan: shop-to-backup
kind: failover
title: Move the shop to the backup server
target: backup
preflight:
  - check: backup
steps:
  - id: switch
    title: Point the load balancer at the backup
    run: [./scripts/switch, backup]
    timeout: 10s
    undo: [./scripts/switch, primary]
verify:
  - { check: shop, within: 4s, passes: 3, every: 500ms }
`;

const runbook = `plan: waiting-orders
kind: runbook
title: Charge the orders that waited
steps:
  - { id: charge, run: ./scripts/charge }
  - { id: mail, run: ./scripts/mail }
verify:
  - { check: shop, within: 4s, passes: 1 }
`;

const scripts = {
  switch: `#!/bin/sh
# Points the load balancer at another server.
echo "$1" > servers/upstream.new && mv servers/upstream.new servers/upstream
echo "load balancer: now sending requests to $1"
`,
  'start-primary': `#!/bin/sh
# Starts the primary and returns when it answers.
rm -f servers/primary.up
setsid node "${join(here, 'server.mjs')}" web servers primary > servers/primary.log 2>&1 < /dev/null &
until [ -e servers/primary.up ]; do sleep 0.05; done
echo "primary: started"
`,
  charge: `#!/bin/sh -e
# Charges one order after the other, as the bank answers.
exec < orders/bank
for order in 1 2 3; do
  read -r answer
  echo "order $order: $answer" | tee -a orders/charged
done
`,
  mail: `#!/bin/sh -e
echo "receipts mailed: $(wc -l < orders/charged)"
`,
};

/** Resolves when it is so; asked whenever something changes in the folder. */
export function until(folder, isSo) {
  return new Promise((resolve) => {
    const watcher = watch(folder, () => check());
    const check = () => {
      if (!isSo()) return;
      watcher.close();
      resolve();
    };
    check();
  });
}

async function start(servers, role, name) {
  const child = spawn(process.execPath, [join(here, 'server.mjs'), role, servers, name], {
    stdio: 'ignore',
    detached: true,
  });
  child.unref();
  await until(servers, () => existsSync(join(servers, `${name}.up`)));
  return Number(readFileSync(join(servers, `${name}.port`), 'utf8'));
}

/** @param broken the backup's own database is unreachable, although its health page is green. */
export async function stage({ broken }) {
  const folder = mkdtempSync(join(tmpdir(), 'inc-demo-'));
  const work = join(folder, 'shop');
  const servers = join(work, 'servers');
  for (const name of ['shop/.inc/plans', 'shop/scripts', 'shop/servers', 'shop/orders', 'bin'])
    mkdirSync(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(work, 'scripts', name), text, { mode: 0o755 });
  symlinkSync(bin, join(folder, 'bin/inc'));
  writeFileSync(join(servers, 'upstream'), 'primary\n');
  if (broken) writeFileSync(join(servers, 'backup.broken'), '');
  await start(servers, 'web', 'primary');
  const backup = await start(servers, 'web', 'backup');
  const balancer = await start(servers, 'balancer', 'balancer');
  writeFileSync(join(work, '.inc/inc.yaml'), catalogue({ balancer, backup }));
  writeFileSync(join(work, '.inc/plans/shop-to-backup.yaml'), plan);
  writeFileSync(join(work, '.inc/plans/waiting-orders.yaml'), runbook);

  const { PATH, HOME, LANG, TERM, COLUMNS, NO_COLOR, TZ } = process.env;
  const given = Object.fromEntries(
    Object.entries({ LANG, TERM, COLUMNS, NO_COLOR, TZ, HOME }).filter(([, value]) => value !== undefined),
  );
  const env = {
    ...given,
    PATH: `${join(folder, 'bin')}:${PATH}`,
    INC_HOME: join(folder, 'store'),
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    INC_USER: 'ana',
  };
  return {
    folder,
    work,
    env,
    /** Stops every server; afterwards nothing of the demo runs. */
    strike() {
      for (const name of readdirSync(servers).filter((entry) => entry.endsWith('.pid'))) {
        try {
          process.kill(Number(readFileSync(join(servers, name), 'utf8')), 'SIGKILL');
        } catch {
          // It has ended already: the demo kills one itself.
        }
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
