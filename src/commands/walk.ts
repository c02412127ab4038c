import { Fault } from '../core/faults.ts';
import type { Happening } from '../core/record/events.ts';
import type { World } from '../core/ports/ports.ts';
import { show } from '../core/text/screen-text.ts';
import { withoutSequences } from '../core/text/terminal-sequences.ts';
import type { Offered } from '../plan/job.ts';
import { placeholdersIn, withVariables } from '../plan/markdown/placeholders.ts';
import { assignedIn, unsetIn } from '../plan/markdown/shell-variables.ts';
import { walkedArgv, type Walk, type WalkStep } from '../plan/markdown/walk.ts';
import type { Step } from '../plan/plan.ts';
import { edited } from './walk-edit.ts';

/** What a person who walks through a runbook said so far. */
export interface Walking {
  offering(step: Step, attempt: number): Promise<Offered>;
  /** A piece of what the running block prints. */
  heard(text: string): void;
  /** Compares what the last block printed with what the runbook shows, and shows what stands below it. */
  end(): Promise<void>;
}

type Choice = 'run' | 'terminal' | 'edit' | 'note' | 'skipped' | 'stop';

/** Output is compared up to this many characters. */
const longest = 20_000;

const plainText = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();

/**
 * Shows a runbook part by part, as a person would read it, and asks what is to become of each block.
 *
 * @param given values for placeholders and variables, by the variable's name; grows with what is answered.
 * @param append to the incident's record.
 */
export function walking(
  file: string,
  { steps, after }: Walk,
  given: Map<string, string>,
  append: (happening: Happening) => Promise<void>,
  world: World,
): Walking {
  const assigned = new Set<string>();
  let last: { readonly id: string; readonly expected: string; printed: string } | undefined;
  const scripts = new Map<string, string>();
  let partial = '';
  let begun = false;
  const learn = (script: string): void => {
    for (const name of assignedIn(script)) assigned.add(name);
  };

  /** Names that the script needs, as written there. */
  function needed(script: string): ReadonlyMap<string, string> {
    const names = new Map<string, string>();
    for (const { variable, written, fixed } of placeholdersIn(script))
      if (!fixed) names.set(variable, `<${written}>`);
    const known = (name: string): boolean =>
      names.has(name) || assigned.has(name) || world.env[name] !== undefined;
    for (const name of unsetIn(withVariables(script), known)) names.set(name, `$${name}`);
    return names;
  }

  // A person reads what a block prints, all of it: the next one depends on that.
  const printed = (line: string): void =>
    world.watcher.told(`  | ${show(withoutSequences(line)).trimEnd()}`.trimEnd());

  async function compare(): Promise<void> {
    if (partial !== '') printed(partial);
    partial = '';
    if (!last || last.expected === '') return;
    const { id: step, expected, printed: actual } = last;
    last = undefined;
    const same = plainText(expected) === plainText(actual);
    await world.announce({ kind: 'compared', step, expected, actual, same });
  }

  async function asked(script: string): Promise<readonly string[]> {
    const prompt = await world.prompt();
    const words: string[] = [];
    for (const [name, written] of needed(script)) {
      const value =
        given.get(name) ??
        (await prompt.text(`${written}:`, {
          wrong: (typed) => (typed.includes('\0') ? 'no value holds a NUL' : undefined),
        }));
      given.set(name, value);
      words.push(`${name}=${value}`);
    }
    return words;
  }

  function choices(fixed: boolean, tty: boolean): { readonly value: Choice; readonly name: string }[] {
    const run = tty ? 'run it, at the terminal' : 'run it';
    return [
      ...(fixed ? [] : [{ value: 'run', name: run } as const]),
      ...(fixed || tty
        ? []
        : [{ value: 'terminal', name: 'run it at the terminal: it asks for something' } as const]),
      { value: 'edit', name: 'change it first' },
      { value: 'skipped', name: 'skip it' },
      { value: 'note', name: 'write a note' },
      { value: 'stop', name: 'stop here' },
    ];
  }

  async function offered(step: Step, own: WalkStep, attempt: number): Promise<Offered> {
    const prompt = await world.prompt();
    for (;;) {
      const script = scripts.get(own.id) ?? own.script;
      const values = [...needed(script)].map(([name, written]) => ({
        written,
        value: given.get(name) ?? null,
      }));
      const { line, expected, tty } = own;
      const number = steps.indexOf(own) + 1;
      await world.announce({
        kind: 'block',
        file,
        line,
        step: step.title,
        number,
        of: steps.length,
        script,
        expected,
        tty,
        values,
      });
      // Nothing can be put in there but by an editor.
      const fixed = placeholdersIn(script).some((each) => each.fixed);
      const again = attempt > 1 ? 'It failed. ' : '';
      const question = fixed ? `${again}A <placeholder> in it needs an editor:` : `${again}This block:`;
      const choice = await prompt.choose(question, choices(fixed, tty));
      switch (choice) {
        case 'edit':
          scripts.set(own.id, await edited(script, world));
          continue;
        case 'note': {
          const text = (await prompt.text('Note (recorded):')).trim();
          if (text !== '')
            await append({ type: 'note.added', data: { kind: 'note', text, tags: ['runbook'] } });
          continue;
        }
        case 'skipped':
        case 'stop': {
          const why = (await prompt.text('Why (recorded; Enter: no reason):')).trim();
          return { as: choice, why: why || 'a person decided so' };
        }
        case 'run':
        case 'terminal': {
          const argv = walkedArgv(script, await asked(script));
          learn(script);
          last = { id: step.title, expected: script === own.script && !tty ? expected : '', printed: '' };
          const { tty: _, ...rest } = step;
          const terminal = tty || choice === 'terminal' ? { tty: true as const } : {};
          return { run: { ...rest, ...terminal, do: { kind: 'argv', argv } } };
        }
      }
    }
  }

  return {
    async offering(step, attempt) {
      await compare();
      const at = steps.findIndex(({ id }) => id === step.id);
      const own = steps[at];
      // What ran before a walk was broken off has set its variables.
      if (!begun) for (const { script } of steps.slice(0, at)) learn(script);
      begun = true;
      if (!own) throw new Fault('BUG', `no block is called ${step.id}`);
      if (attempt === 1) await world.announce({ kind: 'section', file, nodes: own.before });
      return offered(step, own, attempt);
    },
    heard(text) {
      if (last && last.printed.length < longest) last.printed += text;
      const lines = (partial + text).split(/\r\n|[\r\n]/);
      partial = lines.pop() ?? '';
      for (const line of lines) printed(line);
    },
    async end() {
      await compare();
      await world.announce({ kind: 'section', file, nodes: after });
    },
  };
}
