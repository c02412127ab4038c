import type { Catalogue } from '../../core/catalogue.ts';
import { checksFromSource } from '../../core/checks/source.ts';
import type { Problem, Source } from '../../core/ports/file-ports.ts';
import { compileRules } from '../../core/redaction/redact.ts';
import { nearest } from '../../core/text/nearest.ts';
import type { CompiledRules } from './catalogue-cache.ts';

type Fields = Readonly<Record<string, unknown>>;
type Rules = CompiledRules['redaction'];

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

const ruleName = /^[\p{L}\d][\p{L}\d_.-]{0,63}$/u;

function rulesIn(source: Source): { readonly rules: Rules; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const list = fields(source.value)['redaction'] ?? [];
  const wrong = (path: readonly (string | number)[], message: string): never[] => {
    problems.push({ file: source.file, ...source.at(path), message });
    return [];
  };
  if (!Array.isArray(list)) wrong(['redaction'], 'is no list, so no redaction rule is in force');
  const rules = (Array.isArray(list) ? list : []).flatMap((each: unknown, index) => {
    const { name: typed, pattern } = fields(each);
    // What a rule is called is no reason to let a secret through.
    const name = typeof typed === 'string' && ruleName.test(typed) ? typed : `rule-${index + 1}`;
    const notInForce = `redaction rule ${index + 1} is not in force`;
    if (typeof pattern !== 'string' || pattern === '')
      return wrong(['redaction', index], `${notInForce}: it has no pattern`);
    try {
      compileRules([{ name, pattern }]);
      return [{ name, pattern }];
    } catch (error) {
      // `Invalid regular expression: /…/flags: why`
      const why = (error as SyntaxError).message.replace(/^.*:\s*/s, '');
      return wrong(['redaction', index, 'pattern'], `${notInForce}: it is no regular expression: ${why}`);
    }
  });
  return { rules, problems };
}

function servicesIn(
  source: Source,
  checks: Catalogue['checks'],
): { services: Catalogue['services']; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries = Object.entries(fields(fields(source.value)['services'])).map(([name, value]) => {
    const { owner, checks: named } = fields(value);
    for (const [index, check] of texts(named).entries()) {
      if (Object.hasOwn(checks, check)) continue;
      const meant = nearest(check, Object.keys(checks));
      const message = `no check is called ${check}${meant ? `; did you mean ${meant}?` : ''}`;
      problems.push({ file: source.file, ...source.at(['services', name, 'checks', index]), message });
    }
    return [name, { checks: texts(named), ...(typeof owner === 'string' ? { owner } : {}) }] as const;
  });
  return { services: Object.fromEntries(entries), problems };
}

/** What a catalogue says, as far as it can be read, and what is wrong with it. */
export interface CompiledCatalogue extends Pick<Catalogue, 'checks' | 'services' | 'redaction' | 'zone'> {
  readonly source: Source;
  readonly problems: readonly Problem[];
  /** Of those, what keeps a redaction rule from holding. */
  readonly notInForce: readonly Problem[];
}

/** @param root the folder that paths in it are relative to. */
export function compiledCatalogue(source: Source, root: string): CompiledCatalogue {
  const { checks, problems: inChecks } = checksFromSource(source, root);
  const { services, problems: inServices } = servicesIn(source, checks);
  const { rules, problems: inRules } = rulesIn(source);
  const { zone } = fields(source.value);
  return {
    source,
    checks,
    services,
    redaction: rules,
    notInForce: inRules,
    ...(typeof zone === 'string' ? { zone } : {}),
    // A wrong shape has consequences everywhere; they would only hide it.
    problems:
      source.problems.length > 0
        ? source.problems
        : [...inChecks, ...inServices, ...inRules].toSorted((a, b) => a.line - b.line || a.column - b.column),
  };
}
