import type {
  Simulator,
  SimulatorOptions,
  SimulatorReply,
  SimulatorRequest,
} from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import { createWebhookCaller } from '../../src/adapter/simulator/webhook-caller.js';
import type { SettingsInput } from './settings.js';
import { type Judged, judge, type Sent } from './simulator/messages.js';
import { reportsOf } from './simulator/reports.js';

export interface CmSimulator extends Simulator<SettingsInput> {
  /** Every message that was accepted, oldest first. */
  readonly sent: readonly Sent[];
  /** Where status reports go: an address on this machine; null for nowhere. */
  reportTo(url: string | null): void;
  /** The status of each call of the webhook; null when nobody answered. */
  readonly reportStatuses: readonly (number | null)[];
  /** Whether there is money left. */
  solvent: boolean;
}

const productToken = '00000000-5aad-4b0c-8000-000000000000';
const secret = 'c3a05e11'.repeat(4);
const minute = 60_000;
const day = 24 * 60 * minute;

/** CM.com's Business Messaging gateway on loopback: accepts, refuses, and reports afterwards what became of each message. */
export async function startSimulator({ clock, port, hubUrl }: SimulatorOptions): Promise<CmSimulator> {
  // How often CM.com tries again is not documented; for how long, is.
  const caller = createWebhookCaller({ clock, retry: { everyMs: 5 * minute, forMs: 7 * day } });
  const sent: Sent[] = [];
  let reportUrl = hubUrl === undefined ? null : `${hubUrl}/webhooks/sms/sms-cm/${secret}`;
  let solvent = true;

  const accept = (message: Sent) => {
    sent.push(message);
    if (reportUrl === null) return;
    for (const { afterMs, body } of reportsOf(message, clock.now()))
      caller.callAfter(afterMs, {
        method: 'POST',
        url: reportUrl,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
      });
  };

  const post = (request: SimulatorRequest): SimulatorReply => {
    const document = parsed(request.body);
    if (document === null) return answer('message', 400, 202, 'The request is malformed');
    const list = document.messages?.msg;
    const operation = Array.isArray(list) && list.length > 0 ? 'message' : 'probe';
    if (request.expiredCredentials || tokenOf(request, document) !== productToken)
      return answer(operation, 400, 101, 'No account found for the given authentication');
    if (operation === 'probe') return answer(operation, 400, 203, 'The MSG array is incorrect');
    if (!solvent) return answer(operation, 400, 102, 'Balance is insufficient');
    const judged = (list as unknown[]).flatMap(judge);
    const good = judged.filter(({ code }) => code === 0);
    for (const { message } of good) if (message) accept(message);
    const all = good.length === judged.length;
    const details = all ? `Created ${good.length} message(s)` : 'Not all messages were sent';
    return answer(operation, good.length > 0 ? 200 : 400, all ? 0 : 201, details, judged);
  };

  const server = await startSimulatorServer({
    name: 'sms-cm',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf: ({ body }) => (parsed(body)?.messages?.msg?.length === 0 ? 'probe' : 'message'),
    async route(request) {
      if (request.path !== '/v1.0/message') return { operation: 'unknown', status: 404 };
      return request.method === 'POST' ? post(request) : { operation: 'message', status: 405 };
    },
  });

  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: { url: server.url, productToken, sender: 'Schilde', webhook: { secret } },
    sent,
    reportTo(url) {
      reportUrl = url;
    },
    reportStatuses: caller.statuses,
    get solvent() {
      return solvent;
    },
    set solvent(value) {
      solvent = value;
    },
    async close() {
      caller.close();
      await server.close();
    },
  };
}

interface RequestDocument {
  readonly messages?: {
    readonly authentication?: Readonly<Record<string, string>>;
    readonly msg?: readonly unknown[];
  };
}

function parsed(body: Buffer): RequestDocument | null {
  try {
    const document: unknown = JSON.parse(body.toString('utf8'));
    return typeof document === 'object' ? document : null;
  } catch {
    return null;
  }
}

/** In the header, or in the message under a name whose capitals do not matter. */
function tokenOf({ headers }: SimulatorRequest, { messages }: RequestDocument): string | undefined {
  const inside = Object.entries(messages?.authentication ?? {}).find(
    ([name]) => name.toLowerCase() === 'producttoken',
  );
  return headers['x-cm-producttoken'] ?? inside?.[1];
}

function answer(
  operation: string,
  status: number,
  errorCode: number,
  details: string,
  judged: readonly Judged[] = [],
): SimulatorReply {
  const messages = judged.map(({ to, reference, parts, code, details: messageDetails }) => ({
    to,
    status: code === 0 ? 'Accepted' : 'Rejected',
    reference,
    parts,
    messageDetails,
    messageErrorCode: code,
  }));
  return {
    operation,
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ details, errorCode, messages }),
  };
}
