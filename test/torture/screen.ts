import fc from 'fast-check';
import { show, showBlock } from '../../src/core/text/screen-text.ts';
import { MARKDOWN_ATTACKS, TERMINAL_ATTACKS } from '../fixtures/hostile-text.ts';
import { dangerous } from '../support/inert-text.ts';
import { scraps } from '../support/scraps.ts';
import { scaled, type Part } from './part.ts';

export const part: Part = {
  about: '200,000 hostile texts on the screen',
  run(scale) {
    const payloads = [...TERMINAL_ATTACKS.map(([, text]) => text), ...MARKDOWN_ATTACKS];
    const seed = Date.now() % 2 ** 31;
    const texts = [...payloads, ...fc.sample(scraps, { numRuns: scaled(200_000, scale), seed })];
    const violations: string[] = [];
    for (const text of texts) {
      const shown = show(text);
      const block = showBlock(text).replace(/[\n\t]/g, '');
      if (dangerous(shown).length > 0 || dangerous(block).length > 0 || /[\n\t]/.test(shown))
        violations.push(`S1: not harmless on a screen: ${JSON.stringify(text)}`);
      if (show(shown) !== shown)
        violations.push(`S1: shown twice is shown otherwise: ${JSON.stringify(text)}`);
    }
    return Promise.resolve({ counts: { payloads: payloads.length, texts: texts.length, seed }, violations });
  },
};
