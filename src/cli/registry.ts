import { actVerbs } from './act-verbs.ts';
import { documentVerbs } from './document-verbs.ts';
import { lifecycleVerbs } from './lifecycle-verbs.ts';
import { peopleVerbs } from './people-verbs.ts';
import { plumbingVerbs } from './plumbing-verbs.ts';
import { readVerbs } from './read-verbs.ts';
import { recordVerbs } from './record-verbs.ts';
import type { VerbSpec } from './verb-spec.ts';

/** Every verb of `inc`. Help, commander's tree, completion, the man page and the README's list are made from this. */
export const verbs: readonly VerbSpec[] = [
  ...lifecycleVerbs,
  ...recordVerbs,
  ...peopleVerbs,
  ...actVerbs,
  ...readVerbs,
  ...documentVerbs,
  ...plumbingVerbs,
];
