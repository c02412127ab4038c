import type { MarkdownDocument, MarkdownNode } from '../../core/markdown-document.ts';
import type { Plan, Step } from '../plan.ts';
import { blockOf, type Block } from './blocks.ts';
import { withVariables } from './placeholders.ts';
import { partsOf } from './sections.ts';
import { needsTerminal } from './terminal-commands.ts';
import { titleOf } from './titles.ts';

/** One thing to run of a runbook that says nothing about how it is run, and what is read before it. */
export interface WalkStep {
  readonly id: string;
  readonly title: string;
  /** As written: placeholders stand in it. */
  readonly script: string;
  /** What it printed when somebody wrote it down; empty: nothing is said. */
  readonly expected: string;
  readonly tty: boolean;
  readonly line: number;
  /** What stands above it since the step before: headings, text, blocks that are only shown. */
  readonly before: readonly MarkdownNode[];
}

export interface Walk {
  readonly name: string;
  readonly title: string;
  readonly steps: readonly WalkStep[];
  /** What stands below the last of them. */
  readonly after: readonly MarkdownNode[];
  readonly plan: Plan;
}

/** Commands of a block up to one that shows what it prints: each such group is run and compared by itself. */
function groupsOf({ session, script }: Block): readonly { script: string; expected: string; line: number }[] {
  if (!session) return [{ script, expected: '', line: 0 }];
  const groups: { script: string; expected: string; line: number }[] = [];
  let open = true;
  for (const { command, expected, line } of session) {
    // It leaves a shell on another machine, in which we never were.
    if (/^(?:exit|logout)$/.test(command)) continue;
    const last = groups.at(-1);
    // What talks with a person ends a group, too: the rest would be typed into it.
    if (last && open && !needsTerminal(last.script) && !needsTerminal(command)) {
      last.script += `\n${command}`;
      last.expected = expected;
    } else groups.push({ script: command, expected, line });
    open = expected === '';
  }
  return groups;
}

/**
 * Runs one script so that the next finds what it set: variables and the folder, as in one shell. Words after the
 * script are assigned first: what a person filled in. What it sets is kept, for its owner only, beside the record.
 */
const oneShell = `set -euo pipefail
umask 077
inc_kept="$INC_HOME/incidents/$INC_INCIDENT/cache/shell-$INC_RUN"
inc_mask() { case $1 in BASH*|_|DIRSTACK|EUID|FUNCNAME|GROUPS|INC_*|inc_*|PIPESTATUS|PPID|RANDOM|SECONDS|SHELLOPTS|SHLVL|SRANDOM|UID|EPOCH*|LINENO|COMP_*|OPTIND|IFS) ;; *) return 1 ;; esac; }
inc_keep() {
  trap - EXIT
  { set +eu; printf 'cd -- %q\\n' "$PWD"
    for inc_name in $(compgen -v); do inc_mask "$inc_name" || declare -p -- "$inc_name"; done | sed 's/^declare --/declare/'
  } > "$inc_kept.$$" 2> /dev/null && mv -f -- "$inc_kept.$$" "$inc_kept"
}
mkdir -p -- "\${inc_kept%/*}"
if [ -r "$inc_kept" ]; then . "$inc_kept" 2> /dev/null || :; fi
inc_script=$1
shift
for inc_word; do export "\${inc_word?}"; done
trap inc_keep EXIT
set --
umask 022
eval "$inc_script"`;

/** A script of a walk as it is started. @param values what was filled in, `name=value`. */
export const walkedArgv = (script: string, values: readonly string[] = []): readonly string[] => [
  'bash',
  '-c',
  oneShell,
  'inc',
  withVariables(script),
  ...values,
];

/** The plan of a walk: a person confirms, edits or skips each step, and says what is to come of one that failed. */
function planOf(file: string, name: string, title: string, steps: readonly WalkStep[], cwd: string): Plan {
  return {
    v: 1,
    name,
    kind: 'runbook',
    title,
    target: name,
    walk: file,
    vars: {},
    preflight: [],
    steps: steps.map(({ id, title: told, script, tty }): Step => ({
      id,
      title: told,
      do: { kind: 'argv', argv: walkedArgv(script) },
      timeoutMs: 3_600_000,
      accept: [0],
      retry: { attempts: 1, delayMs: 0 },
      onFailure: 'ask',
      danger: 'normal',
      ...(tty ? { tty: true as const } : {}),
    })),
    verify: [],
    onFailure: 'stop',
    cwd,
    checks: {},
  };
}

/** The plan as it is shown: what is written in the runbook, without what is put around it to run it. */
export const outlineOf = ({ plan, steps }: Walk): Plan => ({
  ...plan,
  steps: plan.steps.map((step, at) => ({ ...step, do: { kind: 'script', text: steps[at]?.script ?? '' } })),
});

/** What a person walks through: every block that a shell would run, in order. @param cwd where it starts. */
export function walkOf(document: MarkdownDocument, cwd: string): Walk {
  const { file, children } = document;
  const name = (/([^/]+?)(?:\.html)?(?:\.md|\.markdown)?(?:\.erb)?$/.exec(file)?.[1] ?? 'runbook').replace(
    /[^\w.-]+/g,
    '-',
  );
  const first = children.find((node) => node.type === 'heading');
  const title = first?.type === 'heading' ? titleOf(first.text) : name;
  const steps: WalkStep[] = [];
  let shown = 0;
  for (const { node, top, heading } of partsOf(children)) {
    if (node.type !== 'code') continue;
    const block = blockOf(node);
    if (block.kind !== 'action') continue;
    for (const { script, expected, line } of groupsOf(block)) {
      const [firstLine = ''] = script.split('\n').filter((each) => !/^\s*(?:#|$)/.test(each));
      steps.push({
        id: `block-${steps.length + 1}`,
        title: `${heading === '' ? '' : `${heading}: `}${firstLine}`.slice(0, 200),
        script,
        expected,
        tty: needsTerminal(script),
        line: node.line + (node.fenced ? 1 : 0) + line,
        before: children.slice(shown, children[top]?.type === 'code' ? top : top + 1),
      });
      shown = Math.max(shown, top + 1);
    }
  }
  return { name, title, steps, after: children.slice(shown), plan: planOf(file, name, title, steps, cwd) };
}
