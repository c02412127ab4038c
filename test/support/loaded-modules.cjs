// Preloaded with `node -r`: at the end, writes which of Node's own modules and which of our files were loaded.
const { writeSync } = require('node:fs');

process.on('exit', () => {
  const own = Object.keys(require.cache).filter((file) => file !== __filename);
  writeSync(2, `\nloaded ${JSON.stringify({ builtin: process.moduleLoadList, own })}\n`);
});
