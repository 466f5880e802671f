import type { FastifyReply } from 'fastify';
import { contentSecurityPolicy, type ContentSecurityPolicy, pagePolicy } from './headers.js';
import { html, type Html } from './html.js';
import { displayName, isAdministrator, type Requester, visitor } from './requester.js';

export interface Page {
  readonly title: string;
  readonly viewer: Requester;
  readonly sandbox: boolean;
  readonly body: Html;
  /** Path of the page itself: marks it in the navigation, and login comes back to it. */
  readonly path: string;
  readonly stylesheets?: readonly string[];
  /** Markup at the end of the head: scripts, an import map. */
  readonly head?: Html;
  /** What this page may do beyond an ordinary page of ours. */
  readonly policy?: ContentSecurityPolicy;
  /** The page fills the window, as an editor does. */
  readonly fullHeight?: boolean;
}

const navigation = [
  { path: '/', label: 'Start' },
  { path: '/playground', label: 'Playground' },
  { path: '/admin', label: 'Beheer' },
];

const kinds: Record<string, string> = { CITIZEN: 'burger', STAFF: 'medewerker', CLIENT: 'toepassing' };

function account(viewer: Requester, path: string): Html {
  if (viewer.actor.kind === 'ANONYMOUS') {
    const returnTo = encodeURIComponent(path);
    return html`<div class="account">
      <span class="account-name nobody">Niet aangemeld</span>
      <a class="button" href="/login/citizen?returnTo=${returnTo}">Aanmelden als burger</a>
      <a class="button" href="/login/staff?returnTo=${returnTo}">Aanmelden als medewerker</a>
    </div>`;
  }
  const role = isAdministrator(viewer) ? 'beheerder' : kinds[viewer.actor.kind];
  return html`<div class="account">
    <span class="account-name"
      ><strong>${displayName(viewer) ?? 'Aangemeld'}</strong>${role ? html` · ${role}` : null}</span
    >
    <form method="post" action="/logout"><button class="button" type="submit">Afmelden</button></form>
  </div>`;
}

const mark = html`<svg
  class="mark"
  viewBox="0 0 32 20"
  width="32"
  height="20"
  aria-hidden="true"
  focusable="false"
>
  <rect x="1.5" y="3.5" width="17" height="13" rx="6.5" fill="none" stroke="currentColor" stroke-width="3" />
  <rect x="13.5" y="3.5" width="17" height="13" rx="6.5" fill="none" stroke="currentColor" stroke-width="3" />
</svg>`;

/** Sends a page of ours: header with navigation and account, one main, its policy. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  const document = html`<!doctype html>
    <html lang="nl-BE">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · Schakel</title>
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/site.css" />
        ${(page.stylesheets ?? []).map((href) => html`<link rel="stylesheet" href="${href}" />`)}
        ${page.head ?? null}
      </head>
      <body${page.fullHeight ? html` class="full-height"` : null}>
        <a class="skip" href="#main">Naar de inhoud</a>
        <header>
          ${page.sandbox && html`<p class="sandbox-ribbon"><strong>Zandbak</strong> Alle platformen en personen zijn gesimuleerd.</p>`}
          <div class="site-header">
            <a class="brand" href="/">${mark} <span>Schakel</span></a>
            <nav aria-label="Hoofdnavigatie">
              <ul>
                ${navigation.map(
                  ({ path, label }) =>
                    html`<li>
                      <a href="${path}" ${path === page.path && html`aria-current="page"`}>${label}</a>
                    </li>`,
                )}
              </ul>
            </nav>
            ${account(page.viewer, page.path)}
          </div>
        </header>
        <main id="main" tabindex="-1">${page.body}</main>
      </body>
    </html>`;
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', contentSecurityPolicy({ ...pagePolicy, ...page.policy }))
    .send(document.toString());
}

/** A page with one message: an error, a refusal. The status is the reply's own. */
export function messagePage(
  reply: FastifyReply,
  message: { title: string; correlationId: string; viewer?: Requester; detail?: Html },
): FastifyReply {
  const { title, correlationId, detail } = message;
  return sendPage(reply, {
    title,
    viewer: message.viewer ?? visitor,
    sandbox: false,
    path: '/',
    body: html`<div class="narrow">
      <h1>${title}</h1>
      ${detail ?? null}
      <p class="quiet">Kenmerk: <code>${correlationId}</code></p>
      <p><a href="/">Terug naar de startpagina</a></p>
    </div>`,
  });
}
