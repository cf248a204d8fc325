// What all of the scripts stand on: checks that are printed, programs that are ended, and calls as clients make them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';

const home = process.env.PHOENIX_HOME;
const programs = [];

/** Where this run keeps its files; removed when the run was good. */
export const directory = mkdtempSync(path.join(tmpdir(), 'phoenix-verify-apps-'));

let checks = 0;

/** Prints what holds, or ends the script with what does not. */
export function check(holds, what, found) {
  if (!holds) {
    throw new Error(found === undefined ? `not so: ${what}` : `not so: ${what}; found: ${found}`);
  }
  checks++;
  console.log(`  ok  ${what}`);
}

/** Runs a script's body; whatever happens, everything that it started is ended. The exit code tells how it went. */
export async function play(name, body) {
  console.log(`${name}:`);
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      await endPrograms();
      process.exit(1);
    });
  }
  const began = Date.now();
  try {
    await body();
    console.log(`${name}: ${checks} checks in ${Math.round((Date.now() - began) / 1000)} s`);
  } catch (e) {
    console.error(`${name}: FAILED: ${e.stack}\nThe logs are in ${directory}`);
    process.exitCode = 1;
  }
  await endPrograms();
  if (!process.exitCode) {
    rmSync(directory, { recursive: true, force: true });
  }
  process.exit();
}

/** A program that writes to a log file; `ended` is a promise of its exit code. */
export function start(name, command, args, options = {}) {
  const log = path.join(directory, `${name}.log`);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const file = createWriteStream(log, { flags: 'a' });
  const program = { name, child, log, output: '', ended: once(child, 'exit').then(([code]) => code) };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (piece) => {
      program.output += piece;
      file.write(piece);
    });
  }
  programs.push(program);
  return program;
}

/** Ends one program by its process, and waits until it is gone. */
export async function end(program) {
  if (program.child.exitCode === null && program.child.signalCode === null) {
    program.child.kill('SIGTERM');
    const patience = setTimeout(() => program.child.kill('SIGKILL'), 20_000);
    await program.ended;
    clearTimeout(patience);
  }
}

async function endPrograms() {
  for (const program of programs.reverse()) {
    await end(program);
  }
}

/** The output of a program that ends by itself; one that fails is an error. */
export async function run(name, command, args, options) {
  const program = start(name, command, args, options);
  if ((await program.ended) !== 0) {
    throw new Error(`${name} failed:\n${program.output}`);
  }
  return program.output;
}

/** Asks until the answer is something; gives up after so many seconds, or when `program` is gone. */
export async function until(what, ask, { seconds = 60, program } = {}) {
  for (const limit = Date.now() + seconds * 1000; Date.now() < limit; await pause(100)) {
    if (program && program.child.exitCode !== null) {
      throw new Error(`${program.name} ended before ${what}:\n${program.output.slice(-2000)}`);
    }
    const answer = await ask();
    if (answer) {
      return answer;
    }
  }
  throw new Error(`${what}: not within ${seconds} s`);
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A port that nobody has. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A self-signed certificate for the names, made once, in the form that `tls.directory` takes. */
export async function certificate(names) {
  const tls = path.join(directory, 'tls');
  if (!existsSync(tls)) {
    mkdirSync(tls);
    const alternatives = names.map((name) => (/^[0-9.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',');
    await run('openssl', 'openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=verify'],
      ...['-addext', `subjectAltName=${alternatives}`],
      ...['-keyout', path.join(tls, 'verify.key'), '-out', path.join(tls, 'verify.crt')],
    ]);
  }
  return tls;
}

/**
 * The gateway, as an operator starts it. `config` is what gateway.yaml would say, less the admin's and the logs'
 * place; JSON is YAML too.
 */
export async function gateway(name, config) {
  const admin = await freePort();
  const file = path.join(directory, `${name}.yaml`);
  const logs = path.join(directory, `${name}-logs`);
  writeFileSync(
    file,
    JSON.stringify({ ...config, admin: { address: `127.0.0.1:${admin}` }, logs: { directory: logs } }, null, 2),
  );
  const program = start(name, path.join(home, 'bin/gateway'), ['run', '--config', file]);
  await until('the gateway serves', () => program.output.includes('is serving'), { program });
  program.config = file;
  return program;
}

/** The environment that `bin/gateway explain APP` prints, word for word. */
export async function environmentOf(app, config) {
  const printed = await run(`explain-${app}`, path.join(home, 'bin/gateway'), ['explain', '--config', config, app]);
  const lines = printed.split('\n').filter((line) => /^[A-Z][A-Z0-9_]*=/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** One request by Node's client to this machine, whatever name the URL has: `{ status, headers, text }`. */
export function call(url, { method = 'GET', headers = {}, body } = {}) {
  const { protocol, hostname, host, port, pathname, search } = new URL(url);
  const secure = protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request({
      ...{ method, host: '127.0.0.1', port: port || (secure ? 443 : 80), path: pathname + search },
      headers: { host, ...headers },
      // The certificate was made a moment ago, for this test alone.
      ...(secure ? { rejectUnauthorized: false, servername: /^[0-9.]+$/.test(hostname) ? '' : hostname } : {}),
    });
    request.on('error', reject);
    request.on('response', async (response) => {
      const pieces = [];
      try {
        for await (const piece of response) {
          pieces.push(piece);
        }
        resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString() });
      } catch (e) {
        reject(e);
      }
    });
    request.end(body);
  });
}
