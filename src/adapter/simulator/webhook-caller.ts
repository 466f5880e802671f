import type { Clock } from '../../context/clock.js';

export interface WebhookCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WebhookCallerOptions {
  readonly clock: Clock;
  /** Left out: a call that is not answered well is not made again. */
  readonly retry?: { readonly everyMs: number; readonly forMs: number };
}

/** How a simulator calls the hub back, on its clock. */
export interface WebhookCaller {
  /** Calls after so many milliseconds. Throws for an address that is not on this machine. */
  callAfter(ms: number, call: WebhookCall): void;
  /** The status of each call that was made, in order; null when nobody answered. */
  readonly statuses: readonly (number | null)[];
  close(): void;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether an address is one of this machine. */
export function isOnThisMachine(url: string): boolean {
  return URL.canParse(url) && loopback.has(new URL(url).hostname);
}

/** A simulator calls this machine only: whatever it is told, made-up reports never reach anybody else. */
export function createWebhookCaller({ clock, retry }: WebhookCallerOptions): WebhookCaller {
  const closing = new AbortController();
  const waiting = new Set<() => void>();
  const statuses: (number | null)[] = [];

  const schedule = (ms: number, call: WebhookCall, until: number) => {
    const cancel = clock.after(ms, () => {
      waiting.delete(cancel);
      void perform(call, until);
    });
    waiting.add(cancel);
  };
  const perform = async ({ url, ...call }: WebhookCall, until: number) => {
    const status = await fetch(url, { ...call, redirect: 'error', signal: closing.signal }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      () => null,
    );
    if (closing.signal.aborted) return;
    statuses.push(status);
    const wellAnswered = status !== null && status >= 200 && status < 300;
    if (!wellAnswered && retry && clock.now() + retry.everyMs <= until)
      schedule(retry.everyMs, { url, ...call }, until);
  };

  return {
    callAfter(ms, call) {
      if (!isOnThisMachine(call.url)) throw new Error('A simulator calls webhooks on this machine only.');
      schedule(ms, call, clock.now() + ms + (retry?.forMs ?? 0));
    },
    statuses,
    close() {
      closing.abort();
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}
