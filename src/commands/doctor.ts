import { Fault } from '../core/faults.ts';
import type { Examined, World } from '../core/ports/ports.ts';
import { flagSet, type Input, type Outcome } from './command.ts';

/** `inc doctor [--repair]`: a problem makes it exit 1, a warning does not. */
export async function doctor(input: Input, world: World): Promise<Outcome> {
  const examined = [
    ...(await world.examine({ repair: flagSet(input, 'repair') })),
    ...(await settings(world)),
    await catalogue(world),
  ];
  const count = (level: Examined['level']): number => examined.filter((each) => each.level === level).length;
  const problems = count('problem');
  return {
    view: { kind: 'doctor', problems, warnings: count('warning'), examined },
    verdict: problems > 0 ? 'no' : 'ok',
  };
}

/** Of a fault, its message and hint. */
const asProblem = (subject: string, error: unknown, fallback: string): Examined => {
  if (!(error instanceof Fault)) throw error;
  return { subject, level: 'problem', told: error.message, next: error.hint ?? fallback };
};

async function settings(world: World): Promise<readonly Examined[]> {
  const own = await world.settings();
  try {
    return Object.keys(own.read()).length > 0 ? [{ subject: 'settings', level: 'ok', told: own.file }] : [];
  } catch (error) {
    return [asProblem('settings', error, 'inc config get')];
  }
}

async function catalogue(world: World): Promise<Examined> {
  const subject = 'catalogue';
  const { store } = world;
  const current = store.current();
  try {
    const found = await world.catalogue(current !== undefined && store.exists(current) ? current : undefined);
    if (!found) return { subject, level: 'ok', told: 'none; none is needed' };
    return found.trusted
      ? { subject, level: 'ok', told: `${found.file}, allowed to run` }
      : {
          subject,
          level: 'problem',
          told: `${found.file} is not allowed to run anything, or it has changed since`,
          next: 'read its checks and plans, then: inc config trust',
        };
  } catch (error) {
    return asProblem(subject, error, 'inc config');
  }
}
