// node tests/scripts/weights_server.mjs FOLDER LOG
// Serves FOLDER on 127.0.0.1, prints the port, and writes a line "BEHAVIOUR PATH RANGE" to LOG for each request. The first
// part of a path says how the server behaves: http://127.0.0.1:PORT/cut/models/a.pt
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const [folder, log] = process.argv.slice(2);
const asked = new Set();

function send(request, response, contents, { ranges = true, end = contents.length } = {}) {
  const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
  if (from >= contents.length) return response.writeHead(416, { 'Content-Range': `bytes */${contents.length}` }).end();
  const headers = { 'Content-Length': contents.length - from };
  if (ranges) headers['Accept-Ranges'] = 'bytes';
  if (from > 0) headers['Content-Range'] = `bytes ${from}-${contents.length - 1}/${contents.length}`;
  response.writeHead(from > 0 ? 206 : 200, headers);
  if (end >= contents.length) return response.end(contents.subarray(from));
  return response.write(contents.subarray(from, end), () => response.destroy());
}

const fail = (request, response, status) => response.writeHead(status).end('an error page');

async function sendSlowly(request, response, contents) {
  response.writeHead(200, { 'Content-Length': contents.length });
  for (let from = 0; from < contents.length && !response.destroyed; from += contents.length / 20) {
    response.write(contents.subarray(from, from + contents.length / 20));
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
  response.end();
}

const half = (contents) => contents.length / 2;
const BEHAVIOURS = {
  plain: send,
  cut: (request, response, contents, again) => send(request, response, contents, again ? {} : { end: half(contents) }),
  dying: (request, response, contents, again) =>
    (again ? fail(request, response, 500) : send(request, response, contents, { end: half(contents) })),
  whole: (request, response, contents) => send(request, response, contents, { ranges: false }),
  lying: (request, response, contents) => send(request, response, Buffer.from(contents).fill('?', 0, 1)),
  slow: sendSlowly,
  404: (request, response) => fail(request, response, 404),
  500: (request, response) => fail(request, response, 500),
  elsewhere: (request, response) => response.writeHead(302, { Location: request.url.replace('elsewhere', 'plain') }).end(),
};

http.createServer((request, response) => {
  const [, behaviour, name] = /^\/([^/]+)\/(.*)$/.exec(request.url);
  fs.appendFileSync(log, `${behaviour} ${name} ${request.headers.range ?? '-'}\n`);
  const again = asked.has(request.url);
  asked.add(request.url);
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) return fail(request, response, 404);
  return BEHAVIOURS[behaviour](request, response, fs.readFileSync(file), again);
}).listen(0, '127.0.0.1', function listening() { console.log(this.address().port); });
