import type { Problem, Source } from '../../core/ports/file-ports.ts';
import type { MarkdownDocument } from '../../core/markdown-document.ts';
import { nearest } from '../../core/text/nearest.ts';
import { fields, list, text, type Path } from '../fields.ts';
import { isPlanHead } from './annotations.ts';
import { blockOf, type Block } from './blocks.ts';
import { checkLine } from './check-line.ts';
import { infoString, type Attribute } from './info-string.ts';
import { placeholdersIn, withVariables } from './placeholders.ts';
import { partsOf, type Part } from './sections.ts';
import { unsetIn } from './shell-variables.ts';
import { isOurs, stepAttributes } from './step-attributes.ts';
import { titleOf } from './titles.ts';

const topKeys = 'plan kind title target cooldown cwd vars preflight verify soak drill confirm'.split(' ');

const slug = (heading: string): string =>
  heading
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40) || 'step';

/** As the compiler of YAML plans finds it: what the same plan would hold there, and where its parts stand here. */
export function planSource(
  document: MarkdownDocument,
  isSet: (name: string) => boolean,
): Source & { readonly wrong: readonly Problem[] } {
  const { file, frontMatter } = document;
  const places = new Map<string, { readonly line: number; readonly column: number }>();
  const wrong: Problem[] = [];
  const place = (path: Path, line: number, column: number): void =>
    void places.set(JSON.stringify(path), { line, column });
  const problem = (line: number, column: number, message: string): void =>
    void wrong.push({ file, line, column, message });
  const head = isPlanHead(document) ? fields(frontMatter?.value) : {};
  const steps: Record<string, unknown>[] = [];
  const undos: { readonly part: Part; readonly block: Block; readonly of: string | undefined }[] = [];
  const checks = { preflight: [...list(head['preflight'])], verify: [...list(head['verify'])] };
  const asked = new Map<string, unknown>();
  const declared = fields(head['vars']);

  /** A script of a plan: what has to be filled in becomes variables of the plan. */
  function filled(block: Block, { node: { line } }: Part): string {
    const { script } = block;
    for (const { written, variable, fixed } of placeholdersIn(script)) {
      if (fixed)
        problem(
          line,
          1,
          `<${written}> stands in a here-document whose word is quoted: nothing can be filled in there`,
        );
      else if (!Object.hasOwn(declared, variable)) asked.set(variable, { ask: `<${written}>` });
    }
    const result = withVariables(script);
    for (const name of unsetIn(
      result,
      (each) => isSet(each) || asked.has(each) || Object.hasOwn(declared, each),
    ))
      asked.set(name, { ask: `$${name}` });
    return result;
  }

  const ids = new Set<string>();
  const idFor = (heading: string): string => {
    const base = slug(heading);
    let id = base;
    for (let n = 2; ids.has(id); n++) id = `${base}-${n}`;
    return id;
  };

  function step(
    part: Part,
    attributes: readonly Attribute[],
    line: number,
    act: Record<string, unknown>,
  ): void {
    const index = steps.length;
    const { value, places: columns, wrong: slips } = stepAttributes(attributes);
    for (const { column, message } of slips) problem(line, column, message);
    const id = text(value['id']) ?? idFor(text(act['ask']) ?? part.heading);
    ids.add(id);
    const title = part.heading === '' || act['ask'] !== undefined ? {} : { title: part.heading };
    steps.push({ ...title, ...act, ...value, id });
    place(['steps', index], line, part.node.column);
    for (const { path, column } of columns) {
      place(['steps', index, ...path], line, column);
      const whole = ['steps', index, path[0] ?? ''];
      if (path.length > 1 && !places.has(JSON.stringify(whole))) place(whole, line, column);
    }
  }

  function code(part: Part, block: Block): void {
    const { info } = block;
    const { line, column } = part.node;
    // Without a language it is only shown: a plan says which of its blocks act.
    if (block.kind === 'shown' || info.language === '') return;
    if (info.wrong) problem(line, info.wrong.column, info.wrong.message);
    const attributes = isOurs(info.attributes) ? info.attributes : [];
    const said = (key: string): string | undefined => attributes.find((each) => each.key === key)?.value;
    if (['no', 'false'].includes(said('run') ?? '')) return;
    if (part.section === 'rollback') undos.push({ part, block, of: said('for') });
    else if (part.section !== 'steps')
      problem(
        line,
        column,
        `a ${part.section} names checks, one in each line: - check: web within 5m; or leave the block out: {run=no}`,
      );
    else step(part, attributes, line, { run: filled(block, part) });
  }

  function item(part: Part & { readonly node: { readonly type: 'item' } }): void {
    const { node, section } = part;
    const { line, column } = node.children[0] ?? node;
    if (section === 'preflight' || section === 'verify') {
      const { value, wrong: slip } = checkLine(node.text.split('\n').join(' '));
      if (slip) problem(line, column, slip);
      place([section, checks[section].length], line, column);
      checks[section].push(value);
      return;
    }
    // A task with a block below it is a heading for that block, not a question.
    const acts = node.children.some((child) => child.type === 'code' && blockOf(child).kind === 'action');
    if (node.checked === undefined || section !== 'steps' || acts) return;
    const info = infoString(node.text, column);
    const [firstLine = ''] = node.text.split('\n');
    const open = isOurs(info.attributes) ? firstLine.lastIndexOf('{') : -1;
    if (info.wrong) problem(line, info.wrong.column, info.wrong.message);
    step(part, open < 0 ? [] : info.attributes, line, {
      ask: titleOf(open < 0 ? node.text : node.text.slice(0, open)),
    });
  }

  for (const part of partsOf(document.children))
    if (part.node.type === 'code') code(part, blockOf(part.node));
    else item(part as Parameters<typeof item>[0]);

  for (const { part, block, of } of undos) {
    const { line, column } = part.node;
    const index = of === undefined && steps.length === 1 ? 0 : steps.findIndex(({ id }) => id === of);
    const found = steps[index];
    if (!found) {
      const known = steps.map(({ id }) => String(id));
      const meant = of === undefined ? undefined : nearest(of, known);
      problem(
        line,
        column,
        of === undefined
          ? 'which step does this undo? Say so: {for=STEP}'
          : `no step is called ${of}; ${meant ? `did you mean ${meant}?` : `the steps are ${known.join(', ')}`}`,
      );
    } else if (found['undo'] !== undefined)
      problem(line, column, `step ${String(found['id'])} has an undo already`);
    else {
      found['undo'] = filled(block, part);
      place(['steps', index, 'undo'], line, column);
    }
  }
  for (const key of Object.keys(head)) {
    const meant = topKeys.includes(key) ? undefined : nearest(key, topKeys);
    const at = frontMatter?.at([key]) ?? { line: 1, column: 1 };
    if (meant) problem(at.line, at.column, `unknown key ${key}; did you mean ${meant}?`);
  }

  const base = /([^/]+?)(?:\.md|\.markdown)?$/.exec(file)?.[1] ?? 'plan';
  const first = document.children.find((node) => node.type === 'heading' && node.depth === 1);
  const title = first?.type === 'heading' ? { title: titleOf(first.text) } : {};
  const known = Object.fromEntries(Object.entries(head).filter(([key]) => topKeys.includes(key)));
  const value = {
    plan: base,
    ...title,
    ...known,
    ...(asked.size > 0 || Object.keys(declared).length > 0
      ? { vars: { ...declared, ...Object.fromEntries(asked) } }
      : {}),
    ...(checks.preflight.length > 0 ? { preflight: checks.preflight } : {}),
    steps,
    ...(checks.verify.length > 0 ? { verify: checks.verify } : {}),
  };
  return {
    file,
    digest: document.digest,
    value,
    problems: [],
    wrong,
    at(path, within) {
      for (let length = path.length; length > 0; length--) {
        const found = places.get(JSON.stringify(path.slice(0, length)));
        if (found) return found;
      }
      return frontMatter?.at(path, within) ?? { line: 1, column: 1 };
    },
  };
}
