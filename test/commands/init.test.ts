import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checksFromSource } from '../../src/core/checks/source.ts';
import { parseSource } from '../../src/io/catalogue/yaml-source.ts';
import { fromSource } from '../../src/plan/from-source.ts';

const templates = join(import.meta.dirname, '../../templates');
const source = (
  name: string,
  kind: 'catalogue' | 'plan',
  text = readFileSync(join(templates, name), 'utf8'),
) => parseSource(name, Buffer.from(text), kind);

describe('the starters of init', () => {
  it('are valid, together', () => {
    const catalogue = source('inc.yaml', 'catalogue');
    const { checks, problems } = checksFromSource(catalogue, '/srv/app');
    expect([...catalogue.problems, ...problems]).toEqual([]);
    expect(Object.keys(checks)).toEqual(['web']);
    const compiled = fromSource(source('failover.yaml', 'plan'), { checks, cwd: '/srv/app' });
    expect(compiled.problems).toEqual([]);
    expect(compiled.plan).toMatchObject({ name: 'failover', kind: 'failover', target: 'backup' });
  });

  it('reach nothing but this machine, and change nothing', () => {
    const { checks } = checksFromSource(source('inc.yaml', 'catalogue'), '/srv/app');
    for (const check of Object.values(checks))
      expect(check).toMatchObject({ kind: 'http', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) });
    const { plan } = fromSource(source('failover.yaml', 'plan'), { checks, cwd: '/srv/app' });
    for (const step of plan?.steps ?? [])
      for (const program of [step.do, step.undo])
        expect(program).toMatchObject({ kind: 'script', text: expect.stringMatching(/^echo "[^"`;&|>]*"$/) });
  });

  it('stay valid with what is commented out in them', () => {
    // Lines such as `# zone: …` are YAML in waiting; prose begins with a capital letter or goes on over lines.
    const text = readFileSync(join(templates, 'inc.yaml'), 'utf8').replace(
      /^( *)# (?=(?: *- )?(?: *)[a-z0-9]+:(?: |$)|  )/gm,
      '$1',
    );
    expect(text).toMatch(/^zone: /m);
    expect(text).toMatch(/^ +disk:$/m);
    expect(text).toMatch(/^redaction:$/m);
    const catalogue = source('inc.yaml', 'catalogue', text);
    const { checks, problems } = checksFromSource(catalogue, '/srv/app');
    expect([...catalogue.problems, ...problems]).toEqual([]);
    expect(Object.keys(checks)).toEqual(['web', 'disk', 'certificate', 'name', 'dump', 'errors']);
  });
});
