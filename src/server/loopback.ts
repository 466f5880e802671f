import type { FastifyRequest } from 'fastify';

const loopbackAddress = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const loopbackHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * The request was made on this machine itself. A proxy on the same machine also connects from loopback,
 * so a forwarding header makes it a request from elsewhere, whatever the header says.
 */
export function isFromThisMachine(request: FastifyRequest): boolean {
  const { headers } = request;
  if (headers['x-forwarded-for'] || headers['x-real-ip'] || headers.forwarded) return false;
  return loopbackAddress.test(request.socket.remoteAddress ?? '');
}

/** The name the browser asked for is this machine's own: a foreign name that resolves to loopback (DNS rebinding) is not. */
export function namesThisMachine(request: FastifyRequest): boolean {
  return loopbackHost.test(request.headers.host ?? '');
}
