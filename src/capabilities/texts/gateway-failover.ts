import { Gauge } from 'prom-client';
import type { Clock } from '../../context/clock.js';
import type { Log } from '../../operations/log.js';
import type { Metrics } from '../../operations/metrics.js';
import type { TextProvider } from './delivery-reports.js';

export interface FailoverSettings {
  readonly enabled: boolean;
  /** So many failures within the window make a gateway be left. */
  readonly failures: number;
  readonly windowMs: number;
  /** How long a gateway that was left is not used, and how long it is on probation after that. */
  readonly returnAfterMs: number;
}

export interface GatewayFailoverOptions {
  /** In the order in which they are taken. */
  readonly providers: readonly TextProvider[];
  /** The one that is used unless it fails; null when there is none. */
  readonly preferred: TextProvider | null;
  readonly settings: FailoverSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** How a gateway took a text. OUT: it will take none for now, such as without money. */
export type GatewaySign = 'WORKS' | 'FAILS' | 'OUT';

/**
 * Which gateway takes the next text, by how they took the last ones, as this hub saw it. With hysteresis, after GOV.UK Notify:
 * several failures in a short time make it go to another one, it comes back only after a while, and one failure in the
 * while after that makes it go again. So two gateways that are both ill are not changed between at every text.
 */
export class GatewayFailover {
  readonly #failedAt = new Map<string, number[]>();
  readonly #leftUntil = new Map<string, number>();
  #current: TextProvider | null;
  #probationUntil = 0;

  constructor(private readonly options: GatewayFailoverOptions) {
    this.#current = options.preferred;
    const { providers, metrics } = options;
    const current = () => this.current();
    new Gauge({
      name: 'schakel_text_gateway_in_use',
      help: 'Whether texts go through this gateway now',
      labelNames: ['adapter'],
      registers: [metrics.registry],
      collect() {
        const inUse = current();
        for (const provider of providers)
          this.set({ adapter: provider.platform }, provider === inUse ? 1 : 0);
      },
    });
  }

  /** Null when no gateway is configured. */
  current(): TextProvider | null {
    const { preferred, clock, log, settings } = this.options;
    const now = clock.now();
    if (preferred && this.#current !== preferred && now >= (this.#leftUntil.get(preferred.platform) ?? 0)) {
      log.warn('texts.gateway_returned', { from: this.#current?.platform, to: preferred.platform });
      this.#take(preferred);
      this.#probationUntil = now + settings.returnAfterMs;
    }
    return this.#current;
  }

  /** Tells how a gateway took a text. */
  note(platform: string, sign: GatewaySign): void {
    const { settings, clock, log } = this.options;
    const now = clock.now();
    if (sign === 'WORKS') return;
    const recent = [...(this.#failedAt.get(platform) ?? []), now].filter(
      (at) => at > now - settings.windowMs,
    );
    this.#failedAt.set(platform, recent);
    if (!settings.enabled || this.current()?.platform !== platform) return;
    const most = now < this.#probationUntil ? 1 : settings.failures;
    if (sign === 'FAILS' && recent.length < most) return;
    this.#leftUntil.set(platform, now + settings.returnAfterMs);
    const next = this.options.providers.find(
      (one) => one.platform !== platform && now >= (this.#leftUntil.get(one.platform) ?? 0),
    );
    if (!next) return;
    log.warn('texts.gateway_left', { from: platform, to: next.platform, failures: recent.length });
    this.#take(next);
    this.#probationUntil = 0;
  }

  #take(provider: TextProvider): void {
    this.#current = provider;
    this.#failedAt.delete(provider.platform);
  }
}
