import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, sandbox, type Sandbox } from '../support/sandbox.ts';

let box: Sandbox;
let id = '';
let place = '';
beforeEach(() => {
  box = sandbox();
  box.inc(['open', 'Web down', '--tz', 'Europe/Paris']);
  id = box.incident();
  place = join(box.work, `${id}.md`);
});
afterEach(() => box.remove());

const types = (): string[] => [...box.log().matchAll(/"type":"([a-z.]+)"/g)].map(([, type]) => type ?? '');
const read = (file: string): string => readFileSync(file, 'utf8');

describe('inc close', () => {
  it('records the review, closes, lets go of the incident, and builds the document', () => {
    const closed = box.inc([
      'close',
      'over and out',
      '--summary',
      'A deploy.',
      '--impact',
      'Checkout.',
      '--root-cause',
      'A typo.',
      '--conclusion',
      'Test.',

      '--factor',
      'no alert',
      '--factor',
      'no drill',
      '--lesson',
      'drill',
      '--action',
      'Alert: on 5xx',
      '--owner',
      'ana',
    ]);
    expect(closed).toMatchObject({ exit: 0, stderr: '' });
    expect(closed.stdout).toContain(place);
    expect(types()).toEqual([
      'incident.opened',
      ...Array<string>(6).fill('review.written'),
      'impact.stated',
      'action.added',
      'incident.closed',
      'postmortem.built',
    ]);
    for (const text of [
      'A deploy.',
      'Checkout.',
      'A typo.',
      'Test.',
      '- no alert',
      '- no drill',
      '- drill',
      '**Alert**: on 5xx',
      '**Closed:** over and out',
    ])
      expect(read(place)).toContain(text);
    expect(box.inc(['note', 'after']).exit).toBe(66);
    expect(box.inc(['note', '-i', id, 'after']).exit).toBe(0);
  });

  it('closes with what there is, and leaves TODOs for the rest', () => {
    const view = JSON.parse(box.inc(['close', '--json']).stdout) as { todos: number; closed: boolean };
    expect(view).toMatchObject({
      kind: 'postmortem',
      incident: id,
      file: place,
      state: 'created',
      closed: true,
    });
    expect(read(place).match(/^TODO: /gm)).toHaveLength(view.todos);
  });

  it('closes once; a second time adds to the review', () => {
    box.inc(['close', '--summary', 'first', '--action', 'A']);
    const again = box.inc(['close', '-i', id, '--summary', 'second', '--action', 'B']);
    expect(again.stderr).toContain('was closed before');
    expect(types().filter((type) => type === 'incident.closed')).toHaveLength(1);
    expect(read(place)).toContain('second');
    expect(read(place)).not.toContain('first');
    expect(read(place)).toContain('`a2`');
  });

  it('writes nothing when a flag is wrong', () => {
    expect(box.inc(['close', '--summary', 'x', '--action', 'A', '--measure', 'moniter'])).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining('did you mean: --measure monitoring'),
    });
    expect(types()).toEqual(['incident.opened']);
    expect(existsSync(place)).toBe(false);
  });

  it('is closed even when its document cannot be built, and says both', () => {
    writeFileSync(place, 'my own file\n');
    const closed = box.inc(['close']);
    expect(closed.exit).toBe(73);
    expect(closed.stderr).toContain(`${id} is closed, but its post-mortem was not written`);
    expect(types()).toContain('incident.closed');
    expect(read(place)).toBe('my own file\n');
  });

  it('can leave the document for later', () => {
    expect(box.inc(['close', '--no-postmortem']).exit).toBe(0);
    expect(existsSync(place)).toBe(false);
  });
});

