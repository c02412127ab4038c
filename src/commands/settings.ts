import { Fault } from '../core/faults.ts';
import { nearest } from '../core/text/nearest.ts';
import type { World } from '../core/ports/ports.ts';
import {
  isSettable,
  settable,
  settingNames,
  type SettingName,
  type UserSettings,
} from '../core/setting-names.ts';
import { canonicalZone } from '../core/time/zone-names.ts';
import type { SettingsView } from '../render/views/plumbing.ts';
import { flagText, type Input, type Outcome } from './command.ts';

type Origin = SettingsView['settings'][number]['origins'][number];

const unknown = (name: string, known: readonly string[]): Fault => {
  const close = nearest(name, known);
  return new Fault('USAGE', `there is no setting ${name}`, {
    hint: close ? `did you mean ${close}?` : `one of: ${known.join(', ')}`,
  });
};

/** Flag, variable, catalogue, the person's own file, what holds without any: in this order, the first one counts. */
function originsOf(
  name: SettingName,
  input: Input,
  world: Pick<World, 'env' | 'identity' | 'store' | 'machineZone'>,
  given: {
    readonly user: UserSettings;
    readonly catalogue: { readonly file: string; readonly zone?: string } | undefined;
  },
): readonly Origin[] {
  const { env, identity, store, machineZone } = world;
  const { user, catalogue } = given;
  const chain = (
    ...links: readonly (readonly [from: string, value: string | undefined])[]
  ): readonly Origin[] => links.flatMap(([from, value]) => (value ? [{ from, value }] : []));
  switch (name) {
    case 'user': {
      const typed = flagText(input, 'as');
      const asked = chain(['--as', typed], ['INC_USER', env['INC_USER']]);
      return asked.length > 0 ? asked : [{ from: 'login name', value: identity.person }];
    }
    case 'zone':
      return chain(['catalogue', catalogue?.zone], ['you', user.zone], ['this machine', machineZone]);
    case 'template':
      return chain(['you', user.template], ['default', 'default']);
    case 'incident':
      return chain(['INC_INCIDENT', env['INC_INCIDENT']], ['inc switch', store.current()]);
    case 'catalogue': {
      const how =
        flagText(input, 'config') === undefined ? (env['INC_CONFIG'] ? 'INC_CONFIG' : 'found') : '--config';
      return chain([how, catalogue?.file]);
    }
    case 'store':
      return chain([env['INC_HOME'] ? 'INC_HOME' : 'XDG_DATA_HOME or its default', store.path]);
  }
}

/** `inc config get [NAME]`. */
export async function getSettings(name: string | undefined, input: Input, world: World): Promise<Outcome> {
  if (name !== undefined && !settingNames.some((known) => known === name)) throw unknown(name, settingNames);
  const own = await world.settings();
  const current = world.store.current();
  const catalogue = await world.catalogue(
    current !== undefined && world.store.exists(current) ? current : undefined,
  );
  const given = { user: own.read(), catalogue };
  const settings = settingNames
    .filter((each) => name === undefined || each === name)
    .flatMap((each) => {
      const origins = originsOf(each, input, world, given);
      const [first] = origins;
      return [{ name: each, value: first?.value ?? '', from: first?.from ?? 'not set', origins }];
    });
  return { view: { kind: 'settings', file: own.file, settings }, verdict: 'ok' };
}

/** `inc config set NAME VALUE`; an empty value takes it away. */
export async function setSetting(name: string, typed: string, world: World): Promise<Outcome> {
  if (!isSettable(name)) {
    if (name === 'user')
      throw new Fault('USAGE', 'who you are is not kept in a file', {
        hint: 'in your shell: export INC_USER=NAME',
      });
    throw unknown(name, settable);
  }
  const settings = await world.settings();
  const value = typed.trim() === '' ? undefined : await valid(name, typed.trim(), world);
  settings.write(name, value);
  return {
    view: {
      kind: 'done',
      what: value === undefined ? `${name} is no longer set` : `${name} is ${value}`,
      facts: { file: settings.file },
      next: [`inc config get ${name}`],
    },
    verdict: 'ok',
  };
}

async function valid(name: (typeof settable)[number], value: string, world: World): Promise<string> {
  if (name === 'zone') return canonicalZone(value, await world.namedZones());
  if (/^[A-Za-z0-9][\w.-]*$/.test(value)) return value;
  throw new Fault('USAGE', `${value} cannot be the name of a template`, {
    hint: 'inc config set template classic',
  });
}
