import { resolve } from 'node:path';
import { Fault } from '../core/faults.ts';
import type { Documents } from '../core/ports/document-ports.ts';
import type { Watcher } from '../core/ports/person-ports.ts';
import type { World } from '../core/ports/ports.ts';
import { rulesForEnvironment } from '../core/redaction/redact-environment.ts';
import { redact, redactDeep } from '../core/redaction/redact.ts';
import { builtInRules } from '../core/redaction/redaction-rules.ts';
import { baseWorld } from './base-world.ts';
import { interruptionOf } from './terminal/interruption.ts';
import { journalAt } from './record/journal.ts';
import { keysOn } from './terminal/keys.ts';
import { cardsAt } from './record/kept-cards.ts';
import { progressOn } from './terminal/progress.ts';
import { rulesIn } from './catalogue/redaction.ts';
import type { Place } from './files/paths.ts';
import { storeAt } from './record/store.ts';
import { terminalOf } from './terminal/terminal.ts';
import { configFolder } from './catalogue/config-folder.ts';
import { machineZone } from './time/machine-zone.ts';
import { write } from './terminal/output.ts';
import { ownWords, valueOf } from './catalogue/own-words.ts';

/** What `main` plugs in from the layers that this one must not see. */
export interface Plugged {
  readonly announce: (view: unknown, world: World) => Promise<void>;
  readonly document: (world: World) => Promise<Documents>;
  /** Which build this is. */
  readonly build: string;
  /** The built program's own file. */
  readonly program: string;
  /** The folder of shipped templates and starters. */
  readonly templates: string;
}

const lazy = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

/** What is typed after `--as` stands in every line. Rules that cannot be known keep the lines from being written, too. */
async function withoutSecrets(text: string, place: Place): Promise<string> {
  try {
    return redact(text, await rulesIn(place, undefined)).text;
  } catch {
    return redact(text, builtInRules).text;
  }
}

