import { z } from 'zod';
import { questionChoice, questionForms } from '../../core/checks/keys.ts';
import { recordTypes } from '../../core/checks/check.ts';
import { measures } from '../../core/incident/measures.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { SourceKind } from '../../core/ports/file-ports.ts';
import { parseDate } from '../../core/time/when.ts';

/** A problem with the shape of a value: where in it, and what. `key`: it is about the key, not its value. */
export interface ShapeProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly key?: true;
}

/** An object with these keys and no others; each other key gets a line of its own in the message. */
const keys = <T extends z.core.$ZodLooseShape>(fields: T) =>
  z.strictObject(fields, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const known = Object.keys(fields);
      return issue.keys
        .map((key) => {
          const meant = nearest(key, known);
          return `unknown key ${key}; ${meant ? `did you mean ${meant}?` : `known here: ${known.join(', ')}`}`;
        })
        .join('\n');
    },
  });

const name = z
  .string()
  .regex(/^[\p{L}\d][\p{L}\d_.-]{0,63}$/u, 'a name is made of letters, digits, - . and _');
const text = z.string().min(1, 'must not be empty');
const program = z.union([text, z.array(z.union([z.string(), z.number()])).min(1)], {
  error: 'write a command line, or a list of words: [program, argument]',
});
const limits = z.record(
  z.string(),
  z.union([z.string(), z.number()], { error: 'write a number or a range: 10, 10:20, ~:5, @10:20' }),
);
const status = z.int().min(100, 'an HTTP status is 100 to 599').max(599, 'an HTTP status is 100 to 599');

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], { error: 'write one value' });
const header = z.union(
  [
    z.string(),
    z.number(),
    keys({ env: text.regex(/^\w+$/, 'write the name of a variable'), prefix: z.string().optional() }),
  ],
  { error: 'write its text, or the variable that holds it: { env: API_TOKEN, prefix: "Bearer " }' },
);
const expectation = keys({
  status: z
    .union([status, z.array(status).min(1)], {
      error: 'write an HTTP status, 100 to 599, or a list of them',
    })
    .optional(),
  body: z.union([z.string(), z.number()]).optional(),
  match: text.optional(),
  json: z.record(text, scalar).optional(),
  header: z.record(text, z.union([z.string(), z.number()], { error: 'write a text' })).optional(),
  banner: z.union([z.string(), z.number()]).optional(),
  contains: z.union([z.string().min(1, 'must not be empty'), z.number()]).optional(),
  exists: z.boolean().optional(),
});
const kinds = Object.keys(questionForms);
const followed = 'redirects are followed 0 to 20 times';

const check = keys({
  http: text.optional(),
  command: program.optional(),
  tcp: text.optional(),
  tls: text.optional(),
  dns: text.optional(),
  file: text.optional(),
  prometheus: text.optional(),
  cwd: text.optional(),
  method: text.regex(/^[A-Z]+$/, 'write GET, HEAD, POST or the like').optional(),
  headers: z.record(text, header).optional(),
  body: z.string().optional(),
  redirects: z.int().min(0, followed).max(20, followed).optional(),
  ca: text.optional(),
  verify: z.boolean().optional(),
  servername: text.optional(),
  type: z.enum(recordTypes).optional(),
  resolver: text.optional(),
  query: text.optional(),
  empty: z.enum(['ok', 'warning', 'critical', 'unknown']).optional(),
  expect: z
    .union([expectation, z.array(z.union([z.string(), z.number()])).min(1)], {
      error: 'write what the answer must hold: { status: 200 }; of a dns check a list: [192.0.2.7]',
    })
    .optional(),
  warn: limits.optional(),
  crit: limits.optional(),
  timeout: text.optional(),
  retry: keys({ attempts: z.int().optional(), delay: text.optional() }).optional(),
  passes: z.int().optional(),
  every: text.optional(),
  tags: z.array(name).min(1).optional(),
  needs: z.array(name).min(1).optional(),
  hint: text.optional(),
  runbook: text.optional(),
  description: z.string().optional(),
})
  .refine((given) => kinds.filter((kind) => given[kind as keyof typeof given] !== undefined).length === 1, {
    error: `a check needs one of ${questionChoice('and')}`,
  })
  .meta({ oneOf: kinds.map((kind) => ({ required: [kind] })) });

