import type { Check } from '../core/checks/check.ts';
import type { CheckStatus } from '../core/record/events.ts';
import { nearest } from '../core/text/nearest.ts';
import type { Problem, Source } from '../core/ports/file-ports.ts';
import { conditionProblems } from './condition-problems.ts';
import { drillIn, type Drill } from './drill.ts';
import { fields, list, reader, shown, text, type Fields, type Path } from './fields.ts';
import {
  defaults,
  neverPasses,
  type Action,
  type OnFailure,
  type Plan,
  type PlanKind,
  type Program,
  type Step,
  type Verify,
} from './plan.ts';
import { defaultsOf, variablesIn, type Variable } from './variables.ts';

/** Where a plan stands among other things: the catalogue's checks, and the folder that its scripts run in. */
export interface Surroundings {
  readonly checks: Readonly<Record<string, Check>>;
  readonly cwd: string;
}

/** `plan` is there only when nothing is wrong. `notes` say what is read and not yet acted upon. */
export interface Compiled {
  /** Where things stand in the plan's file, by their paths in YAML. */
  readonly source: Pick<Source, 'file' | 'at'>;
  /** With its variables as far as the plan itself says them; see `bound`. */
  readonly plan?: Plan;
  /** What was understood, with a stand-in for what was not: to be looked at, never to be run. */
  readonly draft: Plan;
  readonly variables: readonly Variable[];
  /** What an exercise of it changes; absent: nothing was said of that. */
  readonly drill?: Drill;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

const statuses: readonly CheckStatus[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];
const kinds: readonly PlanKind[] = ['failover', 'switchover', 'runbook'];
const policies: readonly OnFailure[] = ['rollback', 'stop', 'continue', 'ask'];
const idForm = /^[A-Za-z0-9][\w.-]*$/;

/** Compiles a checked-in plan. Every problem is found at once, each at its line and column. */
export function fromSource(source: Source, { checks, cwd }: Surroundings): Compiled {
  const problems: Problem[] = [];
  /** Of those, what stands whatever else is wrong: the rest may only follow from a wrong shape, and would hide it. */
  const unknown: Problem[] = [];
  const used: Record<string, Check> = {};
  const problem = (path: Path, message: string, within?: number): void => {
    problems.push({ file: source.file, ...source.at(path, within), message });
  };

  const { choice, ms, count } = reader(problem);

  function verify(value: unknown, path: Path, once: boolean): Verify {
    const from = typeof value === 'string' ? { check: value } : fields(value);
    const name = text(from['check']) ?? '';
    const place = typeof value === 'string' ? path : [...path, 'check'];
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check) used[name] = check;
    else if (name === '') problem(path, 'says no check');
    else {
      const meant = nearest(name, Object.keys(checks));
      const known =
        Object.keys(checks).length > 0
          ? `the checks are ${Object.keys(checks).join(', ')}`
          : 'the catalogue has no checks';
      problem(place, `no check is called ${name}; ${meant ? `did you mean ${meant}?` : known}`);
      unknown.push(...problems.slice(-1));
    }
    const accept = list(from['accept']).flatMap((status, index) => {
      const known = statuses.find((each) => each === shown(status).toUpperCase());
      if (known === undefined)
        problem([...path, 'accept', index], `accept: ${shown(status)} is none of ${statuses.join(', ')}`);
      return known ?? [];
    });
    const verify: Verify = {
      check: name,
      withinMs: ms(from, 'within', path, once ? 0 : defaults.withinMs),
      passes: count(from, 'passes', path, once ? 1 : defaults.passes),
      everyMs: ms(from, 'every', path, defaults.everyMs),
      accept: accept.length > 0 ? accept : ['OK'],
    };
    const never = neverPasses(verify);
    if (never) problem(path, never);
    return verify;
  }

  const verifies = (from: Fields, key: string, once: boolean, path: Path = [key]): Verify[] =>
    list(from[key]).map((value, index) =>
      verify(value, Array.isArray(from[key]) ? [...path, index] : path, once),
    );

  function program(value: unknown, path: Path): Program | undefined {
    const script = text(value);
    if (script !== undefined) return { kind: 'script', text: script };
    const argv = list(value).map(shown);
    if (Array.isArray(value) && argv[0]) return { kind: 'argv', argv };
    problem(path, 'says nothing to run: write a command line, or a list of words');
    return undefined;
  }

