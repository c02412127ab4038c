/** What it asks of documents. Implemented by `io` (and `render`), plugged in by `main`; see ports.ts. */
import type { Recorded } from '../record/envelope.ts';

export interface DocumentRequest {
  readonly incident: string;
  readonly template: string;
  readonly record: readonly Recorded[];
  /** What the record lacks, in words; undefined: it is whole. */
  readonly lacking?: string | undefined;
  /** The text that stands in the file now, if `identify` knows it as this incident's. */
  readonly previous: string | undefined;
  /** The team's own templates. */
  readonly templates: string | undefined;
  readonly blob: (name: string) => Uint8Array | undefined;
}

export interface Documents {
  /** Builds the post-mortem, or refreshes its generated regions. Throws Fault NOT_FOUND or CONFIG for a template. */
  build(request: DocumentRequest): Promise<BuiltDocument>;
  /** Throws Fault NOT_FOUND when there is no such template, the team's own (`folder`) included. */
  known(template: string, folder: string | undefined): void;
  /** Whose document a text is; undefined: not one of ours, so not to be touched. */
  identify(text: string): { readonly incident: string; readonly template: string } | undefined;
  /** The digests of the record that a post-mortem was built from. */
  digestsIn(text: string): readonly string[];
}

export interface BuiltDocument {
  readonly text: string;
  /** Regions that are new, by name. */
  readonly changed: readonly string[];
  /** Regions that a person edited, left as they are although the record now says something else. */
  readonly kept: readonly string[];
  /** Regions whose begin mark has no end mark: left as they are. */
  readonly open: readonly string[];
  readonly todos: number;
  /** As `Verification.digest`, of what the document was built from. */
  readonly digest: string;
}
