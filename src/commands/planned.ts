import type { Catalogue } from '../core/catalogue.ts';
import { Fault } from '../core/faults.ts';
import type { Files, Problem } from '../core/ports/file-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { drilled, drilledVariables } from '../plan/drill.ts';
import { fromSource, type Compiled, type Surroundings } from '../plan/from-source.ts';
import type { Plan } from '../plan/plan.ts';
import { bound } from '../plan/variables.ts';
import { absolute } from '../core/text/absolute.ts';
import { flagSet, type Input } from './command.ts';
import { fromScript, refuseScriptFlags } from './script-plan.ts';
import { freeVars, valuesFor } from './variables.ts';

export interface Planned {
  readonly plan: Plan;
  readonly notes: readonly string[];
}

/**
 * The plan that was named: a plan of the catalogue, a plan's file, or a plain script with its flags. Nothing is
 * run; for a mere look the catalogue needs no permission either. Throws Fault NOT_FOUND, CONFIG with every place, or PERMISSION for a catalogue that nobody has allowed.
 */
export async function planOf(
  input: Input,
  world: World,
  incident: string | undefined,
  purpose: 'run' | 'look' = 'run',
): Promise<Planned> {
  const [word, ...rest] = input.args;
  if (word === undefined)
    throw new Fault('USAGE', 'which plan? none was named', {
      hint: 'inc failover web-to-backup, or a script: inc failover ./to-backup.sh --verify ./healthy.sh',
    });
  const isFile = /\.(?:ya?ml|md|markdown)$/.test(word);
  const named = isFile ? absolute(word, world.cwd) : undefined;
  // A plan that stands in a catalogue belongs to it: that catalogue's checks, and its permission.
  const own = /^(.*\/\.inc)\/plans\/[^/]+$/.exec(named ?? '')?.[1];
  const found = await (own ? world.catalogue(incident, `${own}/inc.yaml`) : world.catalogue(incident));
  // Reading is allowed: a person has to see a plan before allowing it.
  const catalogue = found && purpose === 'look' ? { ...found, trusted: true } : found;
  const looked =
    found && !found.trusted && purpose === 'look'
      ? [`inc: nobody has allowed this catalogue to run anything yet: inc config trust · ${found.file}`]
      : [];
  if (word.includes('/') && !isFile) {
    const plan = bound(fromScript([word, ...rest], input, world.cwd, catalogue), freeVars(input));
    requireTrust(catalogue, Object.keys(plan.checks));
    return { plan: flagSet(input, 'drill') ? drilled(plan, undefined) : plan, notes: looked };
  }
  if (rest.length > 0)
    throw new Fault('USAGE', `a plan takes no words of its own: ${rest.join(' ')}`, {
      hint: `inc failover ${word}`,
    });
  const file = named ?? fileOfPlan(word, catalogue, await world.files());
  const home = /^(.*)\/\.inc\/plans\/[^/]+$/.exec(file)?.[1];
  const surroundings = { checks: catalogue?.checks ?? {}, cwd: home ?? world.cwd };
  const { plan, problems, notes, variables, drill } = await compiledFrom(file, surroundings, world);
  if (!plan) throw invalid(word, problems);
  refuseScriptFlags(word, input);
  if (own && catalogue && !catalogue.trusted) throw untrusted(catalogue);
  const drills = flagSet(input, 'drill');
  requireTrust(catalogue, [...Object.keys(plan.checks), ...(drills ? Object.keys(drill?.named ?? {}) : [])]);
  const declared = drills ? drilledVariables(variables, drill) : variables;
  const whole = bound(plan, await valuesFor(word, declared, input, world, purpose));
  return { plan: drills ? drilled(whole, drill) : whole, notes: [...notes, ...looked] };
}

/**
 * A plan's file, compiled as far as it can be. Throws Fault NOT_FOUND, and CONFIG for Markdown that says nothing about
 * how it is run: that is for a person to walk through.
 */
export async function compiledFrom(
  file: string,
  surroundings: Surroundings,
  world: Pick<World, 'sources' | 'env'>,
): Promise<Compiled> {
  const sources = await world.sources();
  if (!isMarkdown(file)) return fromSource(sources.read(file, 'plan'), surroundings);
  const { isAnnotated } = await import('../plan/markdown/annotations.ts');
  const { fromMarkdown } = await import('../plan/markdown/from-markdown.ts');
  const document = await sources.markdown(file);
  if (document.problems.length === 0 && !isAnnotated(document))
    throw new Fault(
      'CONFIG',
      `nothing in it says how it is run: no {id=…} on a block, no kind: above · ${file}`,
      {
        hint: `to walk through it with a person: inc runbook run ${file}`,
      },
    );
  return fromMarkdown(document, surroundings, (name) => world.env[name] !== undefined);
}

export const isMarkdown = (file: string): boolean => /\.(?:md|markdown)$/.test(file);

/** Where a plan of the catalogue stands: its YAML, else its Markdown. */
export function fileOfPlan(
  name: string,
  catalogue: Catalogue | undefined,
  files: Pick<Files, 'kind'>,
): string {
  if (!catalogue)
    throw new Fault('NOT_FOUND', `no plan ${name}: there is no catalogue here (.inc/inc.yaml)`, {
      hint: `a script needs none: inc failover ./${name} --verify ./healthy.sh · or start one: inc init`,
    });
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new Fault('NOT_FOUND', `${name} cannot be the name of a plan`, {
      hint: 'inc failover web-to-backup',
    });
  if (!catalogue.trusted) throw untrusted(catalogue);
  const folder = `${catalogue.file.replace(/\/[^/]*$/, '')}/plans`;
  const [yaml, markdown] = [`${folder}/${name}.yaml`, `${folder}/${name}.md`];
  if (files.kind(markdown) === 'missing') return yaml;
  if (files.kind(yaml) === 'missing') return markdown;
  throw new Fault('CONFIG', `two plans are called ${name} · ${yaml} · ${markdown}`, {
    hint: `nothing was run; take one away, or name the file: ${yaml}`,
  });
}

const untrusted = ({ file }: Catalogue): Fault =>
  new Fault(
    'PERMISSION',
    `nobody has allowed this catalogue to run anything, or it changed since · ${file}`,
    {
      hint: 'read its plans and checks, then: inc config trust',
    },
  );

/** Checks run programs too: those of a catalogue need its permission, also from a plan named by its path. */
function requireTrust(catalogue: Catalogue | undefined, checks: readonly string[]): void {
  if (catalogue && !catalogue.trusted && checks.some((name) => Object.hasOwn(catalogue.checks, name)))
    throw untrusted(catalogue);
}

export function invalid(name: string, problems: readonly Problem[]): Fault {
  const places = problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const message =
    places.length === 1
      ? `plan ${name} is invalid · ${places[0]}`
      : [`plan ${name} is invalid`, ...places].join('\n  ');
  return new Fault('CONFIG', message, {
    hint: 'nothing was run; mend the plan, then repeat the command',
    details: { problems },
  });
}
