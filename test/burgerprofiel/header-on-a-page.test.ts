import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { toHeader } from '../../adapters/burgerprofiel/header.js';
import { settings } from '../../adapters/burgerprofiel/settings.js';
import { profileSessionPaths } from '../../src/capabilities/profile-header/profile-session.paths.js';

// The snippet of the documentation, run against a widget that knows the calls of public client code and no others.

const page = readFileSync('docs/profile-header.md', 'utf8');
const snippet = /```html\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
const script = /<script type="module">([\s\S]*?)<\/script>/.exec(snippet)?.[1] ?? '';
const widgetId = '5f2b6c1e-0d3a-4c57-9a41-8b8f6f1c2d3e';
const header = toHeader({ widget: widgetId, environment: 'production', afterLogin: '/' });

async function run(status: number) {
  const told = {
    bootstrapped: [] as string[],
    mounted: [] as unknown[],
    asked: [] as string[],
    configured: [] as unknown[],
  };
  const listeners = new Map<string, (request: object) => void>();
  let element: unknown = null;
  const widget = {
    setMountElement: (given: unknown) => (element = given),
    mount: async () => void told.mounted.push(element),
    on: (name: string, listener: (request: object) => void) => void listeners.set(name, listener),
    getExtension: async (name: string) => {
      expect(name).toBe('citizen_profile.session');
      return { configure: (given: unknown) => void told.configured.push(given) };
    },
  };
  const bootstrap = async (url: string) => {
    told.bootstrapped.push(url);
    return widget;
  };
  const window = { vl: { widget: { client: { bootstrap } } } };
  const document = { getElementById: (id: string) => (snippet.includes(`<div id="${id}">`) ? { id } : null) };
  const fetch = async (url: string) => {
    told.asked.push(url);
    return { status };
  };
  // The documentation's own script.
  const inPage = new Function('window', 'document', 'fetch', `return (async () => {${script}})()`) as (
    ...given: unknown[]
  ) => Promise<void>;
  await inPage(window, document, fetch);
  return { told, logOut: listeners.get('citizen_profile.session.logout.request') };
}

describe('the snippet for a website', () => {
  test('loads the scripts that the hub names, in that order', () => {
    const loaded = [...snippet.matchAll(/<script src="([^"]+)"/g)].map(([, source]) => source);
    expect(loaded).toEqual(header.scripts);
  });

  test.each([
    [200, true],
    [401, false],
    [503, false],
  ])('shows the header, and to status %i says that somebody is logged in: %s', async (status, active) => {
    const { told } = await run(status);
    expect(told).toEqual({
      bootstrapped: [header.widgetUrl],
      mounted: [{ id: 'header' }],
      asked: [profileSessionPaths.user],
      configured: [
        {
          active,
          endpoints: {
            loginUrl: profileSessionPaths.login,
            loginRedirectUrl: '/',
            logoutUrl: profileSessionPaths.logout,
          },
        },
      ],
    });
  });

  test('acknowledges that somebody logs out before it accepts', async () => {
    const { logOut } = await run(200);
    const calls: string[] = [];
    logOut!({ acknowledge: () => calls.push('acknowledge'), accept: () => calls.push('accept') });
    expect(calls).toEqual(['acknowledge', 'accept']);
  });
});

test('a header of the test environment has the host of that environment', () => {
  const { widgetUrl, embedUrl } = toHeader({ widget: widgetId, environment: 'test', afterLogin: '/' });
  expect(new URL(widgetUrl).host).toBe('tni.widgets.burgerprofiel.dev-vlaanderen.be');
  expect(embedUrl).toBe(`${widgetUrl}/embed`);
});

describe('settings of a header', () => {
  const read = (given: object) => settings.shape.header.safeParse({ widget: widgetId, ...given }).success;

  test.each(['/', '/mijn-schilde', '/?tab=mijn'])('may end a login at %j', (afterLogin) => {
    expect(read({ afterLogin })).toBe(true);
  });
  test.each([
    '',
    'mijn',
    '//evil.example',
    '/\\evil.example',
    '/a\\b',
    'https://evil.example/',
    '/\t/evil.example',
  ])('may not end a login at %j', (afterLogin) => expect(read({ afterLogin })).toBe(false));
  test('need an id that is a UUID', () => {
    expect(read({ widget: '../../elsewhere' })).toBe(false);
  });
});