const severity = z.enum(['sev1', 'sev2', 'sev3', 'sev4', 'sev5']);

/** `.inc/inc.yaml`. */
const catalogue = keys({
  version: z.literal(1, { error: 'this inc reads version 1' }).optional(),
  zone: text.optional(),
  services: z
    .record(
      name,
      keys({
        owner: text.optional(),
        description: z.string().optional(),
        checks: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  checks: z.record(name, check).optional(),
  people: z
    .record(
      name,
      keys({ name: text.optional(), email: text.optional(), phone: text.optional(), team: text.optional() }),
    )
    .optional(),
  severities: z.partialRecord(severity, z.string()).optional(),
  redaction: z.array(keys({ name, pattern: text })).optional(),
  hooks: z.record(name, program).optional(),
});

const verify = z.union(
  [
    z.string(),
    keys({
      check: text,
      within: text.optional(),
      passes: z.int().optional(),
      every: text.optional(),
      accept: z
        .union([z.string(), z.array(z.string())], { error: 'write OK or WARNING, or a list of them' })
        .optional(),
    }),
  ],
  { error: 'write the name of a check, or check: NAME and what it takes' },
);
const verifies = z.union([verify, z.array(verify)], {
  error: 'write the name of a check, check: NAME and what it takes, or a list of them',
});

const step = keys({
  id: z.union([z.string(), z.number()], { error: 'must be text' }).optional(),
  title: z.string().optional(),
  run: program.optional(),
  ask: text.optional(),
  timeout: text.optional(),
  retry: keys({ attempts: z.int().optional(), delay: text.optional() }).optional(),
  verify: verify.optional(),
  undo: program.optional(),
  onFailure: z.enum(['rollback', 'stop', 'continue', 'ask']).optional(),
  danger: z.enum(['high', 'normal']).optional(),
  idempotent: z.boolean().optional(),
  tty: z.boolean().optional(),
  cwd: text.optional(),
  when: z.union([z.string(), z.boolean()], { error: 'write a condition: region == "eu"' }).optional(),
  accept: z.union([z.int(), z.array(z.int())], { error: 'write an exit code, or a list of them' }).optional(),
});

// A number would lose its leading zeros and trailing digits on the way to the script.
const inQuotes = "write it in quotes: '0123'";
const value = z.string({ error: inQuotes });
const variable = z.union(
  [
    value,
    keys({
      ask: text.optional(),
      default: value.optional(),
      choices: z.array(value).min(1, 'needs at least one').optional(),
      pattern: text.optional(),
      secret: z.boolean().optional(),
    }),
  ],
  {
    error: ({ input }) =>
      typeof input === 'number' || typeof input === 'boolean'
        ? inQuotes
        : 'write a text, or what to ask: { ask: Which region?, choices: [eu, us] }',
  },
);

/** `.inc/plans/*.yaml`. */
const plan = keys({
  plan: text.optional(),
  kind: z.enum(['failover', 'switchover', 'runbook']).optional(),
  title: text.optional(),
  target: text.optional(),
  cooldown: text.optional(),
  cwd: text.optional(),
  vars: z.record(z.string(), variable).optional(),
  preflight: verifies.optional(),
  steps: z.array(step).min(1, 'a plan needs at least one step'),
  verify: verifies.optional(),
  soak: text.optional(),
  drill: keys({
    vars: z.record(z.string(), value).optional(),
    target: text.optional(),
    checks: z.record(name, text).optional(),
    verify: verifies.optional(),
  }).optional(),
  confirm: z.union([z.boolean(), z.string()], { error: 'write yes, or leave it out' }).optional(),
});

/** Above a Markdown plan: wikis and site generators keep keys of their own there. */
const { steps: _, ...planHead } = plan.shape;
const frontMatter = z.looseObject(planHead);

const words = z.string().regex(/\S/, 'must not be empty');

const isDate = (date: string): boolean => {
  try {
    return parseDate(date) === date;
  } catch {
    return false;
  }
};

/** What `inc close --from` reads. */
const answers = keys({
  summary: words.optional(),
  impact: words.optional(),
  rootCause: words.optional(),
  factors: z.array(words).optional(),
  lessons: z.array(words).optional(),
  conclusion: words.optional(),
  actions: z
    .array(
      keys({
        title: words,
        detail: words.optional(),
        owner: words.optional(),
        due: z
          .string()
          .meta({ format: 'date' })
          .refine(isDate, { error: 'write a date like 2026-12-31' })
          .optional(),
        measure: z.enum(measures).optional(),
      }),
    )
    .optional(),
});

/** Also made into JSON Schema, for editors. */
export const schemas: Readonly<Record<SourceKind, z.ZodType>> = {
  catalogue,
  plan,
  answers,
  'front-matter': frontMatter,
};

const kindsOf: Readonly<Record<string, string>> = {
  string: 'text',
  // Other numbers are one branch of a union, which has its own words.
  number: 'a whole number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping (key: value lines)',
  record: 'a mapping (key: value lines)',
  array: 'a list',
};
const kindOf = (value: unknown): string => {
  if (value === null) return 'empty';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : String(value);
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  return kindsOf[typeof value] ?? typeof value;
};

/** What zod found, in the words of somebody who writes YAML. */
const explain: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    const at = issue.path?.at(-1);
    if (issue.input === undefined) return `${typeof at === 'string' ? at : 'a value'} is missing`;
    return `must be ${kindsOf[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`;
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const meant = typeof issue.input === 'string' ? nearest(issue.input, allowed) : undefined;
    return `${String(issue.input)} is none of ${allowed.join(', ')}${meant ? `; did you mean ${meant}?` : ''}`;
  }
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `unknown key ${key}`).join('\n');
  return undefined;
};

