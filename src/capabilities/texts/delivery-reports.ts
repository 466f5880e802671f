import { Counter } from 'prom-client';
import type { WebhookAccess, WebhookRequest } from '../../adapter/webhook.js';
import type { Clock } from '../../context/clock.js';
import type { Log } from '../../operations/log.js';
import type { Metrics } from '../../operations/metrics.js';
import type { NoteUnknownValue } from '../../operations/unknown-values.js';
import type { DeliveryReport, TextsPort } from './texts.port.js';

/** A gateway that is configured, and the name of its adapter. */
export interface TextProvider {
  readonly platform: string;
  readonly port: TextsPort;
}

/** A report as it came in. */
export interface ReceivedReport {
  readonly platform: string;
  readonly report: DeliveryReport;
  readonly receivedAt: Date;
}

/**
 * Told of every report before the gateway gets its answer. A gateway sends a report again until it is answered well, so a
 * listener that rejects loses nothing; and one that is told twice, late or in another order must come to the same.
 */
export type ReportListener = (received: ReceivedReport) => Promise<void> | void;

/** What came of a call of the webhook. */
export type Receipt = 'TAKEN' | 'UNREADABLE' | 'NOT_TAKEN';

export interface DeliveryReportsOptions {
  readonly providers: readonly TextProvider[];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Where a code of this gateway goes that nobody knows. */
  readonly noteUnknownValue: (platform: string) => NoteUnknownValue;
}

const ourReference = /^[A-Za-z0-9]{1,32}$/;

/** Takes the reports of gateways in: reads, counts and hands them on. Keeps nothing of a report itself. */
export class DeliveryReports {
  readonly #ports: ReadonlyMap<string, TextsPort>;
  readonly #listeners = new Set<ReportListener>();
  readonly #lastAt = new Map<string, Date>();
  readonly #taken: Counter<'adapter' | 'state'>;
  readonly #refused: Counter<'adapter' | 'reason'>;

  constructor(private readonly options: DeliveryReportsOptions) {
    const registers = [options.metrics.registry];
    this.#ports = new Map(options.providers.map(({ platform, port }) => [platform, port]));
    this.#taken = new Counter({
      name: 'schakel_text_reports_total',
      help: 'Delivery reports of texts, by what they say',
      labelNames: ['adapter', 'state'],
      registers,
    });
    this.#refused = new Counter({
      name: 'schakel_text_report_calls_not_taken_total',
      help: 'Calls of a report webhook that could not be read, or that a listener did not take',
      labelNames: ['adapter', 'reason'],
      registers,
    });
  }

  /** Adds a listener; returns how to remove it. */
  listen(listener: ReportListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Who may call the webhook of a gateway; null when it has none. */
  accessOf(platform: string): WebhookAccess | null {
    return this.#ports.get(platform)?.webhook ?? null;
  }

  /** When this process last took a report of a gateway in; null when it has not. */
  lastAt(platform: string): Date | null {
    return this.#lastAt.get(platform) ?? null;
  }

  /** A call by the gateway itself; who calls was looked at before. */
  async receive(platform: string, request: WebhookRequest, correlationId: string): Promise<Receipt> {
    const { clock, log } = this.options;
    const reports = this.#ports.get(platform)?.reportsOf(request) ?? null;
    if (!reports) {
      this.#refused.inc({ adapter: platform, reason: 'UNREADABLE' });
      log.warn('texts.report_unreadable', { adapter: platform, correlationId });
      return 'UNREADABLE';
    }
    const receivedAt = new Date(clock.now());
    for (const report of reports) {
      try {
        for (const listener of this.#listeners) await listener({ platform, report, receivedAt });
      } catch (error) {
        this.#refused.inc({ adapter: platform, reason: 'NOT_TAKEN' });
        log.error('texts.report_not_taken', {
          adapter: platform,
          correlationId,
          reference: ours(report.reference),
          // Its text may tell what the listener was at work on.
          kind: error instanceof Error ? error.name : typeof error,
        });
        return 'NOT_TAKEN';
      }
      this.#note(platform, report, correlationId);
    }
    this.#lastAt.set(platform, receivedAt);
    return 'TAKEN';
  }

  #note(platform: string, report: DeliveryReport, correlationId: string): void {
    const { state, platformCode, errorCode } = report;
    const reference = ours(report.reference);
    const { log } = this.options;
    this.#taken.inc({ adapter: platform, state });
    log.debug('texts.report', {
      adapter: platform,
      correlationId,
      reference,
      state,
      platformCode,
      errorCode,
    });
    if (state === 'UNKNOWN') this.options.noteUnknownValue(platform)('deliveryCode', platformCode);
  }
}

/** Somebody else may send with the same account, and under a reference that says something of a person. */
function ours(reference: string): string | null {
  return ourReference.test(reference) ? reference : null;
}
