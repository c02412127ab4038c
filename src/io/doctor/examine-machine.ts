import type { Examined } from '../../core/ports/ports.ts';
import type { Zones } from '../../core/time/zone.ts';
import { files } from '../files/files.ts';

export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As `process.version`: `v20.20.0`. */
  readonly node: string;
  readonly zones: Zones;
  readonly machineZone: string;
}

/** As `engines` of package.json says; a test holds them together. */
export const nodeFloor = [20, 17] as const;

const numbers = (version: string): readonly number[] => version.replace(/^v/, '').split('.').map(Number);

function node({ node: version, env }: Machine): Examined[] {
  const [major = 0, minor = 0] = numbers(version);
  const [needs, point] = nodeFloor;
  const subject = 'node';
  const found: Examined[] = [
    major > needs || (major === needs && minor >= point)
      ? { subject, level: 'ok', told: `${version}; ${needs}.${point} or newer is needed` }
      : {
          subject,
          level: 'problem',
          told: `${version} is older than ${needs}.${point}, which is needed`,
          next: 'install a newer Node: https://nodejs.org',
        },
  ];
  // Node 22 and newer load the certificates when they are first needed (nodejs/node#40524).
  if (env['NODE_EXTRA_CA_CERTS'] && major < 22)
    found.push({
      subject: 'start',
      level: 'warning',
      told: `NODE_EXTRA_CA_CERTS is set: Node ${major} reads it at each start, which then takes about three times as long`,
      next: 'use Node 22 or newer, or: unset NODE_EXTRA_CA_CERTS',
    });
  if (env['NODE_OPTIONS'])
    found.push({
      subject: 'start',
      level: 'warning',
      told: 'NODE_OPTIONS is set: what it loads is loaded at each start of inc too',
      next: 'where inc is slow: unset NODE_OPTIONS',
    });
  return found;
}

function programs({ env }: Machine): Examined[] {
  const needed = { bash: 'scripts of plans may need it', git: 'inc sync needs it', node: 'inc starts by it' };
  return Object.entries(needed).map(([subject, why]) =>
    files.inPath(subject, env['PATH'] ?? '')
      ? { subject: `${subject} in PATH`, level: 'ok', told: 'yes' }
      : {
          subject: `${subject} in PATH`,
          level: 'warning',
          told: `no; ${why}`,
          next: 'install it, or mend PATH',
        },
  );
}

function zone({ env, zones, machineZone }: Machine): Examined {
  const typed = env['TZ']?.replace(/^:/, '');
  const subject = 'time zone';
  if (
    typed &&
    typed !== machineZone &&
    machineZone !== 'UTC' &&
    !typed.endsWith(machineZone) &&
    !typed.startsWith('/')
  )
    return {
      subject,
      level: 'warning',
      told: `TZ=${typed} is not a zone that is known here; ${machineZone} is taken`,
      next: 'name one, as in: export TZ=Europe/Paris',
    };
  return Number.isNaN(zones.offset(machineZone, 0))
    ? {
        subject,
        level: 'warning',
        told: `${machineZone} is not known here`,
        next: 'install the package tzdata',
      }
    : { subject, level: 'ok', told: machineZone };
}

export const examineMachine = (machine: Machine): readonly Examined[] => [
  ...node(machine),
  ...programs(machine),
  zone(machine),
];
