// The server that checks are timed against: answers everything, prints its port, ends with its standard input.
import { createServer } from 'node:http';

const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 3 }).end('ok\n');
});
server.keepAliveTimeout = 0;
// All of 127.0.0.0/8: as many servers as are wanted.
server.listen(0, '0.0.0.0', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on('end', () => process.exit(0));
