// The real n8n behind the real gateway, used as a person uses it: under a path over HTTP and HTTPS, on a host name, and on
// a listener of its own. Its push connection is a WebSocket there, and on one mount SSE.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { selectors } from 'playwright-core';
import { openBrowser, screenshot, visitor } from './browser.mjs';
import { call, certificate, check, directory, end, environmentOf, freePort, gateway, play, start, until } from './stage.mjs';

selectors.setTestIdAttribute('data-test-id');

const owner = { email: 'owner@n8n.test', firstName: 'Olga', lastName: 'Owner', password: 'Verify-2-Apps' };

/** What has nothing to do with a gateway: n8n is to be alone on this machine, and asks nobody anything. */
const alone = {
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_COMMUNITY_PACKAGES_ENABLED: 'false',
  N8N_DISABLED_MODULES: 'mcp-registry',
  N8N_RUNNERS_ENABLED: 'false',
  DB_TYPE: 'sqlite',
  NODE_ENV: 'production',
};

/** Where n8n is to be found, and by what; each is a gateway and an n8n of its own. */
const mounts = [
  { name: 'n8n-path-http', mount: { path: '/n8n/' }, secure: false },
  { name: 'n8n-path-https', mount: { path: '/n8n/' }, secure: true },
  { name: 'n8n-host-https', mount: { host: 'n8n.test' }, secure: true },
  { name: 'n8n-listener-sse', mount: { listener: 'door' }, secure: false, push: 'sse' },
  { name: 'n8n-path-sse', mount: { path: '/n8n/' }, secure: true, push: 'sse' },
];

function startN8n(name, port, environment) {
  const folder = path.join(directory, `${name}-data`);
  mkdirSync(folder);
  const { PATH, LANG } = process.env;
  return start(name, process.execPath, [path.join(process.env.PHOENIX_N8N, 'bin/n8n'), 'start'], {
    cwd: folder,
    env: { PATH, LANG, HOME: folder, N8N_USER_FOLDER: folder, N8N_PORT: `${port}`, ...alone, ...environment },
  });
}

function isPage({ status, text }) {
  return status === 200 && text.includes('<!DOCTYPE html>');
}

/** Everything that a person does with n8n at `base`. */
async function use(browser, name, base, push) {
  const context = await visitor(browser);
  const page = await context.newPage();
  const seen = await watch(page, base);
  try {
    await setUp(page, base, name);
    await logIn(page, base);
    const workflow = await create(page, base, greeting);
    await runInEditor(page, base, workflow, seen, name);
    await activate(page, base, await create(page, base, webhooks));
    await callWebhooks(base);
    await activate(page, base, await create(page, base, form));
    await fillForm(context, base, name);
  } catch (e) {
    await screenshot(page, `${name}-failed`);
    throw e;
  }
  check(seen.push.kind === push, `the push connection is of the kind ${push}`, seen.push.kind);
  check(!seen.lost, '"Connection lost" was never shown');
  check(seen.strays.length === 0, `every request, redirect and cookie stayed below ${base}`, seen.strays.join(', '));
  check(seen.failures.length === 0, 'no request failed', seen.failures.join(', '));
  await context.close();
}

/** Notes what a page does behind the person's back. */
async function watch(page, base) {
  const seen = { push: null, frames: [], strays: [], failures: [], lost: false };
  const { origin, pathname } = new URL(base);
  const below = (url) => url.origin !== origin || url.pathname.startsWith(pathname);
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!below(url)) {
      seen.strays.push(`${request.method()} ${url.pathname}`);
    }
  });
  page.on('response', async (response) => {
    const url = new URL(response.url());
    if (url.origin !== origin) {
      return;
    }
    const { location } = response.headers();
    if (location !== undefined && !below(new URL(location, url))) {
      seen.strays.push(`${url.pathname} redirects to ${location}`);
    }
    if (response.status() >= 500) {
      seen.failures.push(`${response.status()} ${url.pathname}`);
    }
    for (const { name, value } of await response.headersArray().catch(() => [])) {
      const cookie = name.toLowerCase() === 'set-cookie' && /;\s*path=([^;]*)/i.exec(value);
      if (cookie && !cookie[1].startsWith(pathname)) {
        seen.strays.push(`${url.pathname} sets a cookie for ${cookie[1]}`);
      }
    }
  });
  const isPush = (url) => new URL(url).pathname === `${pathname}rest/push`;
  page.on('websocket', (socket) => {
    if (isPush(socket.url())) {
      seen.push = { kind: 'websocket', url: socket.url(), isOpen: () => !socket.isClosed() };
      socket.on('framereceived', ({ payload }) => seen.frames.push(String(payload)));
    }
  });
  const ended = new Set();
  page.on('requestfinished', (request) => ended.add(request));
  page.on('requestfailed', (request) => ended.add(request));
  page.on('request', (request) => {
    if (request.resourceType() === 'eventsource' && isPush(request.url())) {
      seen.push = { kind: 'sse', url: request.url(), isOpen: () => !ended.has(request) };
    }
  });
  await page.exposeFunction('eventPushed', (data) => seen.frames.push(data));
  await page.addInitScript(() => {
    globalThis.EventSource = class extends EventSource {
      constructor(...given) {
        super(...given);
        this.addEventListener('message', ({ data }) => globalThis.eventPushed(data));
      }
    };
  });
  await page.exposeFunction('connectionLost', () => {
    seen.lost = true;
  });
  await page.addInitScript(() => {
    setInterval(() => document.body?.innerText.includes('Connection lost') && globalThis.connectionLost(), 250);
  });
  return seen;
}

