import { Fault } from '../core/faults.ts';
import { renderPlain } from './plain-template.ts';

export interface Template {
  /** As it is named in faults. */
  readonly file: string;
  readonly text: string;
}

/** What a template may hold: JSON and nothing else. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

export interface Rendering {
  readonly data: { readonly [key: string]: Plain };
  /** Makes typed text inert; used on every `{{ … }}`. */
  readonly escape: (text: string) => string;
  /** Names that `{% region NAME %}` knows. */
  readonly regions: readonly string[];
  /** Markdown of a region with its marks, taken as it is. */
  readonly region: (name: string) => string;
}

/** Characters of template, characters that filters may make, milliseconds: far above any honest template. */
const limits = { parseLimit: 1_000_000, memoryLimit: 20_000_000, renderLimit: 10_000 };

/** Escape that a template could undo, a clock that would make each build different, and other files. */
const withheld = {
  filters: [
    'raw',
    'json',
    'jsonify',
    'inspect',
    'sample',
    'date',
    'date_to_xmlschema',
    'date_to_rfc822',
    'date_to_string',
    'date_to_long_string',
  ],
  tags: ['include', 'render', 'layout', 'block'],
};

const isPlace = (value: unknown): value is { getPosition: () => [number, number] } =>
  typeof value === 'object' &&
  value !== null &&
  'getPosition' in value &&
  typeof value.getPosition === 'function';

/** `undefined variable: x · file:line:column`, from the token that liquidjs hangs on its errors. */
function faultOf(error: Error, template: Template, rendering: Rendering): Fault {
  const token = 'token' in error && isPlace(error.token) ? error.token : undefined;
  const [line, column] = token?.getPosition() ?? [1, 1];
  const what = error.message.replace(/, (?:file|line):[^]*$/, '');
  const hint = /region/.test(what)
    ? `the regions are: ${rendering.regions.join(', ')}`
    : `a template knows: ${names(rendering.data).join(', ')}; and {% region NAME %}`;
  return new Fault('CONFIG', `the template cannot be used: ${what} · ${template.file}:${line}:${column}`, {
    hint,
    cause: error,
  });
}

const names = (data: Rendering['data']): string[] =>
  Object.entries(data).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).map((key) => `${name}.${key}`)
      : [name],
  );

/**
 * Renders a Liquid template: own properties only, unknown variables and filters refused, nothing read from
 * disk, time and memory bounded, everything but regions escaped.
 *
 * @throws Fault CONFIG naming file, line and column.
 */
export async function renderTemplate(template: Template, rendering: Rendering): Promise<string> {
  const plain = renderPlain(template.text, rendering);
  if (plain !== undefined) return plain;
  const { Liquid } = await import('liquidjs');
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    templates: {},
    // Only for dates, which are withheld; by default it is asked of Intl, at a third of the whole cost.
    locale: 'en-US',
    outputEscape: (value: unknown) =>
      value === null || value === undefined ? '' : rendering.escape(textOf(value)),
    ...limits,
  });
  for (const name of withheld.filters) delete liquid.filters[name];
  for (const name of withheld.tags) delete liquid.tags[name];
  let ours: { readonly error: unknown } | undefined;
  liquid.registerTag('region', {
    parse(token) {
      const name = token.args.trim();
      if (!rendering.regions.includes(name)) throw new Error(`there is no region '${name}'`);
      this['region'] = name;
    },
    render(_context, emitter) {
      try {
        emitter.write(rendering.region(String(this['region'])));
      } catch (error) {
        ours = { error };
        throw error;
      }
    },
  });
  try {
    const parsed = liquid.parse(template.text, template.file);
    // A copy, so that what reaches the template is JSON whatever was passed.
    return String(liquid.renderSync(parsed, JSON.parse(JSON.stringify(rendering.data)) as object));
  } catch (error) {
    if (ours) throw ours.error;
    if (error instanceof Error) throw faultOf(error, template, rendering);
    throw error;
  }
}

/** Of what Liquid can put out; lists as people write them. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(textOf).join(', ') : (JSON.stringify(value) ?? '');
}
