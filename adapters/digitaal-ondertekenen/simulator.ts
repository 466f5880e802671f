import { randomBytes } from 'node:crypto';
import type {
  Simulator,
  SimulatorOptions,
  SimulatorReply,
  SimulatorRequest,
} from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import { packageStatusOf, statusAnswer, summaryAnswer } from './simulator/answers.js';
import { assuranceLevels, Packages, Refusal, roles } from './simulator/packages.js';
import { operatorPage, viewerPage } from './simulator/pages.js';
import { seed } from './simulator/seed.js';

export interface SigningSimulator extends Simulator<SettingsInput> {
  /** A recipient signs, reviews or declines; throws when it is not their turn. */
  act(packageId: string, email: string, action: 'sign' | 'decline'): void;
  /** Somebody removes a package in the web application. */
  deleteInWebApplication(packageId: string): void;
  /** What a civil servant sees in the web application: every package, and whose turn it is. */
  packages(): readonly {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly waitsFor: readonly string[];
  }[];
  /** As GET workflow answers; a test may look what the platform keeps. */
  statusOf(packageId: string): unknown;
  /** Bodies as they came in, oldest first. */
  readonly bodies: readonly { readonly operation: string; readonly body: unknown }[];
  /** Replaces what the platform says of a package, such as a status of its own. */
  overrideStatus(packageId: string, change: (answer: Record<string, unknown>) => void): void;
}

const acm = { id: 'schakel-acm', secret: 'zandbak-acm-geheim' };
const connector = { id: 'schakel-ondertekenen', secret: 'zandbak-ondertekenen-geheim' };
const profileName = 'beheerdersportaal_test';
const acmSeconds = 3600;
const tokenSeconds = 900;

interface Ticket {
  readonly packageId: number;
  readonly email: string;
  readonly returnUrl: string | null;
}

type Body = Readonly<Record<string, unknown>>;

