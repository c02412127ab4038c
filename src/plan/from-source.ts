import type { Check } from '../core/check.ts';
import type { CheckStatus } from '../core/events.ts';
import { nearest } from '../core/nearest.ts';
import type { Problem, Source } from '../core/file-ports.ts';
import { fields, list, reader, shown, text, type Fields, type Path } from './fields.ts';
import {
  defaults,
  neverPasses,
  refusedName,
  type Action,
  type OnFailure,
  type Plan,
  type PlanKind,
  type Program,
  type Step,
  type Verify,
} from './plan.ts';

/** Where a plan stands among other things: the catalogue's checks, and the folder that its scripts run in. */
export interface Surroundings {
  readonly checks: Readonly<Record<string, Check>>;
  readonly cwd: string;
}

/** `plan` is there only when nothing is wrong. `notes` say what is read and not yet acted upon. */
export interface Compiled {
  readonly plan?: Plan;
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
  const problem = (path: Path, message: string): void => {
    problems.push({ file: source.file, ...source.at(path), message });
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

  const verifies = (from: Fields, key: string, once: boolean): Verify[] =>
    list(from[key]).map((value, index) =>
      verify(value, Array.isArray(from[key]) ? [key, index] : [key], once),
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
    if (ids.has(id)) problem(from['id'] === undefined ? path : [...path, 'id'], `two steps are called ${id}`);
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
    // Read past, it would let a step run that its author meant to leave out.
    if (from['when'] !== undefined) problem([...path, 'when'], 'when: is not understood yet; leave it out');
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
    };
  }

  function vars(from: Fields): Record<string, string> {
    const entries = Object.entries(fields(from['vars']));
    return Object.fromEntries(
      entries.map(([name, value]) => {
        const refused = refusedName(name);
        if (refused) problem(['vars', name], `${name} ${refused}`);
        if (typeof value === 'object' && value !== null)
          problem(['vars', name], `${name} must be a text or a number`);
        return [name, shown(value)];
      }),
    );
  }

  function folder(from: Fields): string {
    const named = text(from['cwd']);
    if (named === undefined) return cwd;
    return named.startsWith('/') ? named : `${cwd}/${named.replace(/^(\.\/)+/, '')}`;
  }

  const top = fields(source.value);
  const name = text(top['plan']) ?? /([^/]+?)(?:\.ya?ml)?$/.exec(source.file)?.[1] ?? 'plan';
  const kind = choice(top, 'kind', [], kinds) ?? 'runbook';
  const ids = new Set<string>();
  const steps = list(top['steps']).map((value, index) => step(value, index, ids));
  const final = verifies(top, 'verify', false);
  const preflight = verifies(top, 'preflight', true);
  const named = vars(top);
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

  const found = source.problems.length > 0 ? [...source.problems, ...unknown] : problems;
  if (found.length > 0)
    return { problems: found.toSorted((a, b) => a.line - b.line || a.column - b.column), notes: [] };
  return {
    plan: {
      v: 1,
      name,
      kind,
      title,
      target: text(top['target']) ?? name,
      vars: named,
      preflight,
      steps,
      verify: final,
      onFailure: steps.some(({ undo, onFailure }) => undo && onFailure !== 'stop') ? 'rollback' : 'stop',
      cwd: folder(top),
      checks: used,
      ...(cooldownMs > 0 ? { cooldownMs } : {}),
      ...(soakMs > 0 ? { soakMs } : {}),
      ...(confirm === 'yes' || confirm === true ? { confirm: 'yes' as const } : {}),
    },
    problems: [],
    notes: [],
  };
}
