import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { burgerprofiel } from '../../adapters/burgerprofiel/index.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { publishedState } from './published-state.js';

// Given the whole hub, with Mijn Burgerprofiel simulated.
let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ mirror: false });
});
afterAll(() => hub.close());

test('a state of a dossier that the municipality publishes is what its citizen reads in the graph', async () => {
  const { adapter, close } = adapterOnWire(burgerprofiel, hub.simulator('burgerprofiel').settings);
  const state = { ...publishedState, from: new Date('2026-11-02T09:30:00Z') };
  const outcome = await adapter.ports.dossierPublication!.publish(state, callContext());
  await close();
  expect(outcome.kind).toBe('PUBLISHED');

  const ahmed = await hub.citizen('Ahmed El Amrani');
  const { dossiers } = (await ahmed.citizen.myDossiers()).data.me!;
  expect(dossiers).toMatchObject({
    items: [
      {
        authority: 'SCHILDE',
        number: 'SCH-2026-00042',
        name: 'Premie voor een regenwaterput & <infiltratie>',
        status: {
          code: 'DossierOnvolledig',
          phase: 'Behandeling',
          action: { needed: true, description: 'Bezorg ons de factuur van de aannemer.' },
        },
      },
    ],
    source: { state: 'FRESH' },
  });
});

test('a visitor is told what a website needs for the header, and the session addresses answer', async () => {
  const { data, sources } = await hub.visitor.visitor.profileHeader();
  const scripts = 'https://prod.widgets.burgerprofiel.vlaanderen.be/api/v1/node_modules/@govflanders';
  const widgets = 'https://tni.widgets.burgerprofiel.dev-vlaanderen.be/api/v1/widget';
  const widget = '00000000-0000-4000-8000-000000000000';
  expect(data.profileHeader).toEqual({
    environment: 'TEST',
    scripts: [`${scripts}/vl-widget-polyfill/dist/index.js`, `${scripts}/vl-widget-client/dist/index.js`],
    widgetUrl: `${widgets}/${widget}`,
    embedUrl: `${widgets}/${widget}/embed`,
    session: {
      loginUrl: `${hub.url}/sso/aanmelden`,
      loginRedirectUrl: `${hub.url}/`,
      logoutUrl: `${hub.url}/sso/afgemeld`,
      switchCapacityUrl: null,
      userUrl: `${hub.url}/sso/ingelogde_gebruiker`,
    },
  });
  expect(sources).toEqual([]);

  const { userUrl } = data.profileHeader!.session;
  expect((await fetch(userUrl)).status).toBe(401);
  const emma = await hub.browser('citizen', 'Emma Peeters');
  expect((await fetch(userUrl, { headers: { cookie: cookieOf(emma) } })).status).toBe(200);
  // The policy of our own pages knows no widget.
  const page = await fetch(hub.url, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-security-policy')).not.toContain('vlaanderen.be');
});

test('the session addresses stand in the log by their route, without what was asked', async () => {
  await fetch(`${hub.url}/sso/aanmelden?returnTo=%2Fmijn-geheim`, { redirect: 'manual' });
  expect(hub.logLines.join('')).not.toContain('mijn-geheim');
});
