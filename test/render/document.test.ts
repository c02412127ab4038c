import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import type { DocumentRequest } from '../../src/core/ports/document-ports.ts';
import { templatesIn } from '../../src/io/catalogue/templates.ts';
import { luxonZones } from '../../src/io/time/zones-luxon.ts';
import { documents } from '../../src/render/document.ts';
import { MARKDOWN_ATTACKS } from '../fixtures/hostile-text.ts';
import { ofType, parse, section, squeezed, tables, textOf, type Tree } from '../support/markdown-tree.ts';
import { recordOf, type Given } from '../support/recorded.ts';

const shipped = new URL('../../templates', import.meta.url).pathname;
const port = documents({ zones: await luxonZones(), readTemplate: templatesIn(shipped) });

const given: Given[] = [
  {
    type: 'incident.opened',
    at: '2023-10-23T14:56:00+01:00',
    data: {
      title: 'Web Server *Downtime*',
      services: ['web'],
      zone: '+01:00',
      severity: 'sev2',
      started: '2023-10-23T14:25:00+01:00',
    },
  },
  {
    type: 'note.added',
    at: '2023-10-23T15:15:00+01:00',
    data: { kind: 'action', text: 'failover | backup', tags: [] },
  },
  { type: 'incident.resolved', at: '2023-10-23T22:35:00+01:00', data: { text: 'back online' } },
];
const late: Given = {
  type: 'note.added',
  at: '2023-10-23T14:30:00+01:00',
  rec: '2023-10-24T09:00:00Z',
  data: { kind: 'note', text: 'first customer mail', tags: [] },
};
const record = recordOf(given);

const build = (more: Partial<DocumentRequest> = {}) =>
  port.build({
    incident: '2023-10-23-web',
    template: 'default',
    record,
    previous: undefined,
    templates: undefined,
    blob: () => undefined,
    ...more,
  });

const headings = (root: Tree): string[] => ofType(root, 'heading').map((node) => squeezed(textOf(node)));