describe('inc postmortem build', () => {
  const build = (...more: string[]) => box.inc(['postmortem', 'build', ...more]);

  it('goes beside the catalogue when there is one', () => {
    mkdirSync(join(box.work, '.inc'));
    writeFileSync(join(box.work, '.inc/inc.yaml'), 'services: {}\n');
    mkdirSync(join(box.work, 'deep'));
    expect(box.inc(['pm', 'build'], { cwd: join(box.work, 'deep') })).toMatchObject({ exit: 0, stderr: '' });
    expect(read(join(box.work, 'postmortems', `${id}.md`))).toContain('# Post-mortem: Web down');
  });

  it('uses the team’s template, and names its line when it is wrong', () => {
    mkdirSync(join(box.work, '.inc/templates'), { recursive: true });
    writeFileSync(join(box.work, '.inc/inc.yaml'), 'services: {}\n');
    writeFileSync(join(box.work, '.inc/templates/ours.md'), '# Ours: {{ incident.title }}\n');
    expect(build('--template', 'ours', '-o', '-').stdout).toContain('# Ours: Web down');
    writeFileSync(join(box.work, '.inc/templates/ours.md'), '# Ours\n\n{{ incident.titel }}\n');
    expect(build('--template', 'ours', '-o', '-')).toMatchObject({
      exit: 78,
      stderr: expect.stringContaining('ours.md:3:4'),
    });
  });

  it('refreshes its regions after a late entry, and nothing of a person’s, CRLF included', () => {
    build();
    const mine = read(place).replace('## Summary', 'By hand \t\n\n## Summary').replaceAll('\n', '\r\n');
    writeFileSync(place, mine);
    box.inc(['note', 'came late']);
    expect(build()).toMatchObject({ exit: 0, stdout: expect.stringContaining('updated (timeline, record)') });
    expect(read(place)).toContain('came late');
    const outside = (text: string): string =>
      text.replace(/<!-- inc:begin (\S+)[^]*?<!-- inc:end \1 -->/g, '<$1>');
    expect(outside(read(place))).toBe(outside(mine));
    const before = [read(place), box.log()];
    expect(build().stdout).toContain('unchanged');
    expect([read(place), box.log()]).toEqual(before);
  });

  it('keeps a region that a person edited, and says so once it is out of date', () => {
    build();
    writeFileSync(place, read(place).replace('Incident declared: Web down', 'It all began'));
    expect(build().stderr).toBe('');
    box.inc(['note', 'came late']);
    expect(build().stderr).toContain('edited by hand, and left as they are: timeline');
    expect(read(place)).toContain('It all began');
    expect(read(place)).not.toContain('came late');
  });

  it('never overwrites a file that it did not make', () => {
    writeFileSync(place, '# Notes\n');
    expect(build()).toMatchObject({
      exit: 73,
      stderr: expect.stringContaining('a file that inc did not make is in the way'),
    });
    expect(read(place)).toBe('# Notes\n');
    expect(build('-o', 'other.md').exit).toBe(0);
    box.inc(['open', 'Another']);
    expect(build('-o', 'other.md')).toMatchObject({
      exit: 73,
      stderr: expect.stringContaining(`the post-mortem of ${id} is in the way`),
    });
  });

  it('never damages bytes that are not UTF-8', () => {
    build();
    const bytes = Buffer.concat([readFileSync(place), Buffer.from([0xe9, 0x0a])]);
    writeFileSync(place, bytes);
    box.inc(['note', 'more']);
    expect(build().exit).toBe(73);
    expect(readFileSync(place).equals(bytes)).toBe(true);
  });

  it('goes into the record’s folder when its place cannot be written', () => {
    writeFileSync(join(box.work, 'file'), '');
    const built = build('-o', 'file/x.md', '--json');
    const fallback = join(box.store, 'incidents', id, 'postmortem.md');
    expect(built.exit).toBe(73);
    expect(built.stderr).toContain(fallback);
    expect(JSON.parse(built.stdout)).toMatchObject({ file: fallback });
    expect(read(fallback)).toContain('# Post-mortem: Web down');
  });

  it('stays with its template', () => {
    build('--template', 'classic');
    expect(build('--template', 'default')).toMatchObject({
      exit: 64,
      stderr: expect.stringContaining("made with the template 'classic'"),
    });
    box.inc(['note', 'more']);
    expect(build()).toMatchObject({
      exit: 0,
      stdout: expect.stringContaining('updated (timeline-list, record)'),
    });
  });

  it('records what it built, with its digest', () => {
    build('-o', 'sub/x.md');
    const [line = ''] = box
      .log()
      .split('\n')
      .filter((text) => text.includes('"postmortem.built"'));
    const { data } = JSON.parse(line) as { data: { file: string; sha256: string } };
    expect(data).toMatchObject({ file: join(box.work, 'sub/x.md'), template: 'default' });
    expect(data.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    [['nope'], 64],
    [['build', '--template', 'nope'], 66],
  ])('refuses %j', (args, exit) => {
    expect(box.inc(['postmortem', ...args]).exit).toBe(exit);
  });

  it('shows what a command printed', () => {
    box.inc(['run', '--', process.execPath, bin, '--version']);
    box.inc(['check', './missing.sh']);
    build();
    expect(read(place)).toMatch(/### Commands[^]*--version.*exit 0/);
    expect(read(place)).toMatch(/### Checks[^]*missing\.sh/);
  });
});
