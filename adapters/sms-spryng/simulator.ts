import type {
  Simulator,
  SimulatorOptions,
  SimulatorReply,
  SimulatorRequest,
} from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import { plannedReports, type TextEvent } from '../../src/adapter/simulator/text-deliveries.js';
import { createWebhookCaller } from '../../src/adapter/simulator/webhook-caller.js';
import type { SettingsInput } from './settings.js';
import { type Kept, MessageBox } from './simulator/message-box.js';

export interface SpryngSimulator extends Simulator<SettingsInput> {
  /** Every message that was taken, oldest first. */
  readonly sent: readonly Kept[];
  /** Where delivery reports go: an address on this machine; null for nowhere. */
  reportTo(url: string | null): void;
  /** The status of each call of the webhook; null when nobody answered. */
  readonly reportStatuses: readonly (number | null)[];
}

const apiKey = 'sandbox-spryng';
const secret = '59a79e22'.repeat(4);

/** Only what Spryng has a word for is reported: that it took a message, or that it was read, is not. */
const words: Readonly<Partial<Record<TextEvent, string>>> = {
  BUFFERED: 'Buffered',
  DELIVERED: 'Delivered',
  FAILED: 'Not Delivered',
  UNHEARD_OF: 'Teleported',
};

/** Spryng's REST API on loopback, with its delivery reports. */
export async function startSimulator({ clock, port, hubUrl }: SimulatorOptions): Promise<SpryngSimulator> {
  // Nothing is known of a second try.
  const caller = createWebhookCaller({ clock });
  const box = new MessageBox(() => clock.now());
  let reportUrl = hubUrl === undefined ? null : `${hubUrl}/webhooks/sms/sms-spryng/${secret}`;

  const report = ({ recipients, reference }: Kept) => {
    if (reportUrl === null) return;
    for (const recipient of recipients)
      for (const { afterMs, event } of plannedReports(recipient)) {
        const status = words[event];
        if (status === undefined) continue;
        const query = new URLSearchParams({ REFERENCE: reference ?? '', STATUS: status });
        caller.callAfter(afterMs, { method: 'GET', url: `${reportUrl}?${query}` });
      }
  };

  const route = (request: SimulatorRequest): SimulatorReply => {
    const { method, path, headers, expiredCredentials } = request;
    const operation = operationOf(request);
    const known = /^\/v1\/(balance|messages(\/[^/]+(\/cancel)?)?)$/.test(path);
    if (!known) return json(operation, 404, { message: 'Not Found' });
    if (headers['authorization'] !== `Bearer ${apiKey}` || expiredCredentials)
      return json(operation, 401, { message: 'Unauthenticated.' });
    switch (`${method} ${operation}`) {
      case 'GET balance':
        return json(operation, 200, { amount: box.credits });
      case 'GET list':
        return json(operation, 200, box.page(request.query));
      case 'POST send': {
        const taken = box.take(request.body.toString('utf8'));
        if ('errors' in taken)
          return json(operation, 422, { message: 'The given data was invalid.', ...taken });
        report(taken);
        return json(operation, 200, box.shown(taken));
      }
      case 'GET show':
      case 'POST cancel': {
        const found = box.find(path.split('/')[3] ?? '');
        return found
          ? json(operation, 200, box.shown(found))
          : json(operation, 404, { message: 'Not Found' });
      }
      default:
        return json(operation, 405, { message: 'Method Not Allowed' });
    }
  };

  const server = await startSimulatorServer({
    name: 'sms-spryng',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf,
    route: async (request) => route(request),
  });

  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: { url: server.url, apiKey, sender: 'Schilde', webhook: { secret } },
    sent: box.messages,
    reportTo(url) {
      reportUrl = url;
    },
    reportStatuses: caller.statuses,
    async close() {
      caller.close();
      await server.close();
    },
  };
}

function operationOf({ method, path }: SimulatorRequest): string {
  if (path === '/v1/balance') return 'balance';
  if (path === '/v1/messages') return method === 'GET' ? 'list' : 'send';
  if (path.endsWith('/cancel')) return 'cancel';
  return path.startsWith('/v1/messages/') ? 'show' : 'unknown';
}

function json(operation: string, status: number, body: object): SimulatorReply {
  return { operation, status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
