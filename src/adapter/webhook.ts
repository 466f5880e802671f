import { z } from 'zod';
import { secret } from '../settings/secret.js';

/**
 * How the hub knows that a webhook was called by the platform, where the platform signs nothing: an address that only the
 * platform was told and, when given, the network addresses it calls from.
 */
export const webhookSettings = z.strictObject({
  secret: secret()
    .refine((text) => /^[0-9a-f]{32,128}$/.test(text), {
      error: 'must be 32 to 128 hexadecimal digits (openssl rand -hex 32)',
    })
    .describe('Last part of the address that the platform calls; make one with openssl rand -hex 32.'),
  allowFrom: z
    .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))
    .default([])
    .describe(
      'Addresses and networks from which the platform calls, such as 192.0.2.0/24. Empty: from everywhere.',
    ),
});

export type WebhookAccess = z.output<typeof webhookSettings>;

/** A call of a webhook, as far as an adapter needs it to read it. */
export interface WebhookRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  /** Empty for a call without one. */
  readonly body: Buffer;
}
