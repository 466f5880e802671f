const tabsKey = 'graphiql:tabState';

/**
 * Where GraphiQL keeps its tabs: this browser tab only, a shelf per persona. Variables may hold a national number,
 * so nothing is written to the disk for longer than the session.
 */
function shelf(persona) {
  const prefix = `schakel:${persona}:`;
  const ownKeys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(prefix));
  return {
    get length() {
      return ownKeys().length;
    },
    // Tabs are handed over as `defaultTabs`: read back by GraphiQL itself, they come with an empty tab in front.
    getItem: (key) => (key === tabsKey ? null : sessionStorage.getItem(prefix + key)),
    setItem: (key, value) => sessionStorage.setItem(prefix + key, value),
    removeItem: (key) => sessionStorage.removeItem(prefix + key),
    clear: () => ownKeys().forEach((key) => sessionStorage.removeItem(key)),
    /** The tabs as they were left; null on a first visit. */
    tabs() {
      try {
        return JSON.parse(sessionStorage.getItem(prefix + tabsKey)).tabs.map(({ query, variables }) => ({
          query,
          variables,
        }));
      } catch {
        return null;
      }
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
  const storage = shelf(root.dataset.persona);
  const tabs = storage.tabs() ?? (persona?.operations ?? []).map(({ query }) => ({ query }));
  globalThis.YogaGraphiQL.renderYogaGraphiQL(root, {
    endpoint: '/graphql',
    title: ' ',
    logo: ' ',
    // Headers are never stored, so tabs that come back get theirs again.
    defaultTabs: tabs.map((tab) => ({ ...tab, headers })),
    initialHeaders: headers,
    storage,
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
