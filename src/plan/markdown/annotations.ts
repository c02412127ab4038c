import type { MarkdownDocument } from '../../core/markdown-document.ts';
import { nearest } from '../../core/text/nearest.ts';
import { fields, text } from '../fields.ts';
import { infoString } from './info-string.ts';
import { partsOf } from './sections.ts';
import { isOurs } from './step-attributes.ts';

const kinds = ['failover', 'switchover', 'runbook'];

/** Whether the front matter is a plan's, not only that of a wiki or a site generator. */
export const isPlanHead = (document: MarkdownDocument): boolean => {
  const { kind, plan } = fields(document.frontMatter?.value);
  return text(plan) !== undefined || (text(kind) !== undefined && nearest(String(kind), kinds) !== undefined);
};

/** Whether a document says how it is to be run; one that does not is walked through with a person. */
export const isAnnotated = (document: MarkdownDocument): boolean =>
  isPlanHead(document) ||
  partsOf(document.children).some(
    ({ node }) => node.type === 'code' && isOurs(infoString(node.info, node.infoColumn).attributes),
  );
