// What `inc check` costs against the tools that people would use for the same questions: curl and xargs.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const questions = 500;
const plugins = 50;
const debianPlugin = '/usr/lib/nagios/plugins/check_procs';

const times = (value) => `${value.toFixed(2)}×`;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** A real web server in a process of its own. */
async function serving() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bench-server.mjs')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await new Promise((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  return { port, end: () => child.stdin.end() };
}

/**
 * Interleaved pairs of whole processes: `inc check` of 500 URLs against `curl --parallel` of the same and against the
 * smallest client on node:http (what no check in Node can be faster than), and of 50 real plugins against `xargs -P 8` of
 * the same and a start of Node.
 *
 * @param bin the program. @param home an empty folder. @param row takes name, budget, value.
 */
export async function benchChecks({ bin, home, env, pairs, row }) {
  const once = (file, args, input = '') => {
    const began = process.hrtime.bigint();
    const { status, stderr } = spawnSync(file, args, {
      env,
      cwd: home,
      input,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`exit ${status}: ${file} ${args.join(' ')}\n${stderr}`);
    return Number(process.hrtime.bigint() - began) / 1e6;
  };
  const ratio = (a, b) => {
    a();
    b();
    return median(Array.from({ length: pairs }, () => a() / b()));
  };
  const each = (count, make) => Array.from({ length: count }, (_, at) => make(at));

  const { port, end } = await serving();
  const servers = {
    'one server': (at) => `http://127.0.0.1:${port}/${at}`,
    [`${questions} servers`]: (at) => `http://127.0.${Math.floor(at / 250) + 1}.${(at % 250) + 1}:${port}/`,
  };
  for (const [what, url] of Object.entries(servers)) {
    const urls = each(questions, url);
    writeFileSync(join(home, 'urls'), urls.map((one) => `url = "${one}"\noutput = "/dev/null"`).join('\n'));
    const inc = () => once(process.execPath, [bin, 'check', ...urls]);
    const curl = () => once('curl', ['--silent', '--fail', '--parallel', '--config', join(home, 'urls')]);
    const bare = () => once(process.execPath, [join(import.meta.dirname, 'bare-requests.cjs'), ...urls]);
    const name = `\`inc check\`, ${questions} URLs of ${what}`;
    row(`${name}, against \`curl --parallel\``, '≤ 1.3×', times(ratio(inc, curl)));
    row(`${name}, against the least that node:http can do`, '', times(ratio(inc, bare)));
  }
  end();

  const own = join(home, 'plugin');
  writeFileSync(own, '#!/bin/sh\necho "OK: well | load=1;2;3"\n');
  chmodSync(own, 0o755);
  const real = existsSync(debianPlugin);
  if (!real)
    process.stderr.write(
      'NO REAL PLUGINS: monitoring-plugins-basic is not installed; shell scripts instead\n',
    );
  const argv = real ? [debianPlugin, '-c'] : [own];
  const file = join(home, 'inc.yaml');
  const check = (at) => `  plugin-${at}: { command: ${JSON.stringify([...argv, '1:100000'])} }`;
  writeFileSync(file, `checks:\n${each(plugins, check).join('\n')}\n`);
  const inc = () => once(process.execPath, [bin, 'check', '--config', file]);
  const words = each(plugins, () => '1:100000').join('\n');
  const xargs = () =>
    once('xargs', ['-P', '8', '-n', '1', ...argv], words) + once(process.execPath, ['-e', '0']);
  const kind = real ? 'real plugins' : 'SHELL SCRIPTS, no real plugins here';
  row(
    `\`inc check\`, ${plugins} ${kind}, against \`xargs -P 8\` and a start of Node`,
    '≤ 1.5×',
    times(ratio(inc, xargs)),
  );
}
