import type {
  AdapterPayload,
  Configuration,
  KoaContextWithOIDC,
  Provider as OidcProvider,
} from 'oidc-provider';
import { memoryStore } from './memory-store.js';
import { sandboxOrganisation, sandboxPeople } from './sandbox-people.js';
import { publicPart } from './simulator-keys.js';
import type { SimulatorKeys } from './simulator-keys.js';
import { errorPage, loggedOutPage, logoutPage, pagePolicy } from './simulator-pages.js';

export const hubClientId = 'schakel-zandbak';
/** Known secrets: the simulator listens on this machine only and knows nothing that is real. */
export const introspectionClient = {
  clientId: 'schakel-zandbak-api',
  clientSecret: 'zandbak-geheim-van-de-hub',
};
export const serviceClient = {
  clientId: 'zandbak-website',
  clientSecret: 'zandbak-geheim-van-de-website',
  applicationName: 'Website van de gemeente (zandbak)',
};
export const apiScopes = ['vo_info', 'schakel_publiek', 'schakel_beheer', 'schakel_wijzigen'];

const day = 24 * 60 * 60;

/** Importing oidc-provider prints that it does not support Node 20; it runs there, and nobody can act on the line. */
async function importProvider() {
  /* eslint-disable no-console */
  const { warn } = console;
  console.warn = (...line: unknown[]) => {
    if (!String(line[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...line);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
  /* eslint-enable no-console */
}

function clientsOf(keys: SimulatorKeys, publicUrl: string): Record<string, AdapterPayload> {
  const clients = [
    {
      client_id: hubClientId,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [publicPart(keys.hub)] },
      redirect_uris: [new URL('/login/callback', publicUrl).href],
      post_logout_redirect_uris: [new URL('/logged-out', publicUrl).href],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    {
      client_id: introspectionClient.clientId,
      client_secret: introspectionClient.clientSecret,
      redirect_uris: [],
      response_types: [],
      grant_types: [],
    },
    {
      client_id: serviceClient.clientId,
      client_secret: serviceClient.clientSecret,
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      scope: apiScopes.join(' '),
    },
  ];
  return Object.fromEntries(clients.map((client) => [client.client_id, client as AdapterPayload]));
}

/** oidc-provider with the endpoints, clients and claims of ACM/IDM. */
export async function createAcmIdmProvider(
  issuer: string,
  keys: SimulatorKeys,
  publicUrl: string,
): Promise<OidcProvider> {
  const { default: Provider, interactionPolicy } = await importProvider();

  // ACM/IDM remembers who logged in; here every login asks again, so that a tester can become somebody else.
  const policy = interactionPolicy.base();
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('choose_again', 'a person is chosen at every login', (ctx) =>
        ctx.oidc.result?.login
          ? interactionPolicy.Check.NO_NEED_TO_PROMPT
          : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    );

  const html = (ctx: KoaContextWithOIDC, body: string) => {
    ctx.type = 'html';
    ctx.set('content-security-policy', pagePolicy);
    ctx.body = body;
  };

  const configuration: Configuration = {
    // Clients stand in the store and not in the configuration: oidc-provider clones those into objects that it then
    // does not take for plain ones under jest.
    adapter: memoryStore({ Client: clientsOf(keys, publicUrl) }),
    jwks: { keys: [keys.provider] } as Configuration['jwks'],
    clientAuthMethods: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
    scopes: ['openid', 'profile', 'vo', 'rrn', 'schakel', ...apiScopes],
    claims: {
      openid: ['sub', 'acr', 'amr', 'kid', 'vo_id', 'vo_doelgroepcode'],
      profile: ['given_name', 'family_name'],
      vo: ['cot', 'vo_email', 'vo_orgcode', 'vo_orgnaam', 'vo_doelgroepnaam'],
      rrn: ['rrn'],
      schakel: ['schakel_rol_3d', 'schakel_rol_3D'],
    },
    acrValues: ['eid', 'itsme', 'csamtotp'].map((name) => `urn:be:vlaanderen:authmech:${name}`),
    // ACM/IDM puts the claims of the scopes in the ID token too.
    conformIdTokenClaims: false,
    findAccount: (_ctx, accountId) => {
      const person = sandboxPeople.find((one) => one.accountId === accountId);
      if (!person) return undefined;
      // `kid` is a claim at ACM/IDM, beside the one in the header.
      return {
        accountId,
        claims: async () => ({ sub: accountId, kid: keys.provider.kid, ...person.claims }),
      };
    },
    async loadExistingGrant(ctx) {
      const { client, session, params } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({
        clientId: client!.clientId,
        accountId: session!.accountId,
      });
      grant.addOIDCScope(String(params!.scope));
      await grant.save();
      return grant;
    },
    interactions: { policy, url: (_ctx, interaction) => `${issuer}/choose/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client) => client.clientId === introspectionClient.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => html(ctx, logoutPage(form)),
        postLogoutSuccessSource: async (ctx) => html(ctx, loggedOutPage()),
      },
    },
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    renderError: async (ctx, out) => html(ctx, errorPage(out.error)),
    routes: {
      authorization: '/v1/auth',
      token: '/v1/token',
      userinfo: '/v1/userinfo',
      end_session: '/v1/logout',
      jwks: '/v1/keys',
      introspection: '/v1/introspect',
    },
    cookies: {
      names: { session: 'acm_idm_session', interaction: 'acm_idm_interaction', resume: 'acm_idm_resume' },
      keys: [keys.hub.kid + issuer],
      long: { httpOnly: true, sameSite: 'lax', path: '/op' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      ClientCredentials: 3600,
      Grant: day,
      IdToken: 3600,
      Interaction: 900,
      Session: day,
    },
  };

  const provider = new Provider(issuer, configuration);
  // The hub's port is free to choose, so any loopback address with the hub's own paths will do.
  const ownPath = (path: string) => (uri: string) => {
    const url = URL.canParse(uri) ? new URL(uri) : null;
    const known = url?.origin === new URL(publicUrl).origin;
    return url?.pathname === path && (known || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname));
  };
  const client = provider.Client.prototype as unknown as Record<string, (uri: string) => boolean>;
  client.redirectUriAllowed = ownPath('/login/callback');
  client.postLogoutRedirectUriAllowed = ownPath('/logged-out');
  return provider;
}

/** The introspection reply as ACM/IDM gives it: more claims, and some that say the same thing twice. */
export function asAcmIdmIntrospection(answer: Record<string, unknown>): Record<string, unknown> {
  const id = answer.client_id;
  if (answer.active !== true || id !== serviceClient.clientId) return answer;
  const { jti, sid, ...rest } = answer;
  const scopes = String(answer.scope ?? '').split(' ');
  return {
    ...rest,
    aud: id,
    sub: id,
    token_type: 'bearer',
    // Without the scope vo_info an API does not learn which organisation asks.
    ...(scopes.includes('vo_info') && {
      vo_applicatienaam: serviceClient.applicationName,
      vo_orgcode: sandboxOrganisation.code,
      vo_orgnaam: sandboxOrganisation.name,
    }),
  };
}
