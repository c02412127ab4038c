import fc from 'fast-check';
import { MARKDOWN_ATTACKS, TERMINAL_ATTACKS } from '../fixtures/hostile-text.ts';

const marks = '#-+*_`~>|=<!&[](){}:;$%^@\\/".'.split('');
const runs = [
  '1. 1) 12 -- ``` ~~ <!-- --> <b> {{ {% [[ ]] http:// https://a.b :// www. www.a.b @bob bob a@b.c #12 GH-1 :fire:',
  '14:25: &amp; &#60; \\\\ $x$ --flag word é 東 😀 [TOC] /close =html (c) mailto: xmpp: [^1] [x] javascript:alert(1)',
].flatMap((line) => line.split(' '));
const spaced = ['  ', '\n', '\t', '\r\n', ' ', ': ', '<img src=x onerror=y>'];
const controls = ['\0', '\u001b[2J', '\u001b]52;c;eA==\u0007', '\u009b1A', '\r', '\b', '\u007f'];
const invisible =
  '\u202e \u2066 \u200b \u200d \ufe0f \u2028 \u2029 \u{e0041} \ud800 \udc00 \ufeff \u00ad'.split(' ');
const payloads = [...MARKDOWN_ATTACKS, ...TERMINAL_ATTACKS.map(([, text]) => text)];

/** Text made of what Markdown, terminals and people's notes are made of, and the payloads themselves. */
export const scraps: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...marks) },
      { weight: 6, arbitrary: fc.constantFrom(...runs, ...spaced) },
      { weight: 2, arbitrary: fc.constantFrom(...controls, ...invisible) },
      { weight: 1, arbitrary: fc.constantFrom(...payloads) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) },
    ),
    { minLength: 1, maxLength: 10 },
  )
  .map((parts) => parts.join(''));