describe('a new document', () => {
  it('has the common core of post-mortems, in order', async () => {
    const { text } = await build();
    expect(headings(parse(text))).toEqual([
      'Post-mortem: Web Server *Downtime*',
      'Summary',
      'Impact',
      'Timeline',
      'Detection',
      'Response and recovery',
      'Severity',
      'Roles',
      'Contributing factors',
      'Root cause',
      'Trigger',
      'Factors',
      'Lessons',
      'What went well',
      'What went badly',
      'Where we were lucky',
      'Action items',
      'Preventive measures',
      'Evidence',
      'Plans',
      'Commands',
      'Checks',
      'Communications',
      'Conclusion',
      'The record',
    ]);
  });

  it('holds the record’s facts where they belong, and TODOs for the rest', async () => {
    const { text, todos, digest } = await build();
    const root = parse(text);
    expect(tables(section(root, 'Timeline'))).toEqual([
      [
        ['When', 'What happened', 'Who'],
        ['2023-10-23 14:56 +01:00', 'Incident declared: Web Server *Downtime*', 'ana'],
        ['2023-10-23 15:15 +01:00', 'Action: failover | backup', 'ana'],
        ['2023-10-23 22:35 +01:00', 'Resolved: back online', 'ana'],
      ],
    ]);
    expect(squeezed(textOf(section(root, 'Detection')))).toMatch(/^Detected: unknown \(TTD unknown\)TODO: /);
    expect(squeezed(textOf(section(root, 'Response and recovery')))).toContain(
      'Resolved: 2023-10-23 22:35 +01:00 (TTR 8 h 10 min)',
    );
    expect(squeezed(textOf(section(root, 'Summary')))).toMatch(/^TODO: /);
    expect(todos).toBe(squeezed(textOf(root)).match(/TODO:/g)?.length);
    expect(digest).toBe(record.at(-1)?.hash);
    expect(squeezed(textOf(section(root, 'The record')))).toContain(digest);
  });

  it('in the classic form has the sections of the classic form', async () => {
    const { text } = await build({ template: 'classic' });
    expect(headings(parse(text))).toEqual([
      'Web Server *Downtime*',
      'Issue Summary:',
      'Timeline: (all time in GMT+1)',
      'Root Cause:',
      'Preventive Measures:',
    ]);
  });

  it('is known as its incident’s', async () => {
    for (const template of ['default', 'classic']) {
      const { text } = await build({ template });
      expect(port.identify(text)).toEqual({ incident: '2023-10-23-web', template });
    }
    expect(port.identify('# Web Server Downtime\n')).toBeUndefined();
  });

  it.each(['nope', '../templates/default', '/etc/passwd', ''])(
    'refuses the template %j',
    async (template) => {
      await expect(build({ template })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );

  it('takes the team’s template before the shipped one', async () => {
    const team = new URL('../fixtures/templates', import.meta.url).pathname;
    const { text } = await build({ template: 'classic', templates: team });
    expect(text).toContain('# Our classic: Web Server \\*Downtime\\*\n');
    await expect(build({ template: 'broken', templates: team })).rejects.toMatchObject({
      code: 'CONFIG',
      message: `the template cannot be used: undefined variable: incident.titel · ${team}/broken.md:3:14`,
    });
    expect((await build({ templates: team })).text).toContain('# Post-mortem:');
  });

  it.each(MARKDOWN_ATTACKS.slice(0, 40))('has no structure of a hostile title: %j', async (attack) => {
    for (const template of ['default', 'classic']) {
      const plain = parse((await build({ template })).text);
      const [opened, ...rest] = given as [Extract<Given, { type: 'incident.opened' }>, ...Given[]];
      const hostile = recordOf([{ ...opened, data: { ...opened.data, title: attack } }, ...rest]);
      const root = parse((await build({ template, record: hostile })).text);
      expect((root.children ?? []).map(({ type }) => type)).toEqual(
        (plain.children ?? []).map(({ type }) => type),
      );
    }
  });
});

describe('a document that exists', () => {
  it('keeps its bytes when nothing happened but building', async () => {
    const first = await build();
    const built: Given = {
      type: 'postmortem.built',
      at: '2023-10-24T08:00:00Z',
      data: { file: 'x', template: 'default', sha256: 'x' },
    };
    const again = await build({ previous: first.text, record: recordOf([built], record) });
    expect(again).toMatchObject({ text: first.text, changed: [], kept: [], digest: first.digest });
  });

  it('changes only in its regions after a late entry', async () => {
    const { text } = await build();
    const mine = text
      .replace('TODO: what worked as it should?', 'The *pager*.\n\n```sh\ntimeline\n```')
      .replace('## Summary', 'Intro by a person\t \n\n## Summary');
    const { text: after, changed, kept } = await build({ previous: mine, record: recordOf([late], record) });
    expect(changed).toEqual(['timeline', 'record']);
    expect(kept).toEqual([]);
    const outside = (markdown: string): string =>
      markdown.replace(/<!-- inc:begin (\S+)[^]*?<!-- inc:end \1 -->/g, '<$1>');
    expect(outside(after)).toBe(outside(mine));
    expect(outside(mine)).toContain('The *pager*.');
    expect(tables(section(parse(after), 'Timeline'))[0]?.[1]).toEqual([
      '2023-10-23 14:30 +01:00',
      'first customer mail (logged 19 h 30 min later)',
      'ana',
    ]);
  });

  it('fills a TODO once the record knows, but not over what a person wrote there', async () => {
    const { text, todos } = await build();
    const written = recordOf(
      [
        {
          type: 'review.written',
          at: '2023-10-24T09:00:00Z',
          data: { section: 'summary', text: 'From the record.' },
        },
      ],
      record,
    );
    const filled = await build({ previous: text, record: written });
    expect(filled.changed).toEqual(['summary', 'record']);
    expect(filled.todos).toBe(todos - 1);
    const mine = text.replace(/TODO: say in a paragraph[^\n]*/, 'By a person.');
    const untouched = await build({ previous: mine });
    expect(untouched).toMatchObject({ text: mine, kept: [], todos: todos - 1 });
    const later = await build({ previous: mine, record: written });
    expect(later.kept).toEqual(['summary']);
    expect(later.text).toContain('By a person.');
    expect(later.text).not.toContain('From the record.');
  });

  it('needs no template any more', async () => {
    const { text } = await build();
    const { text: after } = await build({
      previous: text,
      template: 'gone',
      record: recordOf([late], record),
    });
    expect(after).toContain('first customer mail');
  });
});

it('every shipped template renders from a record of one event', async () => {
  const isTemplate = (file: string): boolean =>
    /\{% region /.test(readFileSync(`${shipped}/${file}`, 'utf8'));
  const names = readdirSync(shipped).flatMap((file) => (isTemplate(file) ? [file.replace(/\.md$/, '')] : []));
  expect(names).toEqual(expect.arrayContaining(['classic', 'default']));
  for (const template of names) {
    const { text, todos } = await build({ template, record: recordOf(given.slice(0, 1)) });
    expect(text.match(/<!-- inc:begin /g)?.length).toBe(text.match(/<!-- inc:end /g)?.length);
    expect(todos).toBeGreaterThan(0);
  }
});
