import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv6 } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { WebhookAccess, WebhookRequest } from '../adapter/webhook.js';
import { refuse } from './error-handler.js';

export interface TextReportRouteOptions {
  readonly reports: {
    accessOf(platform: string): WebhookAccess | null;
    receive(
      platform: string,
      request: WebhookRequest,
      correlationId: string,
    ): Promise<'TAKEN' | 'UNREADABLE' | 'NOT_TAKEN'>;
  };
}

/** A report is a few hundred bytes. */
const bodyLimit = 64 * 1024;

/**
 * Fastify plugin: `/webhooks/sms/<adapter>/<secret>`, which gateways call with delivery reports. To be registered, not called: it reads
 * bodies as they are. Whoever does not know the secret, or calls from elsewhere, is told that there is nothing.
 */
export async function textReportRoute(
  app: FastifyInstance,
  { reports }: TextReportRouteOptions,
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.route<{ Params: { adapter: string; secret: string } }>({
    method: ['GET', 'POST'],
    url: '/webhooks/sms/:adapter/:secret',
    bodyLimit,
    exposeHeadRoute: false,
    async handler(request, reply) {
      const { adapter, secret } = request.params;
      const access = reports.accessOf(adapter);
      if (!access || !isSame(access.secret, secret) || !allows(access, request.ip))
        return refuse(request, reply, 404);
      const receipt = await reports.receive(
        adapter,
        {
          method: request.method,
          query: new URL(request.url, 'http://localhost').searchParams,
          body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        },
        request.id,
      );
      // Anything but 2xx makes a gateway come back with the same report: nothing is lost while we cannot take it.
      if (receipt === 'TAKEN') return reply.code(204).send();
      return refuse(request, reply, receipt === 'UNREADABLE' ? 400 : 503);
    },
  });
}

/** In the same time whatever is alike. */
function isSame(wanted: string, given: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(wanted), digest(given));
}

const lists = new WeakMap<WebhookAccess, BlockList>();

function allows(access: WebhookAccess, address: string): boolean {
  if (access.allowFrom.length === 0) return true;
  let list = lists.get(access);
  if (!list) {
    list = new BlockList();
    for (const entry of access.allowFrom) {
      const [network, bits] = entry.split('/') as [string, string?];
      const family = isIPv6(network) ? 'ipv6' : 'ipv4';
      if (bits === undefined) list.addAddress(network, family);
      else list.addSubnet(network, Number(bits), family);
    }
    lists.set(access, list);
  }
  // A socket for both families shows an IPv4 address as ::ffff:192.0.2.1.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}
