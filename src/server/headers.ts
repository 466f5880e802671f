import type { FastifyInstance } from 'fastify';

/** Directives of a Content-Security-Policy; whatever is left out is refused. */
export type ContentSecurityPolicy = Readonly<Record<string, string>>;

const refuseAll: ContentSecurityPolicy = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

export function contentSecurityPolicy(allowed: ContentSecurityPolicy = {}): string {
  return Object.entries({ ...refuseAll, ...allowed })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join('; ');
}

/** What a page of ours may do: its own files, its own graph. */
export const pagePolicy: ContentSecurityPolicy = {
  'style-src': "'self'",
  'img-src': "'self'",
  'form-action': "'self'",
};

/**
 * Security headers on every answer. Answers that are no page get a policy under which a browser that renders them anyway can do nothing;
 * a page sets its own `content-security-policy`. HSTS only where the hub is reached over TLS: on plain http it would lock developers out.
 */
export function securityHeaders(app: FastifyInstance, { publicUrl }: { publicUrl: string }): void {
  const headers: Record<string, string> = {
    'content-security-policy': contentSecurityPolicy(),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  };
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
