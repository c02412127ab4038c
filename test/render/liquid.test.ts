import { describe, expect, it } from '@jest/globals';
import { heading } from '../../src/render/markdown-text.ts';
import { renderTemplate, type Rendering } from '../../src/render/liquid.ts';

const rendering: Rendering = {
  data: { incident: { title: 'Web *down* <b>', services: ['web', '<i>'] } },
  escape: heading,
  regions: ['facts'],
  region: (name) => `<region ${name}>`,
};

const render = (text: string, data: Rendering['data'] = rendering.data) =>
  renderTemplate({ file: '.inc/templates/team.md', text }, { ...rendering, data });

describe('renderTemplate', () => {
  it('escapes what was typed, and takes regions as they are', async () => {
    expect(await render('# {{ incident.title }}\n{% region facts %}\n{{ incident.services }} <hr>')).toBe(
      '# Web \\*down\\* &lt;b&gt;\n<region facts>\nweb, &lt;i&gt; <hr>',
    );
  });

  it('escapes whatever way the text takes', async () => {
    const templates = [
      '{% assign x = incident.title %}{{ x }}',
      '{% capture x %}{{ incident.title }}{% endcapture %}{{ x }}',
      '{% for x in incident.services %}{{ x }}{% endfor %}',
      '{{ incident.title | upcase }}',
      '{% echo incident.title %}',
      '{% cycle incident.title, "a" %}',
      '{{ "<b>" }}',
      '{{ "PGI+" | base64_decode }}',
      '{{ incident }}',
    ];
    for (const template of templates) expect(await render(template)).not.toMatch(/<[bi]>/i);
  });

  it.each([
    ['an unknown variable', 'a\nb {{ incident.titel }}', 'undefined variable: incident.titel', 2, 6],
    ['an unknown root', '{{ x }}', 'undefined variable: x', 1, 4],
    ['an unknown filter', 'a\n\n {{ incident.title | shout }}', 'undefined filter: shout', 3, 2],
    ['an unknown region', 'a\n{% region nope %}', "there is no region 'nope'", 2, 1],
    ['an unknown tag', '{% nope %}', 'tag "nope" not found', 1, 1],
    [
      'a tag that is not closed',
      'x\n{% if incident.title %}',
      'tag {% if incident.title %} not closed',
      2,
      1,
    ],
    ['an output that is not closed', 'x {{ incident', 'output "{{ incident" not closed', 1, 3],
    ['the escape undone', '{{ incident.title | raw }}', 'undefined filter: raw', 1, 1],
    ['the escape undone by JSON', '{{ incident.title | json }}', 'undefined filter: json', 1, 1],
    ['the clock', '{{ "now" | date: "%Y" }}', 'undefined filter: date', 1, 1],
    ['another file', '{% include "/etc/passwd" %}', 'tag "include" not found', 1, 1],
    ['another template', '{% render "../../package.json" %}', 'tag "render" not found', 1, 1],
  ])('refuses %s, and says where', async (_, text, what, line, column) => {
    await expect(render(text)).rejects.toMatchObject({
      code: 'CONFIG',
      message: `the template cannot be used: ${what} · .inc/templates/team.md:${line}:${column}`,
    });
  });

  it('lists what there is', async () => {
    await expect(render('{{ x }}')).rejects.toMatchObject({
      hint: expect.stringContaining('incident.title, incident.services'),
    });
    await expect(render('{% region x %}')).rejects.toMatchObject({ hint: 'the regions are: facts' });
  });

  it.each([
    '__proto__',
    'constructor',
    'toString',
    'incident.__proto__',
    'incident.constructor',
    'incident.title.constructor',
  ])('shows own properties only: %s', async (name) => {
    await expect(render(`{{ ${name} }}`)).rejects.toMatchObject({ code: 'CONFIG' });
  });

  it('treats __proto__ in data as a name', async () => {
    const data = JSON.parse('{"incident":{"title":"x","__proto__":{"polluted":"yes"}}}') as Rendering['data'];
    await expect(render('{{ incident.polluted }}', data)).rejects.toMatchObject({ code: 'CONFIG' });
    expect(await render('{{ incident.__proto__.polluted }}', data)).toBe('yes');
    expect({}).not.toHaveProperty('polluted');
  });

  it.each([
    ['memory', '{% for i in (1..100000000) %}x{% endfor %}'],
    ['parsing', 'x'.repeat(1_000_001)],
  ])('bounds %s', async (_, text) => {
    await expect(render(text)).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringContaining('limit exceeded'),
    });
  });

  it('does not take our own errors for the template’s', async () => {
    const broken = renderTemplate(
      { file: 't.md', text: '{% region facts %}' },
      {
        ...rendering,
        region: () => {
          throw new TypeError('ours');
        },
      },
    );
    await expect(broken).rejects.toThrow(new TypeError('ours'));
  });
});
