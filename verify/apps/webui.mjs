// A real socket.io server and client by Open WebUI's rules, and real Chromium on the calls that its pages make.
// Open WebUI itself is not installed: it is Python with its models. What stands in for it has its paths and its checks.
import http from 'node:http';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { openBrowser, screenshot, visitor } from './browser.mjs';
import { call, certificate, check, freePort, gateway, play } from './stage.mjs';

const SOCKET = '/ws/socket.io';

/** What Open WebUI's own script does: it joins by its socket, and what the model says comes over that, not by HTTP. */
const script = `
  const told = (id, text) => document.getElementById(id).textContent = text;
  const ask = (path, options) => fetch(path, options).then(answer => answer.json());
  const socket = io({ path: '${SOCKET}', transports: ['websocket'], auth: { token: 'a-token' } });
  socket.on('connect_error', e => told('answer', 'connect_error: ' + e.message));
  socket.on('connect', () => socket.emit('user-join', { auth: { token: 'a-token' } }, async user => {
    let answer = '';
    socket.on('events', ({ data }) => {
      answer += data.content;
      told('answer', user.name + ' hears: ' + answer);
    });
    await ask('/api/chat/completions', { method: 'POST', body: JSON.stringify({ session_id: socket.id }) });
  }));
  const calls = ['/ollama/api/tags', '/ollama/api/version', '/openai/models', '/api/config', '/webui/api/config'];
  Promise.all(calls.map(path => ask(path).catch(e => ({ server: String(e) }))))
    .then(answers => told('calls', answers.map(({ server }, i) => calls[i] + ' ' + server).join('\\n')));
`;
const page = `<!DOCTYPE html><title>Open WebUI</title><h1>The stand-in for Open WebUI</h1>
<p id=answer></p><pre id=calls></pre><script src="${SOCKET}/socket.io.js"></script><script>${script}</script>`;

/** The tokens that the model says. */
const tokens = ['One', ' two', ' three'];

/** Open WebUI's stand-in: pages for whoever wants HTML, its API, and its socket. */
async function openWebUi() {
  const server = http.createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://any');
    if (pathname === '/api/chat/completions') {
      let body = '';
      for await (const piece of request) {
        body += piece;
      }
      const socket = sockets.sockets.sockets.get(JSON.parse(body).session_id);
      tokens.forEach((content) => socket.emit('events', { data: { content } }));
    }
    if ((request.headers.accept ?? '').includes('text/html')) {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(page);
    } else {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ server: 'open-webui', path: request.url }));
    }
  });
  const sockets = new Server(server, {
    path: SOCKET,
    transports: ['websocket'],
    // As python-engineio compares it: with the host in the request, or the one that a proxy says it had.
    allowRequest: ({ headers }, callback) => {
      const scheme = headers['x-forwarded-proto'] ?? 'http';
      const allowed = [headers.host, headers['x-forwarded-host']].map((host) => `${scheme}://${host}`);
      const { origin } = headers;
      const accepted = origin === undefined || allowed.includes(origin);
      callback(accepted ? null : `${origin} is not an accepted origin`, accepted);
    },
  });
  sockets.use((socket, next) => next(socket.handshake.auth.token === 'a-token' ? undefined : new Error('no token')));
  sockets.on('connection', (socket) => socket.on('user-join', (_, reply) => reply({ id: 1, name: 'Olga' })));
  await listening(server);
  return { server, sockets };
}

async function ollama() {
  return listening(
    http.createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ server: 'ollama', path: request.url }));
    }),
  );
}

