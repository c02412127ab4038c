import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

/** A machine with two incidents, and a catalogue that `inc` has read once: all that a shell completes from. */
export function withNames(machine: Sandbox): void {
  const inc = join(machine.work, '.inc');
  mkdirSync(join(inc, 'plans'), { recursive: true });
  writeFileSync(
    join(inc, 'inc.yaml'),
    'version: 1\nchecks:\n  web: {http: "http://127.0.0.1:9/"}\n  db: {tcp: "127.0.0.1:9"}\nservices:\n  shop: {checks: [web]}\n',
  );
  writeFileSync(join(inc, 'plans', 'web-to-backup.yaml'), '');
  writeFileSync(join(inc, 'plans', '$(touch pwned).yaml'), '');
  for (const title of ['Web tier down', 'Slow database'])
    machine.inc(['open', title, '--at', '2026-11-20T10:00Z']);
}
