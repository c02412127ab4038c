import type { Cards } from '../core/incident/kept-card.ts';
import type { Terminal } from '../core/ports/person-ports.ts';
import type { BaseWorld } from './base-world.ts';
import { cardsAt } from './record/kept-cards.ts';
import { terminalOf } from './terminal/terminal.ts';

/** What a look at the current incident needs, as long as its card is kept. */
export interface GlancingWorld extends BaseWorld {
  readonly cards: Cards;
  readonly terminal: Terminal;
}

/** @param build which one this is: another one's cards are not believed. */
export const glancingWorld = (process: NodeJS.Process, base: BaseWorld, build: string): GlancingWorld => ({
  ...base,
  cards: cardsAt(base.parts.store, base.parts.state, build, Date.now),
  terminal: terminalOf(process, []),
});