  function step(value: unknown, index: number, ids: Set<string>): Step {
    const path: Path = ['steps', index];
    const from = fields(value);
    const id = shown(from['id']) || `step-${index + 1}`;
    if (!idForm.test(id))
      problem([...path, 'id'], `${id} cannot be a step's id: use letters, digits, - . and _`);
    if (ids.has(id)) {
      problem(from['id'] === undefined ? path : [...path, 'id'], `two steps are called ${id}`);
      unknown.push(...problems.slice(-1));
    }
    ids.add(id);
    const question = text(from['ask']);
    if (question !== undefined && from['run'] !== undefined)
      problem([...path, 'ask'], 'a step either runs or asks, not both');
    const act: Action | undefined =
      question === undefined
        ? program(from['run'], from['run'] === undefined ? path : [...path, 'run'])
        : { kind: 'ask', question };
    const harmless = from['undo'] === 'none';
    const undo =
      from['undo'] === undefined || harmless ? undefined : program(from['undo'], [...path, 'undo']);
    const when = condition(from['when'], [...path, 'when']);
    const accept = list(from['accept']).flatMap((exit, at) => {
      if (typeof exit === 'number' && Number.isInteger(exit) && exit >= 0 && exit <= 255) return exit;
      problem([...path, 'accept', at], `accept: ${shown(exit)} is no exit code (0 to 255)`);
      return [];
    });
    const retry = fields(from['retry']);
    return {
      id,
      title: text(from['title']) ?? question ?? id,
      do: act ?? { kind: 'script', text: 'false' },
      timeoutMs: ms(from, 'timeout', path, defaults.timeoutMs),
      accept: accept.length > 0 ? accept : [0],
      ...(text(from['cwd']) === undefined ? {} : { cwd: folder(from) }),
      retry: {
        attempts: count(retry, 'attempts', [...path, 'retry'], 1),
        delayMs: ms(retry, 'delay', [...path, 'retry'], defaults.everyMs),
      },
      ...(from['verify'] === undefined ? {} : { verify: verify(from['verify'], [...path, 'verify'], false) }),
      ...(undo ? { undo } : {}),
      ...(harmless ? { harmless } : {}),
      onFailure: choice(from, 'onFailure', path, policies) ?? 'rollback',
      danger: choice(from, 'danger', path, ['high', 'normal'] as const) ?? 'normal',
      ...(when === undefined ? {} : { when }),
      ...(from['idempotent'] === true ? { idempotent: true } : {}),
      ...(from['tty'] === true ? { tty: true } : {}),
    };
  }

  /** Every word in it is a variable that is declared; a value that none can have is a slip too. */
  function condition(value: unknown, path: Path): string | undefined {
    const typed = typeof value === 'boolean' ? String(value) : text(value);
    if (typed === undefined) {
      if (value !== undefined) problem(path, 'when: says no condition: write region == "eu" and not canary');
      return undefined;
    }
    for (const { at, message } of conditionProblems(typed, variables)) {
      problem(path, message, at);
      unknown.push(...problems.slice(-1));
    }
    return typed;
  }

  function folder(from: Fields): string {
    const named = text(from['cwd']);
    if (named === undefined) return cwd;
    return named.startsWith('/') ? named : `${cwd}/${named.replace(/^(\.\/)+/, '')}`;
  }

  const top = fields(source.value);
  const name = text(top['plan']) ?? /([^/]+?)(?:\.ya?ml)?$/.exec(source.file)?.[1] ?? 'plan';
  const kind = choice(top, 'kind', [], kinds) ?? 'runbook';
  const variables = variablesIn(top, problem);
  const secrets = variables.filter(({ secret }) => secret).map((each) => each.name);
  const ids = new Set<string>();
  const steps = list(top['steps']).map((value, index) => step(value, index, ids));
  const final = verifies(top, 'verify', false);
  const preflight = verifies(top, 'preflight', true);
  const title = text(top['title']) ?? name;
  const cooldownMs = ms(top, 'cooldown', [], 0);
  const soakMs = ms(top, 'soak', [], 0);
  const confirm = top['confirm'] ?? false;
  if (confirm !== 'yes' && typeof confirm !== 'boolean')
    problem(
      ['confirm'],
      `confirm: ${shown(confirm)} is not understood; confirm: yes lets --yes confirm this plan`,
    );
  if (soakMs > 0 && final.length === 0 && kind === 'runbook')
    problem(['soak'], 'soak: there is no verify: to watch');
  if (steps.length === 0) problem(['steps'], 'a plan needs at least one step');
  if (kind !== 'runbook' && final.length === 0)
    problem(
      ['kind'],
      `a ${kind} without verify cannot be told from one that did not work; add verify: [{ check: … }]`,
    );

  const ownChecks = { ...used };
  const drill = drillIn(top, {
    variables,
    steps,
    verify: final,
    checks: ownChecks,
    known: checks,
    problem,
    verifies: (from, path) => verifies(from, 'verify', false, path),
  });

  const draft: Plan = {
    v: 1,
    name,
    kind,
    title,
    target: text(top['target']) ?? name,
    vars: defaultsOf(variables),
    ...(secrets.length > 0 ? { secrets } : {}),
    preflight,
    steps,
    verify: final,
    onFailure: steps.some(({ undo, onFailure }) => undo && onFailure !== 'stop') ? 'rollback' : 'stop',
    cwd: folder(top),
    checks: ownChecks,
    ...(cooldownMs > 0 ? { cooldownMs } : {}),
    ...(soakMs > 0 ? { soakMs } : {}),
    ...(confirm === 'yes' || confirm === true ? { confirm: 'yes' as const } : {}),
  };
  const found = source.problems.length > 0 ? [...source.problems, ...unknown] : problems;
  const drills = drill ? { drill } : {};
  if (found.length === 0)
    return { source, plan: draft, draft, variables, ...drills, problems: [], notes: [] };
  return {
    source,
    draft,
    variables,
    problems: found.toSorted((a, b) => a.line - b.line || a.column - b.column),
    notes: [],
  };
}
