import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderTemplate, type Rendering } from '../../src/render/liquid.ts';
import { renderPlain } from '../../src/render/plain-template.ts';

const shipped = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../../templates/${name}.md`), 'utf8');
const names = ['default', 'classic'].flatMap((name) =>
  [...shipped(name).matchAll(/\{% region ([a-z-]+) %\}/g)].map(([, region = '']) => region),
);
const rendering: Rendering = {
  data: { incident: { title: '*{{ incident.zone }}* $& $1', zone: 'UTC', services: ['web'], drill: false } },
  escape: (text) => text.replaceAll('*', '\\*'),
  regions: names,
  region: (name) => `<${name} {{ incident.title }} {% region x %} $& $1>\n`,
};
/** With a tag that says nothing, which only Liquid knows. */
const byLiquid = (text: string): Promise<string> =>
  renderTemplate({ file: 't.md', text: `${text}{% comment %}{% endcomment %}` }, rendering);

describe('a plain template', () => {
  it.each(['default', 'classic'])('is rendered as Liquid renders it: %s', async (name) => {
    const plain = renderPlain(shipped(name), rendering);
    expect(plain).toContain('\\*{{ incident.zone }}\\* $& $1');
    expect(plain).toBe(await byLiquid(shipped(name)));
  });

  it.each([
    '{{ incident.title | upcase }}',
    '{{- incident.title }}',
    '{% if incident.drill %}drill{% endif %}',
    '{{ incident.services }}',
    '{{ incident.nothing }}',
    '{{ incident.toString }}',
    '{{ constructor.name }}',
    '{% region nothing %}',
    '{% regio',
    '{{ incident.title',
    'incident.title }}',
  ])('is not %s', (text) => {
    expect(renderPlain(text, rendering)).toBeUndefined();
  });

  it('may name nothing at all', () => {
    expect(renderPlain('# { } % {#\n', rendering)).toBe('# { } % {#\n');
  });
});
