import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { LoginError } from '../identity/identity-error.js';
import type { ProviderLogout } from '../identity/login.js';
import { Html, html } from './html.js';
import { messagePage, sendPage } from './layout.js';
import { type Requester, visitor } from './requester.js';

const submit = 'document.getElementById("at-provider").submit()';
const submitHash = `'sha256-${createHash('sha256').update(submit).digest('base64')}'`;

/** Why the login did not succeed, with the code that helps whoever is called for help. */
export function loginProblemPage(reply: FastifyReply, { title, text, code }: LoginError): FastifyReply {
  return messagePage(reply, {
    title,
    correlationId: reply.request.id,
    detail: html`<p>${text}</p>
      <p class="quiet">Foutcode: <code>${code}</code></p>`,
  });
}

export function loggedOutPage(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Afgemeld',
    viewer: visitor,
    sandbox: false,
    path: '/',
    body: html`<div class="narrow">
      <h1>U bent afgemeld</h1>
      <p>Sluit uw browser als u een gedeelde computer gebruikt.</p>
      <p><a href="/">Terug naar de startpagina</a></p>
    </div>`,
  });
}

/** Asks who came by a link of another website: only a button of ours logs out. */
export function mayLogOutPage(reply: FastifyReply, viewer: Requester): FastifyReply {
  return sendPage(reply, {
    title: 'Afmelden',
    viewer,
    sandbox: false,
    path: '/',
    body: html`<div class="narrow">
      <h1>Wilt u zich afmelden?</h1>
      <form method="post" action="/logout">
        <button class="button" type="submit">Ja, meld mij af</button>
      </form>
      <p><a href="/">Nee, terug naar de startpagina</a></p>
    </div>`,
  });
}

/**
 * Ends the session at ACM/IDM too, with a form, so that the ID token stands in no address;
 * by itself where script runs, with the button elsewhere.
 */
export function logoutAtProviderPage(
  reply: FastifyReply,
  { method, action, fields }: ProviderLogout,
): FastifyReply {
  const inputs = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return sendPage(reply, {
    title: 'Afmelden',
    viewer: visitor,
    sandbox: false,
    path: '/',
    policy: { 'script-src': submitHash, 'form-action': `'self' ${new URL(action).origin}` },
    body: html`<div class="narrow">
      <h1>U bent afgemeld bij deze website</h1>
      <p>Meld u ook af bij ACM/IDM, het aanmeldplatform van de Vlaamse overheid.</p>
      <form id="at-provider" method="${method}" action="${action}">
        ${inputs}<button class="button" type="submit">Ook afmelden bij ACM/IDM</button>
      </form>
      ${scriptOf(submit)}
    </div>`,
  });
}

/** Nothing between the tags but the text whose hash the policy allows. */
function scriptOf(text: string) {
  return new Html(`<script>${text}</script>`);
}
