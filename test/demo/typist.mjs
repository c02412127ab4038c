// A person at a terminal, in a script: waits for a question, types the answer. The terminal is that of script(1), a dumb
// one: no escape sequences, so that what was said can be read and compared.
import { spawn } from 'node:child_process';

/**
 * Runs a command line in a terminal of its own and answers its questions, one after the other. Rejects when the
 * command ends while a question is still waited for.
 *
 * @param answers question (a text that is waited for) and answer; the Enter is typed by itself.
 * @returns everything that stood on the screen, and the exit code.
 */
export function typed(command, answers, { cwd, env, term = 'dumb', heard = () => {} }) {
  const child = spawn('script', ['-qefc', `stty cols 100 rows 40; ${command}`, '/dev/null'], {
    cwd,
    env: { ...env, TERM: term, SHELL: '/bin/bash' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let from = 0;
  const left = [...answers];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const plain = text.replaceAll('\r\n', '\n');
    screen += plain;
    heard(plain);
    for (let next = left[0]; next; next = left[0]) {
      const at = screen.indexOf(next[0], from);
      if (at < 0) return;
      from = at + next[0].length;
      left.shift();
      child.stdin.write(`${next[1]}\n`);
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit) => {
      if (left.length > 0) reject(new Error(`ended (${exit}) before it asked "${left[0][0]}":\n${screen}`));
      else resolve({ exit, screen });
    });
  });
}
