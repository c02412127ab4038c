/** What is shown of a runbook while a person walks through it. Plain values; see view.ts. */
import type { MarkdownNode } from '../../core/markdown-document.ts';

/** A part of a runbook, to be read. */
export interface SectionView {
  readonly kind: 'section';
  readonly file: string;
  readonly nodes: readonly MarkdownNode[];
}

/** One of its blocks, before a person says what is to become of it. */
export interface BlockView {
  readonly kind: 'block';
  readonly file: string;
  readonly line: number;
  readonly step: string;
  /** Which of how many it is, from 1. */
  readonly number: number;
  readonly of: number;
  readonly script: string;
  readonly expected: string;
  readonly tty: boolean;
  /** What stands for a value that has to be filled in, and the value, once it is known. */
  readonly values: readonly { readonly written: string; readonly value: string | null }[];
}

/** What a block printed, beside what the runbook says that it prints. */
export interface ComparedView {
  readonly kind: 'compared';
  readonly step: string;
  readonly expected: string;
  readonly actual: string;
  readonly same: boolean;
}