function listening(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Connects as a program does, joins, and asks for an answer. */
async function joins(origin, path) {
  const socket = io(origin, {
    ...{ path, transports: ['websocket'], auth: { token: 'a-token' }, reconnection: false },
    rejectUnauthorized: false,
  });
  try {
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    const user = await socket.emitWithAck('user-join', { auth: { token: 'a-token' } });
    let answer = '';
    const whole = new Promise((resolve) => {
      socket.on('events', ({ data }) => {
        answer += data.content;
        if (answer === tokens.join('')) {
          resolve();
        }
      });
    });
    const body = JSON.stringify({ session_id: socket.id });
    await call(`${origin}${path.replace(SOCKET, '')}/api/chat/completions`, { method: 'POST', body });
    await whole;
    check(user.name === 'Olga', `socket.io-client: ${origin}${path} joins and gets its tokens`);
  } finally {
    socket.close();
  }
}

/** Opens `path` as a person does, and looks where that led and whom the page's own calls reached. */
async function visits(browser, origin, path, { leadsTo, name, calls }) {
  const context = await visitor(browser);
  const tab = await context.newPage();
  await tab.goto(origin + path);
  check(tab.url() === origin + leadsTo, `Chromium: ${origin}${path} opens at ${leadsTo}`, tab.url());
  await tab.waitForFunction(() => /three|connect_error/.test(document.getElementById('answer').textContent));
  const answer = await tab.textContent('#answer');
  check(answer === 'Olga hears: One two three', 'its socket is joined, and the tokens come over it', answer);
  await tab.waitForFunction(() => document.getElementById('calls').textContent !== '');
  const told = (await tab.textContent('#calls')).split('\n');
  const wrong = told.filter((line) => !line.endsWith(' open-webui'));
  check(told.length === calls && wrong.length === 0, "its own calls, /ollama/ among them, reach the UI's server", wrong);
  await screenshot(tab, name);
  await context.close();
}

await play('webui', async () => {
  const webui = await openWebUi();
  const model = await ollama();
  const [plain, secure] = [await freePort(), await freePort()];
  const address = `127.0.0.1:${webui.server.address().port}`;
  await gateway('gateway-webui', {
    hosts: ['127.0.0.1', 'localhost', 'gateway.test'],
    listeners: [
      { name: 'http', address: `127.0.0.1:${plain}` },
      { name: 'https', address: `127.0.0.1:${secure}`, tls: true },
    ],
    tls: { directory: await certificate(['127.0.0.1', 'localhost', 'gateway.test', 'webui.test']) },
    apps: {
      webui: { app: 'open-webui', address, path: '/webui/', host: 'webui.test' },
      ollama: { address: `127.0.0.1:${model.address().port}`, path: '/ollama/' },
    },
  });
  for (const origin of [`http://127.0.0.1:${plain}`, `https://127.0.0.1:${secure}`]) {
    await joins(origin, SOCKET);
    await joins(origin, `/webui${SOCKET}`);
    for (const [path, server, seen] of [
      ['/ollama/api/tags', 'ollama', '/api/tags'],
      ['/webui/api/config?x=1', 'open-webui', '/api/config?x=1'],
      ['/webui/ollama/api/tags', 'open-webui', '/ollama/api/tags'],
      ['/api/config', 'open-webui', '/api/config'],
    ]) {
      const { text } = await call(origin + path);
      const expected = JSON.stringify({ server, path: seen });
      check(text === expected, `a program's ${origin}${path} reaches ${server} as ${seen}`, text);
    }
  }
  const browser = await openBrowser();
  try {
    // localhost is told Sec-Fetch-Site, and so is every host by HTTPS; a name by plain HTTP is not.
    for (const [name, origin] of [
      ['webui-localhost', `http://localhost:${plain}`],
      ['webui-name-http', `http://gateway.test:${plain}`],
      ['webui-name-https', `https://gateway.test:${secure}`],
    ]) {
      await visits(browser, origin, '/webui/', { leadsTo: '/', name, calls: 5 });
      await visits(browser, origin, '/webui/c/42?models=a%2Fb', { leadsTo: '/c/42?models=a%2Fb', name, calls: 5 });
    }
    const host = `https://webui.test:${secure}`;
    await visits(browser, host, '/', { leadsTo: '/', name: 'webui-host', calls: 5 });
  } finally {
    await browser.close();
    webui.sockets.close();
    model.close();
  }
});
