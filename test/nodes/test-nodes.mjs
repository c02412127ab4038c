// `npm run test:nodes [-- [--smoke] [VERSION…]]`: the package, packed and unpacked, and then the tests, under each
// Node that it promises to run on. Needs the npm registry once per version; what it fetched stays in
// node_modules/.cache/nodes. A version that cannot be had is a failure, not a gap.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { nodeOf } from './binaries.mjs';
import { smoke } from './smoke.mjs';

/** The oldest that package.json allows, and the newest of each line. */
const promised = ['20.17.0', '20', '22', '24', '26'];

const root = join(import.meta.dirname, '../..');
const args = process.argv.slice(2);
const onlySmoke = args.includes('--smoke');
const named = args.filter((arg) => /^\d/.test(arg));
for (const name of ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NO_COLOR', 'FORCE_COLOR'])
  delete process.env[name];

const told = [];
let bad = false;
function tell(wanted, ok, text) {
  if (!ok) bad = true;
  const line = `${ok ? 'ok    ' : 'FAILED'} ${wanted.padEnd(8)} ${text}`;
  told.push(line);
  console.log(line);
}

/** jest, by that Node, whose programs also find it first on PATH. */
function tests(node) {
  const { status } = spawnSync(
    node,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--selectProjects',
      'fast',
      'e2e',
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
    },
  );
  return status === 0;
}

const scratch = mkdtempSync(join(tmpdir(), 'inc-nodes-'));
try {
  const packed = spawnSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', scratch], {
    cwd: root,
    encoding: 'utf8',
  });
  const tarball = join(scratch, packed.stdout.trim());
  if (packed.status !== 0 || spawnSync('tar', ['-xzf', tarball, '-C', scratch]).status !== 0)
    throw new Error(`the package cannot be packed: ${packed.stderr}`);

  for (const wanted of named.length > 0 ? named : promised) {
    const { node, version, from, trouble } = nodeOf(wanted);
    if (!node) {
      tell(wanted, false, `could not be had, so NOTHING was tried under it · ${trouble}`);
      continue;
    }
    const wrong = smoke(node, join(scratch, 'package'));
    tell(wanted, wrong.length === 0, `smoke, Node ${version} from ${from}`);
    for (const text of wrong) console.log(text.replaceAll(/^/gm, '       '));
    if (!onlySmoke) tell(wanted, tests(node), `tests, Node ${version}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`\n${told.join('\n')}`);
process.exitCode = bad ? 1 : 0;
