// The least that Node can do to ask the URLs that it is given, 32 at a time: read, and look at nothing.
const { Agent, request } = require('node:http');

const waiting = process.argv.slice(2);
const agent = new Agent({ keepAlive: new Set(waiting.map((url) => new URL(url).host)).size === 1 });
function next() {
  const url = waiting.shift();
  if (url === undefined) return;
  request(url, { agent }, (response) => response.resume().once('end', next)).end();
}
for (let at = 0; at < 32; at++) next();
