import { Fault } from '../core/faults.ts';
import type { Catalogue } from '../core/catalogue.ts';
import type { World } from '../core/ports/ports.ts';
import type { Input, Outcome } from './command.ts';
import { getSettings, setSetting } from './settings.ts';
import { testRedaction } from './test-redaction.ts';

/** `inc config [show]`: where things are. `inc config trust [PATH]`: a person allows a catalogue to run. And settings. */
export async function config(input: Input, world: World): Promise<Outcome> {
  const [action = 'show', path, ...more] = input.args;
  if (action === 'trust' && more.length === 0) return trust(path, world);
  if (action === 'show' && path === undefined) return show(world);
  if (action === 'get' && more.length === 0) return getSettings(path, input, world);
  if (action === 'set' && path !== undefined && more.length === 1)
    return setSetting(path, more[0] ?? '', world);
  if (action === 'test-redaction' && path !== undefined)
    return testRedaction([path, ...more].join(' '), world);
  throw new Fault('USAGE', `inc config does not know ${input.args.join(' ')}`, {
    hint: 'inc config, or: inc config --help',
  });
}

/** The folder whose content is allowed: that of inc.yaml. */
export const folderOf = ({ file }: Catalogue): string => file.slice(0, file.lastIndexOf('/')) || '/';

async function show(world: World): Promise<Outcome> {
  const { store, paths } = world;
  const incident = store.current();
  const catalogue = await world.catalogue(
    incident !== undefined && store.exists(incident) ? incident : undefined,
  );
  const known = catalogue
    ? {
        catalogue: catalogue.file,
        trusted: catalogue.trusted ? 'yes' : 'no: its checks and plans do not run',
        checks: Object.keys(catalogue.checks).join(', ') || 'none',
      }
    : { catalogue: 'none' };
  const next = catalogue ? 'read its checks and plans, then: inc config trust' : 'start one: inc init';
  return {
    view: {
      kind: 'done',
      what: 'where things are',
      facts: { ...known, store: store.path, state: paths.state, cache: paths.cache },
      next: catalogue?.trusted ? [] : [next],
    },
    verdict: 'ok',
  };
}

async function trust(path: string | undefined, world: World): Promise<Outcome> {
  const catalogue = await world.catalogue(undefined, path);
  if (!catalogue)
    throw new Fault('NOT_FOUND', `there is no catalogue here (.inc/inc.yaml) · ${world.cwd}`, {
      hint: 'name one: inc config trust PATH, or start one: inc init',
    });
  (await world.trust()).allow(folderOf(catalogue), catalogue.digest);
  return {
    view: {
      kind: 'done',
      what: 'this catalogue may now run its checks and plans, until a file in it changes',
      facts: {
        catalogue: catalogue.file,
        digest: catalogue.digest,
        checks: Object.keys(catalogue.checks).join(', ') || 'none',
      },
      next: ['inc check'],
    },
    verdict: 'ok',
  };
}
