/**
 * Where GraphiQL keeps its tabs: this browser tab only, a shelf per persona. Variables may hold a national number,
 * so nothing is written to the disk for longer than the session.
 */
function shelf(persona) {
  const prefix = `schakel:${persona}:`;
  return {
    get length() {
      return sessionStorage.length;
    },
    getItem: (key) => sessionStorage.getItem(prefix + key),
    setItem: (key, value) => sessionStorage.setItem(prefix + key, value),
    removeItem: (key) => sessionStorage.removeItem(prefix + key),
    clear() {
      for (const key of Object.keys(sessionStorage))
        if (key.startsWith(prefix)) sessionStorage.removeItem(key);
    },
  };
}

async function start() {
  const root = document.querySelector('#graphiql');
  const response = await fetch('/playground/examples.json');
  if (!response.ok) throw new Error(`examples: ${response.status}`);
  const { personas } = await response.json();
  const persona = personas.find(({ name }) => name === root.dataset.persona);
  const headers = persona?.headers ? JSON.stringify(persona.headers, null, 2) : undefined;
  globalThis.YogaGraphiQL.renderYogaGraphiQL(root, {
    endpoint: '/graphql',
    title: ' ',
    logo: ' ',
    defaultTabs: (persona?.operations ?? []).map(({ query }) => ({ query, headers })),
    // Headers are never stored, so after a reload the tabs come back without them.
    initialHeaders: headers,
    storage: shelf(root.dataset.persona),
    shouldPersistHeaders: false,
    // Left alone, the query would be copied into the address bar, and from there into histories and logs.
    onEditQuery() {},
  });
}

start().catch(() => {
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  notice.textContent = 'De playground kon niet starten. Herlaad de pagina.';
  document.querySelector('#graphiql').replaceChildren(notice);
});
