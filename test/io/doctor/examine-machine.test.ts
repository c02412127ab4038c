import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fileSystemOf } from '../../../src/io/doctor/examine-folders.ts';
import { examineMachine, nodeFloor } from '../../../src/io/doctor/examine-machine.ts';
import { luxonZones } from '../../../src/io/time/zones-luxon.ts';

const zones = await luxonZones();
const look = (given: Partial<Parameters<typeof examineMachine>[0]>): string[] =>
  examineMachine({
    env: { PATH: '/nowhere' },
    node: 'v20.20.0',
    zones,
    machineZone: 'UTC',
    ...given,
  }).map(({ subject, level }) => `${subject}: ${level}`);

describe('what doctor says of the machine', () => {
  it('knows the oldest Node that package.json allows', () => {
    const { engines } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as {
      engines: { node: string };
    };
    expect(engines.node).toBe(`>=${nodeFloor.join('.')}`);
    expect(look({ node: 'v20.16.9' })).toContain('node: problem');
    expect(look({ node: 'v18.99.0' })).toContain('node: problem');
    for (const node of ['v20.17.0', 'v22.0.0']) expect(look({ node })).toContain('node: ok');
  });

  it('names what makes starts slow, only where it does', () => {
    const env = { NODE_EXTRA_CA_CERTS: '/etc/ssl/ca.pem' };
    expect(look({ env, node: 'v20.17.0' })).toContain('start: warning');
    expect(look({ env, node: 'v22.1.0' })).not.toContain('start: warning');
    expect(look({ env: { NODE_OPTIONS: '--require ./x.cjs' }, node: 'v22.1.0' })).toContain('start: warning');
  });

  it('misses programs, and zones that do not exist', () => {
    expect(look({})).toContain('git in PATH: warning');
    expect(look({ env: { TZ: 'Mars/Olympus' }, machineZone: '+01:00' })).toContain('time zone: warning');
    expect(look({ env: { TZ: ':Europe/Paris' }, machineZone: 'Europe/Paris' })).toContain('time zone: ok');
  });
});

describe('the file system of a path', () => {
  const mounts = `/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/my\\040disk xfs rw 0 0
`;

  it('is that of the longest mount point above it', () => {
    expect(fileSystemOf('/var/x', mounts)).toBe('ext4');
    expect(fileSystemOf('/tmp', mounts)).toBe('tmpfs');
    expect(fileSystemOf('/tmpfile', mounts)).toBe('ext4');
    expect(fileSystemOf('/home/ana/.local', mounts)).toBe('nfs4');
    expect(fileSystemOf('/home/my disk/store', mounts)).toBe('xfs');
    expect(fileSystemOf('/x', '')).toBeUndefined();
  });
});
