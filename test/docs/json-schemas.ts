import { z } from 'zod';
import { schemas } from '../../src/io/catalogue/schema.ts';
import type { SourceKind } from '../../src/core/ports/file-ports.ts';

const files: readonly (readonly [file: string, kind: SourceKind, title: string])[] = [
  ['inc.schema.json', 'catalogue', 'The catalogue of inc: .inc/inc.yaml'],
  ['plan.schema.json', 'plan', 'A plan of inc: .inc/plans/*.yaml'],
  ['answers.schema.json', 'answers', 'Answers for inc close --from'],
];

/** The JSON Schemas (draft 2020-12) that are shipped in schemas/, by the name of their file: for editors. */
export const jsonSchemas = (): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
  Object.fromEntries(
    files.map(([file, kind, title]) => {
      const { $schema, ...rest } = z.toJSONSchema(schemas[kind], { target: 'draft-2020-12', io: 'input' });
      return [file, { $schema, title, ...rest }];
    }),
  );
