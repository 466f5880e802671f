import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { html } from './html.js';
import { sendPage } from './layout.js';
import type { Identification } from './requester.js';
import { viewerOf } from './session-route.js';
import { serveFile } from './static-files.js';

const assets = new URL('../../web/assets/', import.meta.url);
const schemaFile = new URL('../../schema/schema.graphql', import.meta.url);

export interface LandingPageOptions {
  readonly identity: Identification;
  readonly sandbox: boolean;
}

/** `/`: what runs here and where to go, and the style sheet that all pages share. */
export function landingPage(app: FastifyInstance, { identity, sandbox }: LandingPageOptions): void {
  serveFile(app, {
    path: '/assets/site.css',
    type: 'text/css',
    read: () => readFile(new URL('site.css', assets)),
  });
  serveFile(app, {
    path: '/assets/mark.svg',
    type: 'image/svg+xml',
    read: () => readFile(new URL('mark.svg', assets)),
  });
  // Outside the sandbox a visitor may not read the schema, by introspection or otherwise.
  if (sandbox)
    serveFile(app, { path: '/schema.graphql', type: 'text/plain', read: () => readFile(schemaFile) });

  app.get('/', async (request, reply) =>
    sendPage(reply, {
      title: 'Start',
      path: '/',
      viewer: await viewerOf(identity, request),
      sandbox,
      body: html`<div class="landing">
        <h1>Eén vraag voor alle platformen</h1>
        <p class="lead">
          Schakel verbindt de website en de toepassingen van uw gemeente met de Vlaamse platformen. U stelt
          één vraag in GraphQL en krijgt één antwoord, ook als een platform even niet antwoordt.
        </p>
        <ul class="cards">
          <li>
            <h2><a href="/playground">Playground</a></h2>
            <p>Probeer vragen uit in de browser, met voorbeelden voor elke gebruiker.</p>
          </li>
          <li>
            <h2><a href="/admin">Beheer</a></h2>
            <p>Zie welk platform hapert, sinds wanneer, en wat de burger ervan merkt.</p>
          </li>
          ${
            sandbox &&
            html`<li>
              <h2><a href="/schema.graphql">Schema</a></h2>
              <p>Alles wat u kunt vragen, met bij elk veld wat het betekent.</p>
            </li>`
          }
        </ul>
        <h2>Voor ontwikkelaars</h2>
        <dl class="facts">
          <div>
            <dt>Vragen stellen</dt>
            <dd><code>POST /graphql</code></dd>
          </div>
          <div>
            <dt>Draait de hub?</dt>
            <dd>
              <a href="/livez"><code>/livez</code></a>
            </dd>
          </div>
          <div>
            <dt>Kan hij vragen aan?</dt>
            <dd>
              <a href="/readyz"><code>/readyz</code></a>
            </dd>
          </div>
        </dl>
        <p class="quiet">De handleidingen staan in de map <code>docs</code> die met Schakel meekomt.</p>
      </div>`,
    }),
  );
}
