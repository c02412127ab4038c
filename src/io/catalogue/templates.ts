import { readFileSync } from 'node:fs';

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** Reads templates of post-mortems: the team's own come before the shipped ones. */
export const templatesIn =
  (shipped: string) =>
  (name: string, team: string | undefined): { file: string; text: string } | undefined => {
    for (const folder of team === undefined ? [shipped] : [team, shipped]) {
      const file = `${folder}/${name}.md`;
      try {
        return { file, text: readFileSync(file, 'utf8') };
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    return undefined;
  };