/** Every port: the base world's, and those that are loaded when a command first asks for them. */
export async function worldOf(process: NodeJS.Process, started: number, plugged: Plugged): Promise<World> {
  const words = ownWords(process.argv.slice(2));
  const config = valueOf(words, '--config');
  const as = valueOf(words, '--as');
  const plain = baseWorld(process, started, { config });
  const base =
    as === undefined
      ? plain
      : baseWorld(process, started, { config, as: await withoutSecrets(as, plain.place) });
  const { place, parts, env, clock } = base;
  const { paths } = place;
  const mono = (): number => Number(process.hrtime.bigint() / 1000n) / 1000;
  const interruption = lazy(() => interruptionOf(process, mono));
  const terminal = lazy(() => terminalOf(process, words));
  const progress = progressOn((text) => world.watcher.doing(text), mono);
  const journal = lazy(() => journalAt(parts, base.journal, progress));
  const folderOf = (incident: string | undefined): string | undefined =>
    incident === undefined ? undefined : `${paths.store}/incidents/${incident}`;

  let watching: Watcher | undefined;

  const world: World = {
    watcher: {
      doing: (text) => watching?.doing(text),
      output: (text) => watching?.output(text),
      told: (text) => (watching ? watching.told(text) : write(2, `${text}\n`)),
    },
    progress: (done, of, things) => progress.looked(done, of, things),
    watch(watcher) {
      watching = watcher;
    },
    clock,
    zones: base.zones,
    identity: base.identity,
    random: base.random,
    env,
    store: storeAt(base.store),
    paths,
    mono,
    async sleep(ms, signal) {
      const { setTimeout } = await import('node:timers/promises');
      await setTimeout(ms, undefined, signal ? { signal } : {});
    },
    get machineZone() {
      return machineZone(env);
    },
    async namedZones() {
      return (await import('./time/zones-luxon.ts')).luxonZones();
    },
    get journal() {
      return journal();
    },
    get cards() {
      return cardsAt(paths.store, paths.state, plugged.build, () => clock.now());
    },
    get cwd() {
      return place.cwd();
    },
    get terminal() {
      return terminal();
    },
    get interruption() {
      return interruption().signal;
    },
    get killing() {
      return interruption().killing;
    },
    calm: () => interruption().calm(),
    keys: (pressed) => keysOn(process.stdin, process.pid, pressed),
    async supervisors() {
      clock.live();
      return (await import('./process/supervisors.ts')).supervisorsWith({
        store: paths.store,
        program: [process.execPath, plugged.program],
        flags: [
          '--as',
          base.identity.person,
          ...(config === undefined ? [] : ['--config', resolve(world.cwd, config)]),
        ],
        cwd: () => world.cwd,
        env,
        by: base.identity.by,
        self: process.pid,
      });
    },
    patience: (warned) => interruption().patience(warned),
    async locks() {
      const hex = (): string => Buffer.from(base.random(6)).toString('hex');
      return (await import('./process/generation-lock.ts')).locksAt(paths.store, process.pid, hex);
    },
    announce: (view) => plugged.announce(view, world),
    document: () => plugged.document(world),
    async redactDeep(value) {
      return redactDeep(value, [...rulesForEnvironment(env), ...(await rulesIn(place, undefined))]).value;
    },
    async redact(text) {
      return redact(text, [...rulesForEnvironment(env), ...(await rulesIn(place, undefined))]).text;
    },
    async stdin(limit) {
      return (await import('./terminal/stdin.ts')).readStdin(limit);
    },
    async given(path, limit) {
      return (await import('./terminal/given-text.ts')).givenText(path && resolve(world.cwd, path), limit);
    },
    async givenRecord(path, limit, look) {
      const name = Buffer.from(base.random(6)).toString('hex');
      const folder = look ? undefined : `${paths.store}/incidents/.import.${name}`;
      const { givenRecord } = await import('./record/given-record.ts');
      return givenRecord(path && resolve(world.cwd, path), limit, folder);
    },
    async prompt() {
      clock.live();
      const { signal, hangUp } = interruption();
      return (await import('./terminal/prompt.ts')).promptOn({
        input: process.stdin,
        output: process.stderr,
        dumb: env['TERM'] === 'dumb',
        interruption: signal,
        hangUp,
      });
    },
    async runner() {
      clock.live();
      return (await import('./process/execa-runner.ts')).runnerWith(
        await rulesIn(place, undefined),
        env,
        process,
      );
    },
    async prober() {
      clock.live();
      return (await import('./process/spawn.ts')).spawnerWith(await rulesIn(place, undefined), env);
    },
    async files() {
      return (await import('./files/files.ts')).files;
    },
    async keep(incident, path) {
      const folder = folderOf(incident) as string;
      const { attach } = await import('./record/attach.ts');
      const draft = Buffer.from(base.random(8)).toString('hex');
      const rules = [...rulesForEnvironment(env), ...(await rulesIn(place, folder))];
      return attach(folder, path && resolve(world.cwd, path), rules, draft);
    },
    async growth(incident) {
      const { growthOf } = await import('./record/growth.ts');
      return growthOf(`${folderOf(incident)}/log`, interruption().signal, process);
    },
    async examine({ repair }) {
      const patient = {
        env,
        paths,
        store: base.store,
        zones: await world.namedZones(),
        machineZone: world.machineZone,
        node: process.version,
        now: clock.now(),
        uid: process.getuid?.(),
      };
      return (await import('./doctor/examine.ts')).examine(patient, repair);
    },
    async settings() {
      return (await import('./files/settings.ts')).settingsIn(configFolder(env));
    },
    async starter(name) {
      const path = `${name.endsWith('.schema.json') ? '../schemas' : '.'}/${name}`;
      const text = (await world.files()).read(`${plugged.templates}/${path}`);
      if (text === undefined)
        throw new Fault('IO', `a file of inc is missing: ${name}`, { hint: 'install it again' });
      return text;
    },
    async sources() {
      return (await import('./catalogue/yaml-source.ts')).sources();
    },
    async trust() {
      return (await import('./catalogue/trust.ts')).trustAt(paths.state);
    },
    async catalogue(incident, named) {
      const where = named === undefined ? place : { ...place, config: named };
      return (await import('./catalogue/catalogue.ts')).readCatalogue(where, folderOf(incident));
    },
    async rememberCatalogue(incident) {
      (await import('./catalogue/catalogue.ts')).rememberCatalogue(place, folderOf(incident) as string);
    },
  };
  return world;
}
