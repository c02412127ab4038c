import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sandbox, type Ran, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
let seal: string;
beforeEach(() => {
  box = sandbox();
  box.inc(['open', 'Web tier answers 5xx', '--tz', 'UTC']);
  box.inc(['note', 'one']);
  seal = join(box.work, `${box.incident()}.seal`);
  key('alice', '');
  writeFileSync(at('signers'), `alice@example.org ${readFileSync(at('alice.pub'), 'utf8')}`);
});
afterEach(() => box.remove());

const at = (name: string): string => join(box.work, name);
const key = (name: string, passphrase: string): void =>
  void execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', name, '-f', at(name)]);
const check = (...flags: string[]): Ran =>
  box.inc(['verify', '--seal', seal, '--signers', 'signers', ...flags]);
const logFile = (): string => {
  const folder = join(box.store, 'incidents', box.incident(), 'log');
  return join(folder, readdirSync(folder)[0] ?? '');
};

describe('inc seal', () => {
  it('names a key file that is not there', () => {
    expect(box.inc(['seal', '--key', '/nonexist'])).toMatchObject({
      exit: 66,
      stderr: expect.stringContaining(
        'there is no file /nonexist\n     a key of OpenSSH: inc seal --key FILE',
      ),
    });
  });

  it('signs the digest, keeps the seal in the record, and can be checked wherever the record is', () => {
    const digest = box.inc(['verify', '-q']).stdout.trim();
    const sealed = box.inc(['seal', '--key', 'alice']);
    expect({ exit: sealed.exit, stderr: sealed.stderr }).toEqual({ exit: 0, stderr: '' });
    const fingerprint = /SHA256:\S+/.exec(
      execFileSync('ssh-keygen', ['-l', '-f', at('alice.pub')], { encoding: 'utf8' }),
    )?.[0];
    expect(sealed.stdout).toContain(`2 events, with ${fingerprint}`);
    expect(readFileSync(seal, 'utf8')).toContain(`"digest":"${digest}"`);
    expect(box.inc(['timeline', '--kind', 'sealed']).stdout).toContain(
      `Sealed: digest ${digest.slice(0, 12)}, key ${fingerprint}`,
    );
    box.inc(['note', 'two']);
    const checked = check();
    expect(checked.exit).toBe(0);
    expect(checked.stdout).toMatch(/sealed \S+ by alice@example\.org \(alice@\S+\), SHA256:/);

    const there = sandbox();
    try {
      const { stdout: input } = box.inc(['export']);
      there.inc(['open', 'Another one']);
      there.inc(['import', '-', '--yes'], { input });
      const elsewhere = there.inc(['verify', '--seal', seal, '--signers', at('signers')]);
      expect(elsewhere.stdout).toContain('by alice@example.org');
      // The stored seal came along with the lines.
      expect(elsewhere.stdout).not.toMatch(/error \S+ \S+/);
      expect(elsewhere.exit).toBe(0);
    } finally {
      there.remove();
    }
  });

  it('can be checked without inc', () => {
    box.inc(['seal', '--key', 'alice']);
    const ran = spawnSync(
      'sh',
      [
        '-c',
        `sed -n '/^-----BEGIN/,$p' "$1" > signature
         sed '/^-----BEGIN/,$d' "$1" | ssh-keygen -Y verify -f signers -I alice@example.org -n inc -s signature`,
        'sh',
        seal,
      ],
      { cwd: box.work, encoding: 'utf8' },
    );
    expect(ran.stdout).toContain('Good "inc" signature for alice@example.org');
  });

  it('catches that lines were cut, altered, or that the seal was', () => {
    box.inc(['note', 'two']);
    box.inc(['seal', '--key', 'alice']);
    const [log, text] = [box.log(), readFileSync(seal, 'utf8')];
    const lines = log.split('\n');
    writeFileSync(logFile(), `${lines.slice(0, 2).join('\n')}\n`);
    expect(box.inc(['verify']).exit).toBe(0);
    expect(check()).toMatchObject({ exit: 1, stdout: expect.stringContaining('anchor-missing') });
    writeFileSync(logFile(), log.replace('"one"', '"won"'));
    expect(check()).toMatchObject({ exit: 1, stdout: expect.stringContaining('bad-hash') });
    writeFileSync(logFile(), log);
    expect(check().exit).toBe(0);
    writeFileSync(seal, text.replace('"events":3', '"events":2'));
    const altered = check();
    expect(altered.exit).toBe(1);
    expect(altered.stdout).toContain('SEAL NOT VALID');
    writeFileSync(seal, text.replace('"v":1', '"v":9'));
    expect(check().exit).toBe(65);
  });

  it('does not take the word of whom nobody named, or of a signature for something else', () => {
    key('eve', '');
    box.inc(['seal', '--key', 'eve']);
    expect(check()).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining('allows nobody with this key'),
    });
    expect(box.inc(['verify', '--seal', seal])).toMatchObject({ exit: 64 });
    const [line = ''] = readFileSync(seal, 'utf8').split('\n');
    writeFileSync(at('text'), `${line}\n`);
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', at('alice'), '-n', 'git', at('text')]);
    writeFileSync(seal, `${line}\n${readFileSync(at('text.sig'), 'utf8')}`);
    expect(check()).toMatchObject({ exit: 1, stdout: expect.stringContaining('SEAL NOT VALID') });
    expect(JSON.parse(check('--json').stdout)).toMatchObject({ seal: { signer: null } });
  });

  it('does not take a key that was not allowed when the seal says it was made', () => {
    box.inc(['seal', '--key', 'alice']);
    const publicKey = readFileSync(at('alice.pub'), 'utf8');
    writeFileSync(at('signers'), `alice@example.org valid-before="20200101" ${publicKey}`);
    expect(check().exit).toBe(1);
    writeFileSync(at('signers'), `alice@example.org valid-after="20200101" ${publicKey}`);
    expect(check().exit).toBe(0);
  });

  it('belongs to one record, whatever that is called', () => {
    box.inc(['seal', '--key', 'alice']);
    const id = box.incident();
    box.inc(['open', 'Another one', '--tz', 'UTC']);
    expect(check().stdout).toContain(`ok  ${id}`);
    const { exit, stdout } = check('-i', 'another');
    expect(exit).toBe(1);
    expect(stdout).toContain(`it is of another record: ${id}`);
    rmSync(join(box.store, 'incidents', id), { recursive: true });
    expect(check()).toMatchObject({ exit: 66, stderr: expect.stringContaining('not in this store') });
  });

  it('replaces an older seal of the same record, and nothing else', () => {
    expect(box.inc(['seal', '--key', 'alice']).exit).toBe(0);
    box.inc(['note', 'two']);
    expect(box.inc(['seal', '--key', 'alice', '-q']).stdout).toBe(`${seal}\n`);
    expect(readFileSync(seal, 'utf8')).toContain('"events":4');
    const before = box.log();
    writeFileSync(seal, 'my own words\n');
    expect(box.inc(['seal', '--key', 'alice'])).toMatchObject({ exit: 73 });
    expect(readFileSync(seal, 'utf8')).toBe('my own words\n');
    expect(box.log()).toBe(before);
    const { stdout } = box.inc(['seal', '--key', 'alice', '-o', '-']);
    expect(stdout).toMatch(/^\{"v":1,"kind":"seal".*\n-----BEGIN SSH SIGNATURE-----\n/);
  });

  it('finds the usual key, and the one with which git signs', () => {
    expect(box.inc(['seal'])).toMatchObject({ exit: 66, stderr: expect.stringContaining('ssh-keygen -t') });
    mkdirSync(join(box.home, '.ssh'));
    execFileSync('cp', [at('alice'), join(box.home, '.ssh', 'id_ed25519')]);
    expect(box.inc(['seal']).exit).toBe(0);
    expect(check().exit).toBe(0);
    key('bob', '');
    writeFileSync(
      join(box.home, '.gitconfig'),
      `[gpg]\n\tformat = ssh\n[user]\n\tsigningkey = ~/work/bob.pub\n[gpg "ssh"]\n\tallowedSignersFile = ~/work/of-git\n`,
    );
    writeFileSync(at('of-git'), `bob@example.org ${readFileSync(at('bob.pub'), 'utf8')}`);
    expect(box.inc(['seal']).exit).toBe(0);
    expect(box.inc(['verify', '--seal', seal]).stdout).toContain('by bob@example.org');
  });

  it('lets an agent sign, and says what to do about a passphrase', () => {
    key('safe', 'open sesame');
    writeFileSync(at('signers'), `alice@example.org ${readFileSync(at('safe.pub'), 'utf8')}`);
    const refused = box.inc(['seal', '--key', 'safe']);
    expect(refused.exit).toBe(69);
    expect(refused.stderr).toContain('ssh-add');
    expect(box.log()).not.toContain('record.sealed');
    const agent = execFileSync('ssh-agent', ['-s'], { encoding: 'utf8' });
    const [, socket = ''] = /SSH_AUTH_SOCK=([^;]+)/.exec(agent) ?? [];
    const [, pid = ''] = /SSH_AGENT_PID=(\d+)/.exec(agent) ?? [];
    try {
      const asked = join(box.home, 'askpass');
      writeFileSync(asked, '#!/bin/sh\necho open sesame\n', { mode: 0o700 });
      execFileSync('ssh-add', ['-q', at('safe')], {
        env: { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS: asked, SSH_ASKPASS_REQUIRE: 'force' },
      });
      const env = { SSH_AUTH_SOCK: socket };
      expect(box.inc(['seal', '--key', 'safe.pub'], { env }).exit).toBe(0);
      expect(check().exit).toBe(0);
    } finally {
      process.kill(Number(pid));
    }
  });

  it('says when there is no ssh-keygen: 69', () => {
    box.inc(['seal', '--key', 'alice']);
    const bare = join(box.home, 'bare');
    mkdirSync(bare);
    symlinkSync('/bin/sh', join(bare, 'sh'));
    const env = { PATH: bare };
    const log = box.log();
    for (const args of [
      ['seal', '--key', 'alice'],
      ['verify', '--seal', seal, '--signers', 'signers'],
    ]) {
      const { exit, stderr } = box.inc(args, { env });
      expect(exit).toBe(69);
      expect(stderr).toContain('openssh-client');
    }
    expect(box.log()).toBe(log);
  });

  it('does not vouch for a damaged record', () => {
    box.inc(['note', 'two']);
    writeFileSync(logFile(), box.log().replace('"one"', '"won"'));
    expect(box.inc(['seal', '--key', 'alice'])).toMatchObject({ exit: 65 });
    expect(readdirSync(box.work)).not.toContain(`${box.incident()}.seal`);
  });
});
