import type { Clock } from '../../context/clock.js';

export interface SimulatorOptions {
  readonly clock: Clock;
  /** Where it keeps what must survive a restart (keys, certificates); an empty folder of its own. */
  readonly folder: string;
  /** Port on 127.0.0.1; 0 or left out takes a free one. A simulator that listens more than once takes the next ports for the others. */
  readonly port?: number;
  /** Where the hub listens, for platforms that call it back, e.g. `http://127.0.0.1:4000`. Left out: nobody is called. */
  readonly hubUrl?: string;
}

/** How a simulator misbehaves. `operation` limits the fault to one operation, by the platform's name for it. */
export type Fault =
  | { readonly kind: 'refuse' }
  | { readonly kind: 'slow'; readonly ms: number; readonly operation?: string }
  | { readonly kind: 'trickle'; readonly bytesPerSecond: number; readonly operation?: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      readonly operation?: string;
    }
  /** Half an answer and then nonsense, or `body` in place of the answer. */
  | { readonly kind: 'malformed'; readonly body?: string; readonly operation?: string }
  | { readonly kind: 'truncated'; readonly operation?: string }
  | { readonly kind: 'huge'; readonly bytes: number; readonly operation?: string }
  /** A page with status 200 in place of the answer, as a login page or a proxy gives. */
  | { readonly kind: 'content-type'; readonly operation?: string }
  /** The right answer, called text/html. */
  | { readonly kind: 'mislabelled'; readonly operation?: string }
  /** Too many questions at once, as the platform itself says so; status 429 where it has no words of its own. */
  | { readonly kind: 'throttled'; readonly operation?: string }
  | { readonly kind: 'expired-credentials' };

export interface SimulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** DER of the client certificate; null without TLS or when none was shown. */
  readonly clientCertificate: Buffer | null;
  /** The fault `expired-credentials` is in force: answer as the platform does to a token or key that is no longer good. */
  readonly expiredCredentials: boolean;
}

export interface SimulatorReply {
  /** The platform's name for what was asked. */
  readonly operation: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A call a simulator received; what a test counts. */
export interface SimulatorCall {
  readonly operation: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A stand-in for a platform, running on loopback. */
export interface Simulator<SettingsInput = unknown> {
  readonly url: string;
  /** The adapter settings that reach this simulator, as `schakel.yaml` would hold them. */
  readonly settings: SettingsInput;
  /** Replaces the faults in force; an empty list heals it. */
  fail(...faults: readonly Fault[]): void;
  readonly calls: readonly SimulatorCall[];
  forgetCalls(): void;
  close(): Promise<void>;
}
