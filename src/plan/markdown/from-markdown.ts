import type { MarkdownDocument } from '../../core/markdown-document.ts';
import { fromSource, type Compiled, type Surroundings } from '../from-source.ts';
import { isPlanHead } from './annotations.ts';
import { planSource } from './plan-source.ts';

/**
 * Compiles an annotated runbook: the same plan in YAML compiles to the same. Every problem is found at once, each at
 * its line and column in the Markdown.
 *
 * @param isSet whether a variable has a value outside the plan: what has none there, nor in the plan, is asked for.
 */
export function fromMarkdown(
  document: MarkdownDocument,
  surroundings: Surroundings,
  isSet: (name: string) => boolean,
): Compiled {
  const source = planSource(document, isSet);
  const compiled = fromSource(source, surroundings);
  const ours = isPlanHead(document) || document.frontMatter?.value === null;
  const head = ours ? (document.frontMatter?.problems ?? []) : [];
  const found = [...document.problems, ...head, ...source.wrong];
  if (found.length === 0) return compiled;
  const { plan: _, ...rest } = compiled;
  // What a slip above leads to further down would only hide it.
  const all = document.problems.length > 0 || head.length > 0 ? found : [...found, ...compiled.problems];
  return { ...rest, problems: all.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}
