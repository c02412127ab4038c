import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { lint, type Finding } from '../plan/lint.ts';
import { placeIn, scriptsIn, type Look, type Script } from '../plan/scripts.ts';
import { flagSet, type Input, type Outcome } from './command.ts';
import { planNamed, plansIn, readingFor, readPlan, type PlanFile, type Reading } from './plan-files.ts';

/** Longer than this (characters), a script is not handed to bash as a word: the system takes 128 KiB at most. */
const longest = 100_000;
/** Reading a script takes bash this long (milliseconds) at most. */
const patience = 10_000;

async function lookOf(world: Pick<World, 'files' | 'env'>): Promise<Look> {
  const files = await world.files();
  const texts = new Map<string, string | undefined>();
  return {
    kind: (path) => files.kind(path),
    inPath: (name) => files.inPath(name, world.env['PATH'] ?? ''),
    text(path) {
      if (!texts.has(path))
        texts.set(path, /^(?:file|executable)$/.test(files.kind(path)) ? files.read(path) : undefined);
      const text = texts.get(path);
      return text !== undefined && text.length <= longest ? text : undefined;
    },
  };
}

/** What bash says of a script that it reads and does not run (`bash -n`); nothing where there is no bash. */
async function syntaxOf(
  { text }: Script,
  world: Pick<World, 'prober' | 'cwd'>,
): Promise<{ readonly line: number; readonly message: string } | undefined> {
  if (text.length > longest || text.includes('\0')) return undefined;
  const argv = ['bash', '--norc', '-n', '-c', text];
  const { exit, output } = await (
    await world.prober()
  ).run({ argv, cwd: world.cwd, env: { BASH_ENV: '', LC_ALL: 'C' }, timeout: patience });
  const [, line, message] = /line (\d+): (.*)/.exec(output) ?? [];
  return exit === 0 || message === undefined ? undefined : { line: Number(line), message };
}

/** Everything about one plan that somebody should look at, in the order of its file. Runs nothing of it. */
export async function findingsIn(
  plan: PlanFile,
  reading: Reading,
  world: Pick<World, 'sources' | 'files' | 'env' | 'prober' | 'cwd'>,
): Promise<readonly Finding[]> {
  const compiled = await readPlan(plan, reading, world);
  const { source } = compiled;
  // A person looks at each block before it runs, fills in what it lacks, and may change it.
  if (compiled.walked) return [];
  const look = await lookOf(world);
  const findings = lint(compiled, look);
  for (const script of scriptsIn(compiled.draft, look)) {
    const wrong = await syntaxOf(script, world);
    if (!wrong) continue;
    const { line, message } = wrong;
    findings.push({
      ...(script.file === undefined
        ? { file: source.file, ...source.at(script.path) }
        : { file: script.file, ...placeIn(script.text, 0), line }),
      severity: 'error',
      rule: 'syntax',
      message: `bash does not understand it: ${script.file === undefined && line > 1 ? `its line ${line}: ` : ''}${message}`,
    });
  }
  const order = (file: string): number => (file === plan.file ? 0 : 1);
  return findings.toSorted(
    (a, b) =>
      order(a.file) - order(b.file) ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column),
  );
}

/** `inc runbook lint [PLAN...|--all]`: mistakes in plans and in the scripts that they name, all at once. */
export async function runbookLint(input: Input, world: World): Promise<Outcome> {
  const { args: words } = input;
  if (words.length > 0 && flagSet(input, 'all'))
    throw new Fault('USAGE', '--all reads every plan: name none', { hint: 'inc runbook lint --all' });
  const reading = await readingFor(input, world, words[0], 'runbook lint');
  const { catalogue } = reading;
  if (words.length === 0 && !catalogue)
    throw new Fault('NOT_FOUND', 'there is no catalogue here (.inc/inc.yaml), and no plan was named', {
      hint: 'name a file: inc runbook lint ./plan.yaml, or start a catalogue: inc init',
    });
  const plans =
    words.length > 0
      ? await Promise.all(words.map((word) => planNamed(word, reading, world)))
      : catalogue
        ? await plansIn(catalogue, world)
        : [];
  const findings: Finding[] = [];
  for (const plan of plans) findings.push(...(await findingsIn(plan, reading, world)));
  // A script that two plans name is wrong once.
  const distinct = [...new Map(findings.map((each) => [JSON.stringify(each), each])).values()];
  const errors = distinct.filter(({ severity }) => severity === 'error').length;
  return {
    view: {
      kind: 'lint',
      plans: plans.map(({ file }) => file),
      errors,
      warnings: distinct.length - errors,
      findings: distinct,
    },
    verdict: errors > 0 ? 'no' : 'ok',
    notes: reading.notes,
  };
}
