import { Agent, fetch as undiciFetch } from 'undici';
import type { CustomFetch } from 'openid-client';

/** No usable answer came from ACM/IDM. The message says why in a few words, without address or body. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable';
}

/** The one way by which identity reaches the network. */
export interface Door {
  readonly fetch: CustomFetch;
  close(): Promise<void>;
}

const maxAnswerBytes = 1024 * 1024;

/** Opens onto the issuer's origin only: whatever a discovery document says, nothing else is called. */
export function openDoor({ issuer, timeoutMs }: { issuer: string; timeoutMs: number }): Door {
  const origin = new URL(issuer).origin;
  const agent = new Agent({
    connect: { timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxAnswerBytes,
    connections: 16,
  });

  async function pass(url: string, options: Parameters<CustomFetch>[1]): Promise<Response> {
    if (new URL(url).origin !== origin)
      throw new ProviderUnreachable('address outside the origin of the issuer');
    let status: number;
    let headers: [string, string][];
    let body: ArrayBuffer;
    try {
      const answer = await undiciFetch(url, {
        method: options.method,
        headers: options.headers,
        body: options.body as string | undefined,
        redirect: 'manual',
        dispatcher: agent,
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = answer.status;
      headers = [...answer.headers];
      // Read here, so that a body that stops halfway is the door's failure and has the door's timeout.
      body = await answer.arrayBuffer();
    } catch (error) {
      throw new ProviderUnreachable(networkReason(error));
    }
    if (status >= 500 || status === 429) throw new ProviderUnreachable(`HTTP ${status}`);
    return new Response(status === 204 || status === 304 ? null : body, { status, headers });
  }

  return { fetch: pass, close: () => agent.destroy() };
}

function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error.cause instanceof Error ? networkReason(error.cause) : error.name;
}
