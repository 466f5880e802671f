import { createHash } from 'node:crypto';
import type { ProviderLogout } from '../identity/login.js';

const style = `
body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;color:#1c2633;background:#f4f6f8}
main{max-width:38rem;margin:10vh auto 0;padding:1.5rem;background:#fff;border-radius:.4rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .75rem}
a{color:#0b5394}code{background:#edf2f7;padding:.1rem .3rem}
button{font:inherit;padding:.5rem 1rem;border:0;border-radius:.4rem;background:#0b5394;color:#fff;cursor:pointer}
a:focus-visible,button:focus-visible{outline:.2rem solid #b7791f;outline-offset:.15rem}
`;
const submitScript = 'document.forms[0].submit()';
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A page with the Content-Security-Policy that belongs to it. */
export interface LoginPage {
  readonly html: string;
  readonly policy: string;
}

const policy = (more: string) =>
  `default-src 'none'; style-src ${hash(style)}; ${more}; base-uri 'none'; frame-ancestors 'none'`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="nl-BE">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(title)}</title><style>${style}</style></head>
<body><main>
<h1>${escape(title)}</h1>
${body}
</main></body>
</html>`;
}

/** @param code the error's code, which helps whoever is called for help. */
export function problemPage(title: string, text: string, code: string): LoginPage {
  const body = `<p>${escape(text)}</p>
<p><a href="/">Naar de startpagina</a></p>
<p><small>Foutcode: <code>${escape(code)}</code></small></p>`;
  return { html: page(title, body), policy: policy("form-action 'none'") };
}

export function loggedOutPage(): LoginPage {
  const body = `<p>Sluit uw browser als u een gedeelde computer gebruikt.</p>
<p><a href="/">Naar de startpagina</a></p>`;
  return { html: page('U bent afgemeld', body), policy: policy("form-action 'none'") };
}

/**
 * Ends the session at ACM/IDM too. It posts, so that the ID token, which holds personal data, stands in no address;
 * by itself where script runs, with the button elsewhere.
 */
export function logoutAtProviderPage({ action, fields }: ProviderLogout): LoginPage {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  );
  const body = `<p>U bent afgemeld bij deze website. Meld u ook af bij ACM/IDM, het aanmeldplatform van de Vlaamse overheid.</p>
<form method="post" action="${escape(action)}">${inputs.join('')}<button>Ook afmelden bij ACM/IDM</button></form>
<script>${submitScript}</script>`;
  const origin = new URL(action).origin;
  return {
    html: page('Afmelden', body),
    policy: policy(`script-src ${hash(submitScript)}; form-action 'self' ${origin}`),
  };
}

function escape(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
