import { mkdirSync, readFileSync } from 'node:fs';
import { Fault } from '../../core/faults.ts';
import type { Settings } from '../../core/ports/file-ports.ts';
import { isSettable, type UserSettings } from '../../core/setting-names.ts';
import { codeOf, reasonOf } from '../../core/trouble.ts';
import { replaceFile } from './replace-file.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldsOf(file: string): Fields {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return {};
    throw new Fault('CONFIG', `${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (isFields(value)) return value;
  throw new Fault('CONFIG', `${file} is not a JSON object`, { hint: 'correct it, or take it away' });
}

/** A person's settings, in `<folder>/config.json`. Keys that this version does not know stay as they are. */
export function settingsIn(folder: string): Settings {
  const file = `${folder}/config.json`;
  return {
    file,
    read() {
      const known = Object.entries(fieldsOf(file)).filter(([name]) => isSettable(name));
      const wrong = known.find(([, value]) => typeof value !== 'string');
      if (wrong)
        throw new Fault('CONFIG', `${file}: ${wrong[0]} must be a text`, {
          hint: `inc config set ${wrong[0]} VALUE`,
        });
      return Object.fromEntries(known) as UserSettings;
    },
    write(name, value) {
      const { [name]: _, ...rest } = fieldsOf(file);
      const fields = value === undefined ? rest : { ...rest, [name]: value };
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        replaceFile(file, `${JSON.stringify(fields, null, 2)}\n`, 0o600);
      } catch (error) {
        throw new Fault('CANT_WRITE', `${file} cannot be written: ${reasonOf(error)}`, { cause: error });
      }
    },
  };
}
