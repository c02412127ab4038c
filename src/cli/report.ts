import type { Undecided } from '../core/candidates.ts';
import { faultExit } from '../core/exit-codes.ts';
import { Fault } from '../core/faults.ts';
import type { World } from '../core/ports/ports.ts';
import { showBlock } from '../core/text/screen-text.ts';
import { reasonOf, systemFault } from '../core/trouble.ts';
import { localWrite } from './local-write.ts';
import { repeated } from './repeat.ts';
import { typedText } from './typed-text.ts';

/** @returns whether somebody still reads. */
export type Write = (fd: 1 | 2, text: string) => boolean;

interface Details {
  /** The text of events that could neither be written home nor spooled. */
  readonly unwritten?: readonly { readonly data: Readonly<Record<string, unknown>> }[];
  /** All is recorded; only its answer could not be written. */
  readonly answered?: true;
  /** The type of an event that no line of the record can hold. */
  readonly tooLong?: string;
  /** What to write out in the hint. */
  readonly repeat?: Undecided['repeat'];
  /** The exit code, where a command has one of its own for every fault (`check`: 3). */
  readonly exit?: number;
}

const detailsOf = (fault: Fault): Details =>
  typeof fault.details === 'object' && fault.details !== null ? fault.details : {};

/**
 * The one place where something that was thrown becomes words on stderr and an exit code. What is not a
 * Fault, nor the system's, is a bug: one calm line, the stack to a file.
 *
 * @param recorded whether the command had recorded something.
 */
export async function report(
  error: unknown,
  argv: readonly string[],
  world: World,
  writeUtf8: Write,
  recorded = argv.length > 0 && argv[0] !== '--version',
): Promise<number> {
  const fault =
    error instanceof Fault
      ? error
      : (unheard(error, recorded) ?? systemFault(error) ?? (await bug(error, world)));
  const { unwritten, exit = faultExit(fault.code), repeat, answered, tooLong } = detailsOf(fault);
  const plainHint = fault.hint ?? (tooLong && shorter(tooLong));
  const hint = repeat ? plainHint?.replace(repeat.short, () => repeated(argv, repeat)) : plainHint;
  const text = unwritten || answered ? undefined : typedText(argv, fault);
  // Byte for byte, whatever the locale.
  for (const { data } of unwritten ?? (text === undefined ? [] : [{ data: { text } }]))
    writeUtf8(2, `${typeof data['text'] === 'string' ? data['text'] : JSON.stringify(data)}\n`);
  const write = localWrite(argv, world, writeUtf8);
  if (argv.includes('--json') && !argv.slice(0, argv.indexOf('--json')).includes('--')) {
    const { code, message } = fault;
    write(2, `${JSON.stringify({ v: 1, fault: { code, exit, message, hint: hint ?? null } })}\n`);
    return exit;
  }
  write(2, `inc: ${showBlock(fault.message)}\n`);
  if (hint) write(2, `     ${showBlock(hint).replaceAll('\n', '\n     ')}\n`);
  if (argv.includes('--debug')) write(2, `${(error instanceof Error && error.stack) || String(error)}\n`);
  return exit;
}

const shorter = (type: string): string =>
  type === 'note.added'
    ? 'keep the text in a file, and note where it is'
    : 'inc attach FILE keeps what is long';

/** The command did its work, and stdout did not take the answer. */
function unheard(error: unknown, recorded: boolean): Fault | undefined {
  if (!(error instanceof Error) || !('unheard' in error)) return undefined;
  const what = recorded ? 'recorded, but the answer' : 'the answer';
  return new Fault('IO', `${what} could not be written: ${reasonOf(error)} · standard output`, {
    ...(recorded ? { hint: 'do not repeat it: inc timeline shows what is in the record' } : {}),
    details: { answered: true },
    cause: error,
  });
}

/** Frames of a stack, without the message, which may quote anything. */
const frames = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');

async function bug(error: unknown, world: World): Promise<Fault> {
  const stack = (error instanceof Error && error.stack) || String(error);
  const name = [...world.random(8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const file = `${world.paths.state}/bug-${name}.txt`;
  try {
    (await world.files()).create(file, `${await world.redact(stack)}\n`);
    return new Fault('BUG', `a bug in inc; what was recorded before it is safe · details: ${file}`, {
      hint: 'please report it with that file; inc verify shows that the record is whole',
      cause: error,
    });
  } catch {
    const told = frames(stack);
    return new Fault('BUG', `a bug in inc; what was recorded before it is safe${told && `\n${told}`}`, {
      hint: 'please report it; all that is known of it: the same command with --debug',
      cause: error,
    });
  }
}
