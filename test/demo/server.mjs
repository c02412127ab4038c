// One of the demo's servers, a process of its own: `web FOLDER NAME` serves a shop, `balancer FOLDER` passes
// requests on to the one that FOLDER/upstream names. Each writes its process id and port into FOLDER.
import { createServer, request } from 'node:http';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [role, folder, name = role] = process.argv.slice(2);
const file = (suffix) => join(folder, `${name}.${suffix}`);

const shop = (req, res) => {
  // The health page of the backup does not look at the database: green, while the shop itself cannot work.
  const broken = existsSync(file('broken')) && req.url !== '/health';
  res.writeHead(broken ? 500 : 200, { 'content-type': 'text/plain' });
  res.end(broken ? 'database: connection refused\n' : `shop open (${name})\n`);
};

const balance = (req, res) => {
  const upstream = readFileSync(join(folder, 'upstream'), 'utf8').trim();
  const port = Number(readFileSync(join(folder, `${upstream}.port`), 'utf8'));
  const gone = () => res.writeHead(502).end(`bad gateway: ${upstream} does not answer\n`);
  request({ host: '127.0.0.1', port, path: req.url, agent: false }, (answer) => {
    res.writeHead(answer.statusCode, answer.headers);
    answer.pipe(res);
  })
    .on('error', gone)
    .end();
};

const wanted = existsSync(file('port')) ? Number(readFileSync(file('port'), 'utf8')) : 0;
const server = createServer(role === 'balancer' ? balance : shop).listen(wanted, '127.0.0.1', () => {
  writeFileSync(file('pid'), `${process.pid}\n`);
  // Last, and at once: whoever finds the file finds a server that answers.
  writeFileSync(file('port.new'), `${server.address().port}\n`);
  renameSync(file('port.new'), file('port'));
  writeFileSync(file('up'), '');
});
