import { Counter } from 'prom-client';
import { PlatformError } from '../../adapter/platform-error.js';
import type { PolicySettings } from '../../adapter/wire/policy.js';
import type { Wire } from '../../adapter/wire/wire.js';
import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Log } from '../../operations/log.js';
import type { Metrics } from '../../operations/metrics.js';
import { signedMessage } from './webhook.message.js';
import {
  deliveryReasons,
  type EndpointCard,
  type Settlement,
  type TakenDelivery,
  type WebhookRecords,
} from './webhook.records.js';

/** An endpoint with its own way out: its breaker and its places are no other's. */
export interface WebhookEndpointAtWork extends EndpointCard {
  /** The one that holds now, and while it is changed the one of before. */
  readonly secrets: readonly Uint8Array[];
  readonly wire: Wire;
}

/** What came of a try, and how long its endpoint is left alone. */
interface Outcome extends Settlement {
  readonly pauseMs: number;
}

export interface WebhookSenderOptions {
  readonly endpoints: readonly WebhookEndpointAtWork[];
  readonly records: WebhookRecords;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly random?: () => number;
}

export interface WebhookSender {
  /** Looks now and then at what is due. */
  start(): void;
  /** Looks at once; resolves when everything that is due was tried. */
  look(): Promise<void>;
  /** Begins nothing more and waits for what is under way. What its wire then cuts off is given back, and sent again later. */
  close(): Promise<void>;
}

const openMs = 60_000;

/** How the wire treats an endpoint; a try is one exchange, for it is the outbox that tries again. */
export const webhookPolicy = {
  timeoutMs: 10_000,
  maxAnswerBytes: 16_384,
  retry: { attempts: 1 },
  breaker: { failures: 5, failurePercent: 50, windowMs: 5 * 60_000, openMs },
} satisfies PolicySettings;

/** More than a try may take, so that the wire is the one that ends it. */
const tryMs = 15_000;
/** Sent side by side to one endpoint, by each hub. */
const places = 8;
const lookEveryMs = 2_000;
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** After each try in vain; then again and again the last one, until it is given up. */
const waitsMs: readonly number[] = [
  5 * second,
  minute,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  12 * hour,
];
const giveUpAfterMs = 3 * 24 * hour;
/** However long an endpoint asks us to wait. */
const longestPauseMs = 12 * hour;

