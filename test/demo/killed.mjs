// The demo's runbook, whose inc is killed in the middle of a step: never before the step has shown that it runs, and
// never after its end, for it waits for a bank, and the demo is the bank.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './stage.mjs';

const answer = 'charged\n';

/** @param run runs a command of the demo, resolves to its exit code. */
export function killing(run) {
  let bank;
  let gone;

  return {
    /** Resolves once the first order is charged, and seen to be. */
    async begin(command, set) {
      const pipe = join(set.work, 'orders/bank');
      spawnSync('mkfifo', [pipe]);
      // For reading too: to open it waits for nobody then.
      bank = openSync(pipe, 'r+');
      writeSync(bank, answer);
      const child = spawn('bash', ['-c', `{ ${command}\n} 2>&1`], {
        cwd: set.work,
        env: set.env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      gone = new Promise((resolve) => child.once('close', resolve));
      let screen = '';
      await new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', () => reject(new Error(`ended too early: ${command}`)));
        child.stdout.setEncoding('utf8').on('data', (text) => {
          screen += text;
          process.stdout.write(text);
          if (screen.includes('order 1: charged\n')) resolve();
        });
      });
      return 0;
    },

    /** Only when it is gone, the bank answers again; resolves once the end of the step is in the record. */
    async kill(command, set) {
      const code = await run(command, set);
      await gone;
      writeSync(bank, answer.repeat(2));
      closeSync(bank);
      const incidents = join(set.env.INC_HOME, 'incidents');
      const log = join(incidents, readdirSync(incidents)[0], 'log');
      const isCharged = (line) => line.includes('"type":"step.finished"') && line.includes('"step":"charge"');
      await until(log, () =>
        readdirSync(log).some((name) => readFileSync(join(log, name), 'utf8').split('\n').some(isCharged)),
      );
      return code;
    },
  };
}
