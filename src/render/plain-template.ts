import type { Plain, Rendering } from './liquid.ts';

const place = /\{\{ *([a-z]+)\.([a-z]+) *\}\}|\{% *region +([a-z][a-z-]*) *%\}/g;

/** Characters: a longer one is no template of ours, and Liquid knows its limits. */
const longest = 100_000;

/**
 * Renders a template that names values and regions and nothing else, as the shipped ones do: loading liquidjs and
 * parsing with it cost more than the rest of a small document.
 *
 * @returns undefined for any other template, also a wrong one: Liquid says what is wrong with it.
 */
export function renderPlain(
  template: string,
  { data, escape, regions, region }: Rendering,
): string | undefined {
  if (template.length > longest || /\{\{|\{%|%\}|\}\}/.test(template.replace(place, ''))) return undefined;
  const found = [...template.matchAll(place)];
  const known = found.every(([, group = '', name = '', block]) =>
    block === undefined ? typeof valueOf(data, group, name) === 'string' : regions.includes(block),
  );
  if (!known) return undefined;
  return template.replace(place, (_, group: string, name: string, block: string | undefined) =>
    block === undefined ? escape(valueOf(data, group, name) as string) : region(block),
  );
}

function valueOf(data: Rendering['data'], group: string, name: string): Plain | undefined {
  const of = Object.hasOwn(data, group) ? data[group] : undefined;
  if (typeof of !== 'object' || of === null || Array.isArray(of) || !Object.hasOwn(of, name))
    return undefined;
  return (of as { readonly [key: string]: Plain })[name];
}
