import { checkFromText } from '../checks/from-text.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { Check } from '../core/checks/check.ts';
import { tagged } from '../core/checks/needs.ts';
import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import { timeIn } from './check-until.ts';
import { flagTexts, type Input } from './command.ts';

interface Narrowed {
  readonly tags: readonly string[];
  readonly services: readonly string[];
}

/**
 * The checks that are meant: those named (or written out: a script, a URL, host:port), else those of the catalogue,
 * narrowed by `--service` and `--tag`. Throws Fault USAGE, NOT_FOUND, or PERMISSION for a catalogue that nobody has
 * allowed.
 */
export async function chosenChecks(
  input: Input,
  world: Pick<World, 'cwd' | 'catalogue'>,
  incident: string | undefined,
): Promise<readonly Check[]> {
  const timeout = timeIn(input, 'timeout', 'inc check ./healthy.sh --timeout 10s');
  const plain = { cwd: world.cwd, ...(timeout === undefined ? {} : { timeout }) };
  const narrowed: Narrowed = {
    tags: flagTexts(input, 'tag').map((tag) => tag.replace(/^#/, '')),
    services: flagTexts(input, 'service'),
  };
  const narrow = narrowed.tags.length + narrowed.services.length > 0;
  if (narrow && input.args.length > 0)
    throw new Fault('USAGE', `name checks, or choose them by --tag and --service: not both`, {
      hint: `inc check ${input.args.join(' ')}`,
    });
  const typed = input.args.map((text) => ({ text, check: checkFromText(text, plain) }));
  // A catalogue that is broken or not allowed is no hindrance to a script or a URL.
  const checks = typed.flatMap(({ check: found }) => found ?? []);
  if (typed.length > 0 && checks.length === typed.length) return checks;
  const catalogue = await world.catalogue(incident);
  const named = typed.map(({ text, check: found }) => found ?? checkCalled(text, catalogue));
  if (!catalogue)
    throw new Fault('NOT_FOUND', 'there is no catalogue here (.inc/inc.yaml), so there is nothing to check', {
      hint: 'inc check ./healthy.sh, inc check http://127.0.0.1:8080/health, inc check db-1:5432, or start a catalogue: inc init',
    });
  const all = input.args.length === 0 ? ofCatalogue(catalogue, narrowed) : named;
  if (all.length === 0)
    throw new Fault('NOT_FOUND', `the catalogue has no checks · ${catalogue.file}`, {
      hint: 'add one there, under checks:',
    });
  if (!catalogue.trusted)
    throw new Fault(
      'PERMISSION',
      `this catalogue has not been allowed to run anything, or it changed since · ${catalogue.file}`,
      {
        hint: 'read its checks, then: inc config trust',
      },
    );
  return all;
}

/** In the catalogue's order: of any of these services, and with any of these tags. */
function ofCatalogue(catalogue: Catalogue, { tags, services }: Narrowed): readonly Check[] {
  const all = Object.values(catalogue.checks);
  const known = [...new Set(all.flatMap((check) => check.tags ?? []))];
  for (const tag of tags) if (!known.includes(tag)) throw unknown('tag', tag, known);
  const owned = new Set(
    services.flatMap((service) => {
      const found = Object.hasOwn(catalogue.services, service) ? catalogue.services[service] : undefined;
      if (!found) throw unknown('service', service, Object.keys(catalogue.services));
      return found.checks;
    }),
  );
  const chosen = tagged(services.length === 0 ? all : all.filter(({ name }) => owned.has(name)), tags);
  if (chosen.length === 0 && all.length > 0) {
    const of = services.length > 0 ? ` of ${services.join(', ')}` : '';
    throw new Fault(
      'NOT_FOUND',
      `no check${of}${tags.length > 0 ? ` has the tag ${tags.join(' or ')}` : ''}`,
      {
        hint: `the checks are ${all.map(({ name }) => name).join(', ')}`,
      },
    );
  }
  return chosen;
}

function unknown(what: 'tag' | 'service', name: string, known: readonly string[]): Fault {
  const meant = nearest(name, known);
  const there = known.length > 0 ? `the ${what}s are ${known.join(', ')}` : `the catalogue has no ${what}s`;
  return new Fault(
    'NOT_FOUND',
    what === 'tag' ? `no check has the tag ${name}` : `no service is called ${name}`,
    {
      hint: meant ? `did you mean ${meant}? inc check --${what} ${meant}` : there,
      details: { known },
    },
  );
}

function checkCalled(name: string, catalogue: Catalogue | undefined): Check {
  const known = catalogue?.checks ?? {};
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found) return found;
  const names = Object.keys(known);
  const meant = nearest(name, names);
  throw new Fault(
    'NOT_FOUND',
    `no check is called ${name}${catalogue ? '' : ': there is no catalogue here (.inc/inc.yaml)'}`,
    {
      hint: meant
        ? `did you mean ${meant}? inc check ${meant}`
        : `${names.length > 0 ? `the checks are ${names.join(', ')} · ` : ''}a script, a URL or host:port needs no catalogue: inc check ./${name}`,
      details: { known: names },
    },
  );
}