/** Sends what stands in the outbox, each endpoint apart: one that is slow or ill holds up no other. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { records, clock, log, metrics, random = Math.random } = options;
  const closing = new AbortController();
  const counter = new Counter({
    name: 'schakel_webhook_tries_total',
    help: 'Tries to tell an endpoint of a change, by what came of it',
    labelNames: ['endpoint', 'outcome'],
    registers: [metrics.registry],
  });
  const lanes = options.endpoints.map(laneOf);

  function laneOf(endpoint: WebhookEndpointAtWork) {
    const { name } = endpoint;
    let looking: Promise<void> | null = null;
    let again = false;
    /** The endpoint asked for it, or its breaker did. */
    let pausedUntil = -Infinity;

    async function send(delivery: TakenDelivery): Promise<void> {
      const outcome = await attempt(endpoint, delivery);
      if (!outcome) return records.giveBack(delivery);
      const { pauseMs, ...settlement } = outcome;
      pausedUntil = Math.max(pausedUntil, clock.now() + pauseMs);
      counter.inc({ endpoint: name, outcome: settlement.reason ?? settlement.state });
      // Lost: another hub has it, and whatever that one writes is newer.
      if (!(await records.settle(delivery, settlement))) return;
      if (settlement.state === 'DELIVERED') return records.enable(name);
      if (settlement.state === 'FAILED') {
        const { id, event } = delivery;
        const { reason, lastStatus: status } = settlement;
        log.warn('webhook.failed', { endpoint: name, delivery: id, event, reason, status });
      }
      if (settlement.reason === deliveryReasons.gone) await records.disable(name);
    }

    async function sendDue(): Promise<void> {
      while (!closing.signal.aborted && clock.now() >= pausedUntil) {
        // A breaker that is not closed lets one through, which tells whether the endpoint is well again.
        const well = endpoint.wire.health().breaker === 'CLOSED';
        const taken = await records.take(name, well ? places : 1);
        if (taken.length === 0) return;
        await Promise.all(taken.map(send));
      }
    }

    async function run(): Promise<void> {
      try {
        do {
          again = false;
          await sendDue();
        } while (again && !closing.signal.aborted);
      } catch (error) {
        const { code = null } = error as { code?: string };
        log.error('webhook.outbox.unread', { endpoint: name, code });
      } finally {
        looking = null;
      }
    }

    return {
      look(): Promise<void> {
        again = true;
        return (looking ??= run());
      },
    };
  }

  /** One exchange. Null when the hub is closing and nobody knows what came of it. */
  async function attempt(
    { name, url, secrets, wire }: WebhookEndpointAtWork,
    delivery: TakenDelivery,
  ): Promise<Outcome | null> {
    const { headers, body } = signedMessage(delivery, secrets, clock.now());
    try {
      const { value: status } = await wire.call(
        {
          operation: delivery.event,
          effect: 'change',
          scope: 'NONE',
          request: { method: 'POST', url, headers, body, bodyIgnored: true },
          read: (answer) => answer.status,
        },
        contextOf(name, delivery),
      );
      return { state: 'DELIVERED', reason: null, lastStatus: status, dueAt: null, tried: true, pauseMs: 0 };
    } catch (error) {
      if (closing.signal.aborted) return null;
      if (error instanceof PlatformError) return outcomeOf(delivery, error);
      throw error;
    }
  }

  function outcomeOf(delivery: TakenDelivery, error: PlatformError): Outcome {
    const now = clock.now();
    const { code, status, platformCode } = error;
    const base = { lastStatus: status, tried: true, pauseMs: 0 };
    const failed = (reason: string): Outcome => ({ ...base, state: 'FAILED', reason, dueAt: null });
    // Half as long to half as long again, so that what failed together does not come back together.
    const later = (wait: number) => wait * (0.5 + random());
    if (status === 410) return failed(deliveryReasons.gone);
    if (status !== null && status >= 300 && status < 400) return failed(deliveryReasons.redirected);
    if (!mayBeTriedAgain(error)) return failed(platformCode ?? code);
    if (now - delivery.queuedAt.getTime() >= giveUpAfterMs) return failed(deliveryReasons.gaveUp);
    if (code === 'BREAKER_OPEN')
      return {
        state: 'PENDING',
        reason: code,
        lastStatus: delivery.lastStatus,
        dueAt: new Date(now + later(openMs)),
        tried: false,
        pauseMs: openMs,
      };
    const wait = waitsMs[Math.min(delivery.attempts, waitsMs.length - 1)]!;
    const asked = Math.min(error.retryAfterMs ?? 0, longestPauseMs);
    return {
      ...base,
      state: 'PENDING',
      reason: code,
      dueAt: new Date(now + Math.max(asked, later(wait))),
      // Of the others it would say the same.
      pauseMs: status === 429 ? Math.max(asked, waitsMs[0]!) : 0,
    };
  }

  function contextOf(name: string, delivery: TakenDelivery): CallContext {
    return {
      correlationId: delivery.id,
      deadline: clock.now() + tryMs,
      actor: { kind: 'SYSTEM', id: `webhook:${name}` },
      subject: null,
      mandate: null,
      purpose: null,
      // One of its own: ten listeners on one signal are all that Node.js takes before it warns.
      signal: AbortSignal.any([closing.signal]),
      sources: new SourceLog(),
    };
  }

  let cancel = () => {};
  const look = async () => void (await Promise.all(lanes.map((lane) => lane.look())));

  return {
    start() {
      if (lanes.length === 0) return;
      const plan = () => {
        // Not waited for: a slow endpoint must not keep the others from being looked at.
        void look();
        if (!closing.signal.aborted) cancel = clock.after(lookEveryMs, plan);
      };
      plan();
    },
    look,
    async close() {
      closing.abort(new Error('The hub is closing.'));
      cancel();
      await look();
    },
  };
}

/** Network, 429 and 5xx; with any other answer the same would come of it again. */
function mayBeTriedAgain({ code, status }: PlatformError): boolean {
  if (status !== null) return status === 429 || status >= 500;
  return code !== 'REFUSED' && code !== 'CLIENT_FAULT';
}
