import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseSource } from '../../src/io/catalogue/yaml-source.ts';
import { jsonSchemas } from '../docs/json-schemas.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the JSON Schemas for editors', () => {
  it('are those of the code (else: npm run docs)', () => {
    const made = jsonSchemas();
    expect(readdirSync(join(root, 'schemas')).toSorted()).toEqual(Object.keys(made).toSorted());
    for (const [file, schema] of Object.entries(made))
      expect({ file, schema: JSON.parse(read(`schemas/${file}`)) as unknown }).toEqual({ file, schema });
  });

  it('know the keys that inc takes, and no others', () => {
    const { 'answers.schema.json': answers, 'inc.schema.json': catalogue } = jsonSchemas();
    expect(answers).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
      properties: { actions: { items: { required: ['title'], additionalProperties: false } } },
    });
    expect(catalogue).toMatchObject({
      additionalProperties: false,
      properties: {
        checks: {
          additionalProperties: {
            oneOf: ['http', 'tcp', 'tls', 'dns', 'file', 'prometheus', 'command'].map((kind) => ({
              required: [kind],
            })),
          },
        },
      },
    });
  });

  it.each([
    ['inc.yaml', '.inc/inc.yaml', 'inc.schema.json'],
    ['failover.yaml', '.inc/plans/failover.yaml', 'plan.schema.json'],
  ])(
    '%s names its schema in its first line, relative to where inc init writes it',
    (starter, place, schema) => {
      const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(read(`templates/${starter}`))?.[1] ?? '';
      expect(join(dirname(place), named)).toBe(`.inc/schemas/${schema}`);
      expect(existsSync(join(root, 'schemas', schema))).toBe(true);
    },
  );
});

describe('answers', () => {
  const problemsOf = (text: string): string[] =>
    parseSource('a.yaml', Buffer.from(text), 'answers').problems.map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    );

  it('are taken whole', () => {
    expect(
      problemsOf(
        'summary: a\nimpact: b\nrootCause: c\nfactors: [d]\nlessons: [e]\nconclusion: f\nactions:\n  - { title: g, detail: h, owner: i, due: 2026-12-31, measure: audit }\n  - title: j\n',
      ),
    ).toEqual([]);
  });

  it.each([
    ['sumary: x\n', ['1:1 unknown key sumary; did you mean summary?']],
    ['', ['1:1 the file is empty']],
    ['factors: one\n', ['1:10 must be a list, not text']],
    ['summary: " "\n', ['1:10 must not be empty']],
    ['actions:\n  - owner: bo\n', ['2:5 title is missing']],
    ['actions:\n  - title: a\n    due: 2026-02-30\n', ['3:10 write a date like 2026-12-31']],
    [
      'actions:\n  - title: a\n    measure: audti\n',
      [expect.stringMatching(/^3:14 audti is none of audit, .*did you mean audit\?$/)],
    ],
    ['lessons:\n  - a\n  - 7\n', ['3:5 must be text, not a number']],
  ])('%j is refused where it is wrong', (text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });
});
