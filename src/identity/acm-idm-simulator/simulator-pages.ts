import { createHash } from 'node:crypto';
import { sandboxPeople } from './sandbox-people.js';
import type { SandboxPerson } from './sandbox-people.js';

const style = `
body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#1c2633;background:#f4f6f8}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
.notice{background:#fff3c4;border-left:.4rem solid #b7791f;padding:.75rem 1rem}
ul{list-style:none;margin:0;padding:0}
li{background:#fff;border:1px solid #cbd5e0;border-radius:.4rem;padding:.75rem 1rem;margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between}
li small{display:block;color:#4a5568}
button{font:inherit;padding:.5rem 1rem;border:0;border-radius:.4rem;background:#0b5394;color:#fff;cursor:pointer}
button:hover{background:#073763}button:focus-visible{outline:.2rem solid #b7791f;outline-offset:.15rem}
button.plain{background:none;color:#0b5394;text-decoration:underline;padding:.5rem 0}
`;
const submitScript = 'document.forms[0].submit()';
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * No form-action: a browser checks it against every redirect that follows the form, and those lead to the hub,
 * whose address the simulator does not know.
 */
export const pagePolicy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(submitScript)}; base-uri 'none'; frame-ancestors 'none'`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="nl-BE">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main>
<h1>${title}</h1>
${body}
</main></body>
</html>`;
}

/** Where a tester chooses who to be. Works without script; holds no national number. */
export function choicePage(action: string, first: SandboxPerson['group']): string {
  const groups = { citizen: 'Inwoners', staff: 'Medewerkers' };
  const order = first === 'citizen' ? (['citizen', 'staff'] as const) : (['staff', 'citizen'] as const);
  const sections = order.map(
    (group) => `<section aria-labelledby="${group}"><h2 id="${group}">${groups[group]}</h2><ul>
${sandboxPeople
  .filter((person) => person.group === group)
  .map(row)
  .join('\n')}
</ul></section>`,
  );
  return page(
    'Wie wilt u zijn?',
    `<p class="notice">Dit is een zandbak: een nabootsing van ACM/IDM met verzonnen mensen. Niets hiervan is echt.</p>
<form method="post" action="${action}">
${sections.join('\n')}
<p><button class="plain" name="choice" value="cancel">Niet aanmelden</button></p>
</form>`,
  );
}

function row({ accountId, name, hint, means }: SandboxPerson): string {
  const buttons = means.map(
    (one) =>
      `<button name="choice" value="${accountId}:${one.name}" aria-label="Aanmelden als ${name} met ${one.label}">${one.label}</button>`,
  );
  return `<li><span>${name}<small>${hint}</small></span><span>${buttons.join(' ')}</span></li>`;
}

/** Goes on by itself; with the button it works without script too. `form` comes from oidc-provider and has the id used here. */
export function logoutPage(form: string): string {
  const confirmed = form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>');
  return page(
    'Afmelden bij ACM/IDM (zandbak)',
    `${confirmed}
<p><button type="submit" form="op.logoutForm">Afmelden</button></p>
<script>${submitScript}</script>`,
  );
}

export function loggedOutPage(): string {
  return page('U bent afgemeld bij ACM/IDM (zandbak)', '<p>U kunt dit venster sluiten.</p>');
}

/** @param code an OAuth error code, e.g. `invalid_request`. */
export function errorPage(code: string): string {
  const safe = code.replace(/[^\w-]/g, '');
  return page(
    'Dit ging mis bij ACM/IDM (zandbak)',
    `<p>Foutcode: ${safe}. Ga terug en begin opnieuw met aanmelden.</p>`,
  );
}
