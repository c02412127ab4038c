// `npm run torture [-- PART… --without PART --scale N]`: what is too long for `npm test`. Each part says what it
// counted; a promise that was broken, or a part that could not run, makes the exit code 1.
import { parseArgs } from 'node:util';
import './load-ts.mjs';

const { parts } = await import('./parts.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    without: { type: 'string', multiple: true, default: [] },
    scale: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const known = Object.keys(parts);
const unknown = [...positionals, ...values.without].filter((name) => !known.includes(name));
const scale = Number(values.scale);
if (values.help || unknown.length > 0 || !(scale > 0)) {
  const rows = Object.entries(parts).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
  console.error(
    `npm run torture -- [PART…] [--without PART]… [--scale N]\n${rows.join('\n')}\n--scale 0.1 is a tenth of it` +
      (unknown.length > 0 ? `\nno such part: ${unknown.join(', ')}` : ''),
  );
  process.exit(values.help ? 0 : 64);
}

const chosen = (positionals.length > 0 ? positionals : known).filter(
  (name) => !values.without.includes(name),
);
const broken = [];
for (const name of chosen) {
  console.log(`\n== ${name}: ${parts[name].about}`);
  const began = process.hrtime.bigint();
  try {
    const { counts, violations } = await parts[name].run(scale);
    for (const [what, count] of Object.entries(counts)) console.log(`${String(count).padStart(9)}  ${what}`);
    for (const violation of violations.slice(0, 20)) console.log(`BROKEN: ${violation.slice(0, 1000)}`);
    if (violations.length > 20) console.log(`BROKEN: … and ${violations.length - 20} more`);
    if (violations.length > 0) broken.push(name);
  } catch (error) {
    console.log(`COULD NOT RUN: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    broken.push(name);
  }
  console.log(
    `${name}: ${broken.includes(name) ? 'BROKEN' : 'held'}, ${Number((process.hrtime.bigint() - began) / 1_000_000n) / 1000} s`,
  );
}
for (const name of values.without) console.log(`\nNOT RUN, as asked: ${name}`);
console.log(
  `\n${chosen.length - broken.length} held, ${broken.length} broken${broken.length > 0 ? `: ${broken.join(', ')}` : ''}`,
);
process.exit(broken.length > 0 ? 1 : 0);
