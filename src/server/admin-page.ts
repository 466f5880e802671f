import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { administratorOf } from './administrators-only.js';
import { Html, html } from './html.js';
import { sendPage } from './layout.js';
import type { Identification } from './requester.js';
import { serveFile } from './static-files.js';

const webFolder = new URL('../../web/admin/', import.meta.url);
const operations = new URL('../../schema/operations/administrator/', import.meta.url);
/** The documents that the playground shows and the SDK offers: the page asks nothing that others cannot. */
const documents = {
  'adapter-states': 'AdapterStates',
  'commands-for-a-person': 'CommandsForAPerson',
  'retry-command': 'RetryCommand',
  'cancel-command': 'CancelCommand',
  'decide-command': 'DecideCommand',
  'webhook-failures': 'WebhookFailures',
  'replay-webhook-delivery': 'ReplayWebhookDelivery',
};
const require = createRequire(import.meta.url);

/** The page's libraries, served as they are in their packages; the import map gives them their names. */
const libraries = {
  preact: { path: '/admin/preact.js', file: require.resolve('preact') },
  'preact/hooks': { path: '/admin/preact-hooks.js', file: require.resolve('preact/hooks') },
  htm: { path: '/admin/htm.js', file: join(dirname(require.resolve('htm')), 'htm.mjs') },
};
const importMap = JSON.stringify({
  imports: Object.fromEntries(Object.entries(libraries).map(([name, { path }]) => [name, path])),
});
/** Made apart from the page's markup: its hash covers every space. */
const importMapScript = new Html(`<script type="importmap">${importMap}</script>`);
const importMapHash = createHash('sha256').update(importMap).digest('base64');

const ownScripts = [
  'admin.js',
  'adapters.js',
  'adapter-table.js',
  'commands.js',
  'graph.js',
  'icons.js',
  'simulators.js',
  'webhooks.js',
  'words.js',
];

/** `/admin`: the state of every platform, live. For administrators: a visitor is sent to log in, anybody else is told why not. */
export function adminPage(
  app: FastifyInstance,
  { identity, sandbox, queueBoard }: { identity: Identification; sandbox: boolean; queueBoard: boolean },
): void {
  for (const { path, file } of Object.values(libraries)) {
    serveFile(app, { path, type: 'text/javascript', read: () => readFile(file) });
  }
  for (const name of ownScripts) {
    serveFile(app, {
      path: `/admin/${name}`,
      type: 'text/javascript',
      read: () => readFile(new URL(name, webFolder)),
    });
  }
  serveFile(app, {
    path: '/admin/admin.css',
    type: 'text/css',
    read: () => readFile(new URL('admin.css', webFolder)),
  });

  for (const [name, document] of Object.entries(documents)) {
    serveFile(app, {
      path: `/admin/${name}.graphql`,
      type: 'text/plain',
      read: () => readFile(new URL(`${document}.graphql`, operations)),
    });
  }

  app.get('/admin', async (request, reply) => {
    const viewer = await administratorOf(identity, request, reply);
    if (!viewer) return reply;
    return sendPage(reply, {
      title: 'Beheer',
      path: '/admin',
      viewer,
      sandbox,
      // The import map is the page's only inline script; its hash allows this text and no other.
      policy: { 'script-src': `'self' 'sha256-${importMapHash}'`, 'connect-src': "'self'" },
      stylesheets: ['/admin/admin.css'],
      head: html`${importMapScript}
        <script type="module" src="/admin/admin.js"></script>`,
      body: html`<noscript
          ><p class="notice">Het beheer heeft JavaScript nodig om de toestand te volgen.</p></noscript
        >
        <div id="admin" data-sandbox="${String(sandbox)}">
          <h1>Platformen</h1>
          <p class="quiet">De toestand wordt opgehaald…</p>
        </div>
        ${queueBoard ? html`<p><a href="/admin/queues">Wachtrijen in Redis bekijken</a></p>` : null}`,
    });
  });
}
