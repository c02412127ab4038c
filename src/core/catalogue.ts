import type { Check } from './checks/check.ts';

/** The team's checked-in folder `.inc/`, compiled: plain data, nothing executed. */
export interface Catalogue {
  /** Absolute path of inc.yaml. */
  readonly file: string;
  /** The folder that holds `.inc/`: scripts run there. */
  readonly root: string;
  /** SHA-256 over every file of the catalogue (inc.yaml, plans/, templates/, hooks/): what a person trusts. */
  readonly digest: string;
  readonly trusted: boolean;
  readonly zone?: string;
  readonly services: Readonly<
    Record<string, { readonly owner?: string; readonly checks: readonly string[] }>
  >;
  readonly checks: Readonly<Record<string, Check>>;
  readonly redaction: readonly { readonly name: string; readonly pattern: string }[];
}