async function setUp(page, base, name) {
  await page.goto(base);
  await page.waitForURL(`${base}setup`);
  for (const [field, value] of Object.entries(owner)) {
    await page.fill(`input[name=${field}]`, value);
  }
  await screenshot(page, `${name}-1-setup`);
  await page.getByTestId('form-submit-button').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/setup'));
  check(page.url().startsWith(base), `the owner was set up, and came to ${new URL(page.url()).pathname}`, page.url());
}

async function logIn(page, base) {
  await page.context().clearCookies();
  await page.goto(`${base}home/workflows`);
  await page.waitForURL(`${base}signin**`);
  await page.fill('input[name=emailOrLdapLoginId]', owner.email);
  await page.fill('input[name=password]', owner.password);
  await page.getByTestId('form-submit-button').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/signin'));
  const cookies = await page.context().cookies();
  const session = cookies.find((cookie) => cookie.name === 'n8n-auth');
  check(session !== undefined, 'the owner logged in, by the page that an expired session leads to');
  const { protocol, pathname } = new URL(base);
  check(session.path === pathname, `the session's cookie is for ${pathname}`, session.path);
  check(session.secure === (protocol === 'https:'), `and ${session.secure ? 'for HTTPS only' : 'for plain HTTP too'}`);
}

/** A call by the page's own session, as its scripts make it. */
async function rest(page, base, method, resource, body) {
  const answer = await page.evaluate(
    async ({ url, method, body }) => {
      const response = await fetch(url, {
        method,
        headers: { 'Content-Type': 'application/json', 'browser-id': localStorage.getItem('n8n-browserId') },
        body: JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    },
    { url: `${base}rest/${resource}`, method, body },
  );
  if (answer.status !== 200) {
    throw new Error(`${method} ${resource}: ${answer.status} ${answer.text}`);
  }
  return JSON.parse(answer.text).data;
}

function create(page, base, workflow) {
  return rest(page, base, 'POST', 'workflows', { settings: {}, active: false, ...workflow });
}

async function activate(page, base, { id, versionId }) {
  await rest(page, base, 'POST', `workflows/${id}/activate`, { versionId, name: 'first', description: '' });
}

/** Opens the workflow, runs it by its button and looks at the result, which comes over the push connection. */
async function runInEditor(page, base, { id }, seen, name) {
  await page.goto(`${base}workflow/${id}`);
  await page.getByTestId('canvas-node').first().waitFor();
  await until('the push connection is there', () => seen.push);
  await page.getByTestId('execute-workflow-button').first().click();
  await page.getByTestId('canvas-node-status-success').nth(greeting.nodes.length - 1).waitFor();
  check(true, 'a workflow ran in the editor, and every node shows that it succeeded');
  const told = seen.frames.join('\n');
  check(told.includes('"executionFinished"'), `${seen.push.url} told so, in ${seen.frames.length} frames`, told);
  await screenshot(page, `${name}-2-run`);
  await page.locator('[data-test-id=canvas-node][data-node-name=Greet]').dblclick();
  await page.getByText('Good morning, Phoenix').first().waitFor();
  check(true, 'its result is shown');
  await screenshot(page, `${name}-3-result`);
  check(seen.push.isOpen(), 'the push connection is still open');
}

async function callWebhooks(base) {
  const json = { 'Content-Type': 'application/json' };
  const url = `${base}webhook/verify`;
  // n8n publishes in the background.
  await until('the webhook is published', () => call(url).then(({ status }) => status === 200));
  const got = await call(`${url}?name=a%20b`);
  check(got.status === 200 && JSON.parse(got.text).name === 'a b', `GET ${url}`, `${got.status} ${got.text}`);
  const text = 'x'.repeat(5 << 20);
  const posted = await call(url, { method: 'POST', headers: json, body: JSON.stringify({ text }) });
  const length = posted.status === 200 && JSON.parse(posted.text).length;
  check(length === text.length, `POST ${url} with 5 MiB`, `${posted.status} ${posted.text}`);
}

/** A form as its visitor sees it: no session, a file, and the page that comes after. */
async function fillForm(context, base, name) {
  const page = await context.newPage();
  const document = path.join(directory, 'report.txt');
  writeFileSync(document, 'seventeen letters');
  const url = `${base}form/document`;
  await until('the form is published', () => call(url).then(({ status }) => status === 200));
  await page.goto(url);
  await page.setInputFiles('input[type=file]', document);
  await page.locator('#submit-btn').click();
  await page.getByText('Received report.txt').waitFor();
  await screenshot(page, `${name}-4-form`);
  check(page.url().startsWith(base), 'a form took a file, and its last page names it', page.url());
  await page.close();
}

/** Nodes one after another, each `[name, type, version, parameters]`. */
function line(...nodes) {
  const names = nodes.map(([name]) => name);
  return {
    nodes: nodes.map(([name, type, typeVersion, parameters], i) => ({
      ...{ id: `${name}-id`, name, type: `n8n-nodes-base.${type}`, typeVersion, parameters },
      position: [220 * i, 0],
      ...(type === 'webhook' || type === 'formTrigger' ? { webhookId: `${name}-webhook` } : {}),
    })),
    connections: Object.fromEntries(names.slice(0, -1).map((name, i) => [name, to(names[i + 1])])),
  };
}

function to(node) {
  return { main: [[{ node, type: 'main', index: 0 }]] };
}

function set(name, value, type = 'string') {
  return { assignments: { assignments: [{ id: name, name, type, value }] } };
}

const greeting = {
  name: 'Greeting',
  ...line(
    ['Start', 'manualTrigger', 1, {}],
    ['Who', 'set', 3.4, set('who', 'Phoenix')],
    ['Greet', 'set', 3.4, set('greeting', '=Good morning, {{ $json.who }}')],
  ),
};

const webhooks = (() => {
  const webhook = { path: 'verify', responseMode: 'lastNode' };
  const get = line(
    ['Get', 'webhook', 2, { ...webhook, httpMethod: 'GET' }],
    ['Name', 'set', 3.4, set('name', '={{ $json.query.name }}')],
  );
  const post = line(
    ['Post', 'webhook', 2, { ...webhook, httpMethod: 'POST' }],
    ['Length', 'set', 3.4, set('length', '={{ $json.body.text.length }}', 'number')],
  );
  return {
    name: 'Webhooks',
    nodes: [...get.nodes, ...post.nodes],
    connections: { ...get.connections, ...post.connections },
  };
})();

const form = {
  name: 'Form',
  ...line(
    [
      ...['Form', 'formTrigger', 2.2],
      {
        formTitle: 'A document, please',
        formFields: { values: [{ fieldLabel: 'Document', fieldType: 'file', multipleFiles: false }] },
        options: { path: 'document' },
      },
    ],
    [
      ...['Thanks', 'form', 1],
      {
        operation: 'completion',
        completionTitle: '=Received {{ ($json.Document[0] ?? $json.Document).filename }}',
        completionMessage: 'Thank you',
      },
    ],
  ),
};

await play('n8n', async () => {
  const browser = await openBrowser();
  try {
    for (const { name, mount, secure, push = 'websocket' } of mounts) {
      console.log(` ${name}:`);
      const n8nPort = await freePort();
      const port = await freePort();
      const door = await gateway(`gateway-${name}`, {
        hosts: ['127.0.0.1'],
        listeners: [{ name: 'door', address: `127.0.0.1:${port}`, tls: secure }],
        ...(secure ? { tls: { directory: await certificate(['127.0.0.1', 'n8n.test']) } } : {}),
        apps: { n8n: { address: `127.0.0.1:${n8nPort}`, ...mount } },
      });
      const environment = await environmentOf('n8n', door.config);
      const base = environment.N8N_EDITOR_BASE_URL;
      const expected = `http${secure ? 's' : ''}://${mount.host ?? '127.0.0.1'}:${port}${mount.path ?? '/'}`;
      check(base === expected, `explain n8n tells its address: ${base}`, expected);
      const n8n = startN8n(name, n8nPort, { ...environment, N8N_PUSH_BACKEND: push });
      // While it starts, n8n answers everything with 200 and a line of text, then its API, and its page last.
      const own = `http://127.0.0.1:${n8nPort}/`;
      const ready = () => call(own).then(isPage, () => false);
      await until('n8n is ready', ready, { seconds: 240, program: n8n });
      await use(browser, name, base, push);
      await end(n8n);
      await end(door);
    }
  } finally {
    await browser.close();
  }
});
