import type { Part } from './part.ts';
import { part as input } from './big-input.ts';
import { part as locks } from './locks.ts';
import { part as markdown } from './markdown.ts';
import { part as plans } from './plans.ts';
import { part as power } from './power.ts';
import { part as replicas } from './replicas.ts';
import { part as screen } from './screen.ts';
import { part as tamper } from './tamper.ts';
import { part as torn } from './torn.ts';
import { part as writers } from './writers.ts';

export const parts: Readonly<Record<string, Part>> = {
  writers,
  torn,
  power,
  replicas,
  tamper,
  screen,
  markdown,
  input,
  locks,
  plans,
};