/**
 * Of a union's branches, the one that is for a value of this kind says what is wrong in it, at its own place; none:
 * the union's own words.
 */
function settled(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branches = issue.errors.map((branch) => branch.flatMap(settled));
  const ofAnotherKind = ({ path, code }: z.core.$ZodIssue): boolean =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_union');
  const branch = branches.find((issues) => !issues.some(ofAnotherKind));
  return branch?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) ?? [issue];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const part of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined;
  return at;
}

/** `verify:` with nothing behind it: whatever else could be said of that, this is what has to be mended. */
function emptiness(value: unknown, path: readonly (string | number)[]): string | undefined {
  if (valueAt(value, path) !== null) return undefined;
  const at = path.at(-1);
  if (at === undefined) return 'the file is empty';
  return typeof at === 'string' ? `${at} is empty` : 'this entry is empty';
}

/** Every way in which the value is not a catalogue, a plan or answers. */
export function shapeProblems(value: unknown, kind: SourceKind): readonly ShapeProblem[] {
  const { error } = schemas[kind].safeParse(value, { error: explain });
  return (error?.issues ?? []).flatMap(settled).flatMap((issue): ShapeProblem[] => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys') {
      const messages = issue.message.split('\n');
      return issue.keys.map((key, at) => ({
        path: [...path, key],
        message: messages[at] ?? `unknown key ${key}`,
        key: true,
      }));
    }
    if (issue.code === 'invalid_key')
      return [{ path, message: issue.issues[0]?.message ?? issue.message, key: true }];
    return [{ path, message: emptiness(value, path) ?? issue.message }];
  });
}
