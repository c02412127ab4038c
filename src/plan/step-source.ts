import { conditionProblems } from './condition-problems.ts';
import { fields, list, reader, shown, text, type Fields, type Path, type Telling } from './fields.ts';
import { defaults, type Action, type OnFailure, type Program, type Step, type Verify } from './plan.ts';
import type { Variable } from './variables.ts';

const policies: readonly OnFailure[] = ['rollback', 'stop', 'continue', 'ask'];
const idForm = /^[A-Za-z0-9][\w.-]*$/;

/** What a step is read with. */
interface Around {
  readonly variables: readonly Variable[];
  readonly verify: (value: unknown, path: Path, once: boolean) => Verify;
  /** Where it runs, by its `cwd`. */
  readonly folder: (from: Fields) => string;
}

/** Reads the steps of one plan, each by its place in the list. */
export function stepReader({ variables, verify, folder }: Around, { problem, standing }: Telling) {
  const { choice, ms, count } = reader(problem);
  const ids = new Set<string>();

  function program(value: unknown, path: Path): Program | undefined {
    const script = text(value);
    if (script !== undefined) return { kind: 'script', text: script };
    const argv = list(value).map(shown);
    if (Array.isArray(value) && argv[0]) return { kind: 'argv', argv };
    problem(path, 'says nothing to run: write a command line, or a list of words');
    return undefined;
  }

  function step(value: unknown, index: number): Step {
    const path: Path = ['steps', index];
    const from = fields(value);
    const id = shown(from['id']) || `step-${index + 1}`;
    if (!idForm.test(id))
      problem([...path, 'id'], `${id} cannot be a step's id: use letters, digits, - . and _`);
    if (ids.has(id))
      standing(from['id'] === undefined ? path : [...path, 'id'], `two steps are called ${id}`);
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
    for (const { at, message } of conditionProblems(typed, variables)) standing(path, message, at);
    return typed;
  }

  return step;
}
