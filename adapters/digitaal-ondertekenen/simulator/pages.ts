import type { Package, User } from './packages.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const safe = (text: string | number) => String(text).replace(/[&<>"']/g, (one) => escapes[one] ?? one);

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${safe(title)}</title>
<style>body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}form{display:inline}table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;text-align:left}</style>
</head>
<body>
<h1>${safe(title)}</h1>
${body}
</body>
</html>
`;
}

/** Every package, with what a tester can do in the place of the recipients or of somebody in the web application. */
export function operatorPage(packages: readonly Package[]): string {
  const list = packages.map((one) => {
    const users = one.users
      .map((user) => {
        const own = { package: one.id, email: user.email };
        const actions =
          one.status === 'SHARED' && user.status === 'IN_PROGRESS'
            ? button('Ondertekenen', { ...own, action: 'sign' }, `voor ${user.name}`) +
              button('Weigeren', { ...own, action: 'decline' }, `voor ${user.name}`)
            : '';
        return `<tr><td>${safe(user.name)}</td><td>${safe(user.role)}</td><td>${safe(user.status)}</td><td>${actions}</td></tr>`;
      })
      .join('\n');
    return `<h2>${safe(one.id)}: ${safe(one.name)}</h2>
<p>${safe(one.status)} ${button('Verwijderen', { package: one.id, action: 'delete' }, one.name)}</p>
<table><thead><tr><th>Wie</th><th>Rol</th><th>Status</th><th>Doen</th></tr></thead><tbody>
${users}
</tbody></table>`;
  });
  return page('Simulator van Digitaal Ondertekenen', list.join('\n') || '<p>Er is niets.</p>');
}

/** What a signing link leads to: the package, as one recipient sees it. */
export function viewerPage(one: Package, user: User | undefined): string {
  const turn = one.status === 'SHARED' && user?.status === 'IN_PROGRESS';
  const actions = turn
    ? button('Ondertekenen', { action: 'sign' }, '') + button('Weigeren', { action: 'decline' }, '')
    : `<p>U hoeft hier niets te doen (${safe(user?.status ?? one.status)}).</p>`;
  return page(`Ondertekenen: ${one.name}`, `<p>${safe(one.message)}</p>${actions}`);
}

function button(label: string, values: Readonly<Record<string, string | number>>, about: string): string {
  const inputs = Object.entries(values)
    .map(([name, value]) => `<input type="hidden" name="${safe(name)}" value="${safe(value)}">`)
    .join('');
  const name = about === '' ? label : `${label}: ${about}`;
  return `<form method="post">${inputs}<button aria-label="${safe(name)}">${safe(label)}</button></form> `;
}
