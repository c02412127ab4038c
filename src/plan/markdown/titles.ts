import { unmarked } from '../../core/markdown-document.ts';

/** A heading or a question as one line of plain words. */
export const titleOf = (markdown: string): string => unmarked(markdown);