/** SigningHub's API v4 on loopback, with ACM/IDM's token endpoint before it and the pages on which people sign. */
export async function startSimulator({ clock, port }: SimulatorOptions): Promise<SigningSimulator> {
  const packages = new Packages(clock);
  seed(packages);
  const acmTokens = new Map<string, number>();
  const tokens = new Map<string, number>();
  const tickets = new Map<string, Ticket>();
  const bodies: { operation: string; body: unknown }[] = [];
  const overrides = new Map<number, (answer: Record<string, unknown>) => void>();
  const issue = (kept: Map<string, number>, seconds: number) => {
    const token = randomBytes(24).toString('base64url');
    kept.set(token, clock.now() + seconds * 1000);
    return token;
  };
  const isGood = (kept: Map<string, number>, token: string) => (kept.get(token) ?? 0) > clock.now();

  function acmToken({ headers, body }: SimulatorRequest): SimulatorReply {
    const form = new URLSearchParams(body.toString('utf8'));
    const error = (status: number, code: string) =>
      json('acm-token', status, { error: code, error_description: 'The client is not known.' });
    if (form.get('grant_type') !== 'client_credentials') return error(400, 'unsupported_grant_type');
    const [id = '', secret = ''] = basicOf(headers['authorization']) ?? [
      form.get('client_id') ?? '',
      form.get('client_secret') ?? '',
    ];
    if (id !== acm.id || secret !== acm.secret) return error(401, 'invalid_client');
    return json('acm-token', 200, {
      access_token: issue(acmTokens, acmSeconds),
      token_type: 'Bearer',
      expires_in: acmSeconds,
    });
  }

  function singleSignOn(request: SimulatorRequest): SimulatorReply {
    const body = objectOf(request);
    const known =
      body['method'] === 'OAUTH2' &&
      body['profile_name'] === profileName &&
      body['client_id'] === connector.id &&
      body['client_secret'] === connector.secret &&
      isGood(acmTokens, String(body['token']));
    if (!known) return message('single-sign-on', 401, 'User authentication required');
    return json('single-sign-on', 200, {
      access_token: issue(tokens, tokenSeconds),
      token_type: 'Bearer',
      expires_in: tokenSeconds,
    });
  }

  function statusOf(id: number): Record<string, unknown> {
    const answer = structuredClone(statusAnswer(packages.get(id))) as Record<string, unknown>;
    overrides.get(id)?.(answer);
    return answer;
  }

  function addUsers(id: number, request: SimulatorRequest): SimulatorReply {
    const list: unknown = parsed(request);
    if (!Array.isArray(list) || list.length === 0) throw new Refusal(400, 'Request is not valid');
    const users = (list as Body[]).map((body) => {
      const { user_email: email, user_name: name, role, signing_order: order } = body;
      if (typeof email !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(email) || typeof name !== 'string')
        throw new Refusal(400, 'User email is not valid');
      if (!(roles as readonly unknown[]).includes(role))
        throw new Refusal(400, 'Recipient role is not valid');
      if (order !== undefined && !(Number.isInteger(order) && Number(order) >= 1))
        throw new Refusal(400, 'Signing order is not valid');
      return { email, name, role: role as string, signingOrder: order === undefined ? null : Number(order) };
    });
    for (const user of users) packages.addUser(id, user);
    return json(
      'users-add',
      200,
      users.map(({ email, signingOrder }) => ({
        user_email: email,
        ...(signingOrder !== null && { signing_order: signingOrder }),
        guest_user: true,
        email_language_code: 'nl-NL',
      })),
    );
  }

  function addField(id: number, documentId: number, request: SimulatorRequest): SimulatorReply {
    const body = objectOf(request);
    const { order, page_no: page, dimensions, field_name: name } = body;
    if (!isPositive(page) || !hasNumbers(dimensions, ['x', 'y', 'width', 'height']))
      throw new Refusal(400, 'Field dimensions are not valid');
    checkLevels(body);
    const box = dimensions as unknown as { x: number; y: number; width: number; height: number };
    const field = { order: Number(order), page, box };
    return json('field-add', 200, {
      field_name: packages.addField(id, documentId, field, typeof name === 'string' ? name : undefined),
    });
  }

  function autoplace(id: number, documentId: number, request: SimulatorRequest): SimulatorReply {
    const body = objectOf(request);
    const { search_text: text, order, field_type: type, placement, dimensions } = body;
    if (typeof text !== 'string' || text === '' || type !== 'SIGNATURE')
      throw new Refusal(400, 'Search text is not valid');
    if (!['LEFT', 'RIGHT', 'TOP', 'BOTTOM'].includes(String(placement)))
      throw new Refusal(400, 'Placement is not valid');
    if (!hasNumbers(dimensions, ['width', 'height']))
      throw new Refusal(400, 'Field dimensions are not valid');
    checkLevels(body);
    // Where the text stands is not looked for: the field comes at the foot of the first page.
    const { width, height } = dimensions as unknown as { width: number; height: number };
    packages.addField(id, documentId, {
      order: Number(order),
      page: 1,
      box: { x: 50, y: 720, width, height },
    });
    return json('field-autoplace', 200, {});
  }

  function integrationLink(request: SimulatorRequest): SimulatorReply {
    const body = objectOf(request);
    const { package_id: id, document_id: documentId, user_email: email, callback_url: callback } = body;
    for (const flag of ['collapse_panels', 'lock_panels', 'redirect_callback_url'])
      if (body[flag] !== undefined && body[flag] !== 'true' && body[flag] !== 'false')
        throw new Refusal(400, 'Request is not valid');
    if (body['section'] !== 'VIEWER' || typeof body['language'] !== 'string')
      throw new Refusal(400, 'Request is not valid');
    packages.document(Number(id), Number(documentId));
    if (!packages.get(Number(id)).users.some((user) => user.email === email))
      throw new Refusal(404, 'No user found at given order');
    const key = randomBytes(24).toString('base64url');
    const redirects = body['redirect_callback_url'] === 'true' && typeof callback === 'string';
    tickets.set(key, {
      packageId: Number(id),
      email: String(email),
      returnUrl: redirects ? callback : null,
    });
    return json('link', 200, `${server.url}/viewer/${key}`);
  }

  function list(status: string, page: number, size: number, search: string): SimulatorReply {
    const found = packages.all.filter(
      (one) =>
        (status === 'ALL' || packageStatusOf(one) === status) &&
        one.name.toLowerCase().includes(search.toLowerCase()),
    );
    return json('package-list', 200, found.slice((page - 1) * size, page * size).map(summaryAnswer));
  }

  async function api(request: SimulatorRequest): Promise<SimulatorReply> {
    const { method, path, headers } = request;
    const of = (pattern: RegExp) => pattern.exec(path)?.slice(1);
    const [name, perform] = ((): [string, () => SimulatorReply | Promise<SimulatorReply>] => {
      if (method === 'GET' && path === '/v4/settings/profile')
        return ['profile', () => json('profile', 200, { user_email: 'schakel@schilde.example' })];
      if (method === 'POST' && path === '/v4/packages') return ['package-create', () => create(request)];
      if (method === 'POST' && path === '/v4/links/integration')
        return ['link', () => integrationLink(request)];
      const page = of(/^\/v4\/packages\/([A-Z_]+)\/(\d+)\/(\d+)$/);
      if (page && method === 'GET')
        return [
          'package-list',
          () => list(page[0]!, Number(page[1]), Number(page[2]), headers['x-search-text'] ?? ''),
        ];
      const [packageText, rest = ''] = of(/^\/v4\/packages\/(\d+)(\/.*)?$/) ?? [];
      const id = Number(packageText);
      if (packageText !== undefined) {
        const found = inPackage(request, id, rest);
        if (found) return found;
      }
      return ['unknown', () => message('unknown', 404, 'Resource not found')];
    })();
    const token = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
    if (request.expiredCredentials || !token || !isGood(tokens, token))
      return message(name, 401, 'Request authorization denied');
    if (headers['content-type']?.startsWith('application/json')) {
      const body = parsed(request);
      if (bodies.length >= 1000) bodies.shift();
      bodies.push({ operation: name, body });
    }
    try {
      return await perform();
    } catch (error) {
      if (error instanceof Refusal) return message(name, error.status, error.message);
      throw error;
    }
  }

  function create(request: SimulatorRequest): SimulatorReply {
    const { workflow_mode: mode, package_name: name } = objectOf(request);
    if (!['ONLY_OTHERS', 'ME_AND_OTHERS', 'ONLY_ME'].includes(String(mode)))
      throw new Refusal(400, 'Workflow mode is not valid');
    const made = packages.create(typeof name === 'string' && name !== '' ? name : 'Undefined', String(mode));
    return json('package-create', 201, {
      package_id: made.id,
      workflow_mode: made.mode,
      workflow_type: made.type,
    });
  }

  function inPackage(
    request: SimulatorRequest,
    id: number,
    rest: string,
  ): [string, () => SimulatorReply | Promise<SimulatorReply>] | null {
    const { method } = request;
    const [, documentText, below] = /^\/documents\/(\d+)(\/.*)?$/.exec(rest) ?? [];
    const documentId = Number(documentText);
    switch (`${method} ${documentText === undefined ? rest : `/documents/*${below ?? ''}`}`) {
      case 'DELETE ':
        return ['package-delete', () => (packages.remove(id), empty('package-delete'))];
      case 'POST /documents':
        return ['document-add', () => addDocument(id, request)];
      case 'PUT /workflow':
        return ['workflow-set', () => (packages.setWorkflow(id, objectOf(request)), empty('workflow-set'))];
      case 'POST /workflow':
        return [
          'workflow-share',
          () => {
            const { documents } = packages.share(id);
            const shared = [{ package_id: id, documents: documents.map((one) => one.id) }];
            return json('workflow-share', 200, shared);
          },
        ];
      case 'DELETE /workflow':
        return ['workflow-recall', () => (packages.recall(id), empty('workflow-recall'))];
      case 'GET /workflow':
        return ['workflow', () => json('workflow', 200, statusOf(id))];
      case 'POST /workflow/users':
        return ['users-add', () => addUsers(id, request)];
      case 'GET /report':
        return ['report', async () => bytes('report', await packages.evidence(id))];
      case 'GET /documents/*':
        return ['document', async () => bytes('document', await packages.contentOf(id, documentId))];
      case 'POST /documents/*/fields/signature':
        return ['field-add', () => addField(id, documentId, request)];
      case 'POST /documents/*/fields/autoplace':
        return ['field-autoplace', () => autoplace(id, documentId, request)];
      default:
        return null;
    }
  }

  async function addDocument(id: number, request: SimulatorRequest): Promise<SimulatorReply> {
    const { headers, body } = request;
    if (!headers['content-type']?.startsWith('application/octet-stream'))
      throw new Refusal(400, 'Invalid request headers - content type is not supported');
    const name = headers['x-file-name'];
    if (name === undefined || headers['x-source'] === undefined)
      throw new Refusal(400, 'Invalid request headers - file name not found');
    const convert = headers['x-convert-document'] !== 'false';
    const added = await packages.addDocument(id, name, body, convert);
    // The manual has the first name, newer clients read the second: both are there.
    return json('document-add', 201, {
      documentid: added.id,
      document_id: added.id,
      document_name: added.name,
      document_type: 'PDF',
      document_pages: added.pages,
      document_size: added.size,
    });
  }

  /** Pages for people, with forms; a form of another site is not taken. */
  function pages(request: SimulatorRequest): SimulatorReply | null {
    const { method, path, headers, body } = request;
    const key = /^\/viewer\/([\w-]+)$/.exec(path)?.[1];
    if (path !== '/operator' && key === undefined) return null;
    const operation = key === undefined ? 'operator' : 'viewer';
    const ticket = key === undefined ? undefined : tickets.get(key);
    if (key !== undefined && !ticket) return page(operation, 404, 'Deze koppeling is niet geldig.');
    if (method === 'POST' && headers['origin'] !== undefined && headers['origin'] !== server.url)
      return page(operation, 403, 'Dit formulier komt van elders.');
    try {
      if (method === 'POST') {
        const form = new URLSearchParams(body.toString('utf8'));
        const id = ticket?.packageId ?? Number(form.get('package'));
        const email = ticket?.email ?? form.get('email') ?? '';
        const action = form.get('action');
        if (action === 'sign' || action === 'decline') packages.act(id, email, action);
        else if (action === 'delete' && !ticket) packages.remove(id);
        return { operation, status: 303, headers: { location: ticket?.returnUrl ?? path } };
      }
      if (!ticket) return page(operation, 200, operatorPage(packages.all));
      const one = packages.get(ticket.packageId);
      return page(
        operation,
        200,
        viewerPage(
          one,
          one.users.find(({ email }) => email === ticket.email),
        ),
      );
    } catch (error) {
      if (error instanceof Refusal) return page(operation, error.status, error.message);
      throw error;
    }
  }

  const server = await startSimulatorServer({
    name: 'digitaal-ondertekenen',
    clock,
    ...(port === undefined ? {} : { port }),
    async route(request) {
      const { method, path } = request;
      if (path === '/op/v1/token' && method === 'POST') return acmToken(request);
      if (path === '/authenticate/single-sign-on' && method === 'POST') return singleSignOn(request);
      if (path === '/v4/about' && method === 'GET')
        return json('about', 200, {
          installation_name: 'Simulator van Digitaal Ondertekenen',
          version: '8.4',
          build: '8.4.0.0',
        });
      return pages(request) ?? api(request);
    },
  });

  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: {
      url: server.url,
      acmTokenUrl: `${server.url}/op/v1/token`,
      acmClientId: acm.id,
      acmClientSecret: acm.secret,
      clientId: connector.id,
      clientSecret: connector.secret,
      profileName,
    },
    act: (packageId, email, action) => packages.act(Number(packageId), email, action),
    deleteInWebApplication: (packageId) => packages.remove(Number(packageId)),
    packages: () =>
      packages.all.map(({ id, name, status, users }) => ({
        id: String(id),
        name,
        status,
        waitsFor: users.flatMap((user) => (user.status === 'IN_PROGRESS' ? [user.email] : [])),
      })),
    statusOf: (packageId) => statusOf(Number(packageId)),
    overrideStatus: (packageId, change) => void overrides.set(Number(packageId), change),
    bodies,
  };
}

function parsed({ body }: SimulatorRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'Request is not valid');
  }
}

function objectOf(request: SimulatorRequest): Body {
  const body = parsed(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Refusal(400, 'Request is not valid');
  return body as Body;
}

const isPositive = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 1;

function hasNumbers(value: unknown, names: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Body)[name] === 'number')
  );
}

function checkLevels({ level_of_assurance: levels }: Body): void {
  if (!Array.isArray(levels) || !levels.every((one) => assuranceLevels.includes(String(one))))
    throw new Refusal(400, 'Level of assurance is not valid');
}

function basicOf(header: string | undefined): [string, string] | null {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (!encoded) return null;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return [decodeURIComponent(id), decodeURIComponent(secret)];
}

function json(operation: string, status: number, body: unknown): SimulatorReply {
  return {
    operation,
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

const message = (operation: string, status: number, text: string) =>
  json(operation, status, { Message: text });
const empty = (operation: string): SimulatorReply => ({ operation, status: 200 });
const bytes = (operation: string, body: Buffer): SimulatorReply => ({
  operation,
  status: 200,
  headers: { 'content-type': 'application/octet-stream' },
  body,
});
const page = (operation: string, status: number, html: string): SimulatorReply => ({
  operation,
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: html,
});
