import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `dist/meta.json` says about the program: its files, and how much of which source is in each. */
export interface Bundle {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

export interface Bundled {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly license: string;
  readonly text: string;
}

const byName = (one: Bundled, other: Bundled): number =>
  `${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1;

/** The packages of which at least a byte is in the program. Throws when one has no licence of its own to print. */
export function bundledPackages(bundle: Bundle, root: string): readonly Bundled[] {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(bundle.outputs))
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  return [...folders]
    .map((folder) => {
      const files = readdirSync(join(root, folder)).filter((file) => /^(?:licen[cs]e|notice)\b/i.test(file));
      const { name, version, license } = JSON.parse(
        readFileSync(join(root, folder, 'package.json'), 'utf8'),
      ) as Bundled;
      if (files.length === 0 || !license) throw new Error(`${name} ${version} has no licence to print`);
      const text = files.map((file) => readFileSync(join(root, folder, file), 'utf8').trim()).join('\n\n');
      return { name, version, license, text: text.replaceAll(/\r\n?/g, '\n').replaceAll(/[ \t]+$/gm, '') };
    })
    .toSorted(byName);
}

/** The document, before prettier has lined up its table: packages with the same licence text share it. */
export function notices(packages: readonly Bundled[]): string {
  const sharing = new Map<string, Bundled[]>();
  for (const each of packages) sharing.set(each.text, [...(sharing.get(each.text) ?? []), each]);
  const rows = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
  const texts = [...sharing].map(([text, those]) => {
    const names = those.map(({ name, version }) => `- ${name} ${version}\n`).join('');
    return `## ${those[0]?.name}${those.length > 1 ? ` and ${those.length - 1} more` : ''}\n\n${names}\n\`\`\`text\n${text}\n\`\`\`\n`;
  });
  return `# Third-party notices

The program in \`dist/\` contains code of these packages. Made by \`npm run docs\` of what the bundler put there; a test fails when it is out of date.

| package | version | licence |
| --- | --- | --- |
${rows.join('\n')}

${texts.join('\n')}`;
}
