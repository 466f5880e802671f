import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { profileSessionPaths } from '../capabilities/profile-header/profile-session.paths.js';
import type { Identity } from '../identity/identity.js';
import { LoginError } from '../identity/identity-error.js';
import { attemptSeconds } from '../identity/login.js';
import type { Audience } from '../identity/people.js';
import type { Log } from '../operations/log.js';
import { loggedOutPage, loginProblemPage, logoutAtProviderPage, mayLogOutPage } from './login-pages.js';
import { viewerOf } from './session-route.js';

export interface LoginRoutesOptions {
  readonly identity: Identity;
  readonly log: Log;
  /** Told of everybody whom ACM/IDM knows and this hub does not let in, before the answer leaves. */
  readonly onNotLetIn?: (refusal: { code: string; correlationId: string }) => Promise<void>;
  /** The header of Mijn Burgerprofiel on the website, which asks below /sso; left out or null, nothing is there. */
  readonly profileHeader?: { readonly afterLogin: string } | null;
}

const notLetIn = new Set<LoginError['code']>([
  'INSUFFICIENT_MEANS',
  'NO_NATIONAL_NUMBER',
  'NO_ROLE',
  'SECOND_FACTOR_REQUIRED',
]);

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Fastify plugin: logging in and out at ACM/IDM. To be registered, not called: its error handler is its own. */
export async function loginRoutes(
  app: FastifyInstance,
  { identity, log, onNotLetIn, profileHeader }: LoginRoutesOptions,
): Promise<void> {
  // The button that logs out posts an empty form.
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded'))
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, _body, done) => done(null, {}),
    );

  app.addHook('onRequest', async (_request, reply) => {
    // Addresses of this plugin hold codes and states.
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  app.setErrorHandler(async (error, { id: correlationId }, reply) => {
    // What is not about the login goes to the hub's own handler.
    if (!(error instanceof LoginError)) throw error;
    const { code, reason } = error;
    log.warn('login.refused', { code, reason, correlationId });
    if (notLetIn.has(code)) await onNotLetIn?.({ code, correlationId });
    return loginProblemPage(reply.status(error.status), error);
  });

  const begin =
    (audience: Audience, standard = '/') =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      // On one's own machine the hub answers to several names, but the cookies of a login belong to one of them.
      const home = new URL(identity.publicUrl);
      if (request.host !== home.host && loopback.test(request.host) && loopback.test(home.host)) {
        // A request line may name a whole address; only its path is ours to follow.
        const { pathname, search } = new URL(request.url, home);
        return reply.redirect(`${home.origin}${pathname}${search}`, 302);
      }
      const { returnTo = standard } = request.query as { returnTo?: unknown };
      if (typeof returnTo !== 'string') throw new LoginError('INVALID_RETURN_TO');
      const { login } = identity.cookies;
      const start = await identity.login.begin(audience, returnTo, login.read(request.headers.cookie));
      reply.header('set-cookie', login.write(start.browserSecret, attemptSeconds));
      return reply.redirect(start.redirectTo, 303);
    };
  app.get('/login/citizen', begin('citizen'));
  app.get('/login/staff', begin('staff'));

  // Silent: a request log would hold the code and the state.
  app.get('/login/callback', { logLevel: 'silent' }, async (request, reply) => {
    const { cookie } = request.headers;
    const { login, session } = identity.cookies;
    const query = new URL(request.url, identity.publicUrl).searchParams;
    const { person, idToken, returnTo } = await identity.login.finish(query, login.read(cookie));
    const token = await identity.sessions.begin(person, idToken, session.read(cookie));
    log.info('login.succeeded', { kind: person.kind, correlationId: request.id });
    reply.header('set-cookie', session.write(token));
    return reply.redirect(returnTo, 303);
  });

  async function logOut(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { session } = identity.cookies;
    const token = session.read(request.headers.cookie);
    // First here: whatever happens at ACM/IDM, this session is over.
    const idToken = token && (await identity.sessions.end(token));
    reply.header('set-cookie', session.clear());
    const atProvider = idToken ? await identity.login.logoutAtProvider(idToken) : null;
    if (!atProvider) return reply.redirect('/logged-out', 303);
    // ACM/IDM may want to see where the form came from, but no more than the origin.
    reply.header('referrer-policy', 'strict-origin');
    return logoutAtProviderPage(reply, atProvider);
  }
  app.post('/logout', async (request, reply) => {
    if (!isOwnPage(request, identity.publicUrl)) throw new LoginError('FOREIGN_REQUEST');
    return logOut(request, reply);
  });
  app.get('/logged-out', (_request, reply) => loggedOutPage(reply));

  if (!profileHeader) return;
  const { login, logout, user } = profileSessionPaths;
  app.get(login, { exposeHeadRoute: false }, begin('citizen', profileHeader.afterLogin));
  app.get(logout, { exposeHeadRoute: false }, async (request, reply) => {
    const viewer = await viewerOf(identity, request);
    // The header logs out with a link, and so can any other website: only our own page is believed at once.
    if (viewer.actor.kind === 'ANONYMOUS') {
      if (viewer.clearCookie) reply.header('set-cookie', viewer.clearCookie);
      return reply.redirect('/logged-out', 303);
    }
    if (isOwnNavigation(request)) return logOut(request, reply);
    // Without a referrer a browser would hide where the form of this page comes from.
    reply.header('referrer-policy', 'same-origin');
    return mayLogOutPage(reply, viewer);
  });
  app.get(user, { exposeHeadRoute: false }, async (request, reply) => {
    const { actor, clearCookie } = await viewerOf(identity, request);
    if (clearCookie) reply.header('set-cookie', clearCookie);
    return reply.code(actor.kind === 'CITIZEN' ? 200 : 401).send({ active: actor.kind === 'CITIZEN' });
  });
}

/** A browser that says that somebody followed a link on our own page. One that says nothing may come from anywhere. */
function isOwnNavigation({ headers }: FastifyRequest): boolean {
  return headers['sec-fetch-site'] === 'same-origin' && headers['sec-fetch-mode'] === 'navigate';
}

/** A browser says where a form came from; a request that does not say so is not from our page. */
function isOwnPage({ headers }: FastifyRequest, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin === new URL(publicUrl).origin;
}
