import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { type Persona, readExamples } from './examples.js';
import { contentSecurityPolicy, type ContentSecurityPolicy } from './headers.js';
import { html } from './html.js';
import { sendPage } from './layout.js';
import { type Identification, isAdministrator, type Requester } from './requester.js';
import type { SandboxControl } from './sandbox-routes.js';
import { viewerOf } from './session-route.js';
import { serveFile } from './static-files.js';

const webFolder = new URL('../../web/playground/', import.meta.url);
const operationsFolder = fileURLToPath(new URL('../../schema/operations/', import.meta.url));

/** docs/web-security.md gives the reason of each. */
const policy: ContentSecurityPolicy = {
  'script-src': "'self'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'font-src': "'self' data:",
  'img-src': "'self' data:",
};

/** A worker runs under its own policy: it computes, it fetches nothing. */
const workerPolicy = contentSecurityPolicy();

// Nine megabytes of text: read when somebody opens the playground, not when the hub starts.
const bundle = () => import('@graphql-yoga/render-graphiql/graphiql');

export interface PlaygroundOptions {
  readonly identity: Identification;
  readonly sandbox: SandboxControl | null;
}

function personaOf(viewer: Requester): string {
  if (viewer.actor.kind === 'CITIZEN') return 'citizen';
  if (viewer.actor.kind === 'STAFF') return isAdministrator(viewer) ? 'administrator' : 'staff';
  return 'visitor';
}

/** GraphiQL at `/playground`, cut into own files so that no inline script is needed, with the example operations as tabs. */
export function playground(app: FastifyInstance, { identity, sandbox }: PlaygroundOptions): void {
  let examples: Promise<Persona[]> | null = null;
  const personas = () => (examples ??= readExamples(operationsFolder));

  const own = (name: string, type: 'text/css' | 'text/javascript') =>
    serveFile(app, { path: `/playground/${name}`, type, read: () => readFile(new URL(name, webFolder)) });
  own('playground.css', 'text/css');
  own('workers.js', 'text/javascript');
  own('playground.js', 'text/javascript');
  serveFile(app, {
    path: '/playground/graphiql.css',
    type: 'text/css',
    read: async () => (await bundle()).css,
  });
  serveFile(app, {
    path: '/playground/graphiql.js',
    type: 'text/javascript',
    read: async () => (await bundle()).js,
  });
  const worker = (name: string, export_: 'editorWorkerService' | 'graphqlWorker' | 'jsonWorker') =>
    serveFile(app, {
      path: `/playground/${name}.worker.js`,
      type: 'text/javascript',
      read: async () => (await bundle())[export_],
      policy: workerPolicy,
    });
  worker('editor', 'editorWorkerService');
  worker('graphql', 'graphqlWorker');
  worker('json', 'jsonWorker');

  app.get('/playground/examples.json', async () => {
    const token = (await sandbox?.clientToken?.()) ?? null;
    return {
      personas: (await personas()).map((persona) => ({
        ...persona,
        headers: persona.name === 'client' && token ? { Authorization: `Bearer ${token}` } : null,
      })),
    };
  });

  app.get<{ Querystring: { persona?: string } }>('/playground', async (request, reply) => {
    const viewer = await viewerOf(identity, request);
    const all = await personas();
    const chosen =
      all.find(({ name }) => name === request.query.persona) ??
      all.find(({ name }) => name === personaOf(viewer)) ??
      all[0];
    return sendPage(reply, {
      title: 'Playground',
      path: '/playground',
      viewer,
      sandbox: sandbox !== null,
      policy,
      fullHeight: true,
      stylesheets: ['/playground/graphiql.css', '/playground/playground.css'],
      head: html`<script defer src="/playground/workers.js"></script>
        <script defer src="/playground/graphiql.js"></script>
        <script defer src="/playground/playground.js"></script>`,
      body: html`<h1 class="visually-hidden">Playground</h1>
        <nav class="personas" aria-label="Voorbeelden per gebruiker">
          <span id="personas-label">Voorbeelden voor</span>
          <ul>
            ${all.map(
              ({ name, title }) =>
                html`<li>
                  <a
                    href="/playground?persona=${name}"
                    ${name === chosen?.name ? html` aria-current="true"` : null}
                    >${title}</a
                  >
                </li>`,
            )}
          </ul>
        </nav>
        <noscript><p class="notice">De playground heeft JavaScript nodig.</p></noscript>
        <div id="graphiql" lang="en" data-persona="${chosen?.name ?? ''}"></div>`,
    });
  });
}
