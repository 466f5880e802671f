import { PlatformError } from '../platform-error.js';
import type { HttpResponse } from '../wire/wire.js';

const envelopeFirst = /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:[\w.-]+:)?Envelope[\s>]/;

/**
 * The XML of an answer that may be parsed: it begins with an Envelope and holds no DTD. References by `href` are
 * refused as well, because `soap` would copy content from one element into another.
 */
export function soapText(platform: string, response: HttpResponse): string {
  const xml = response.body.toString('utf8').replace(/^\uFEFF/, '');
  const { status } = response;
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml))
    throw new PlatformError(platform, 'MALFORMED', { status, platformCode: 'DOCTYPE' });
  if (!envelopeFirst.test(xml))
    throw new PlatformError(platform, status >= 500 ? 'HTTP_5XX' : 'MALFORMED', { status });
  if (/\shref\s*=\s*["']#/.test(xml))
    throw new PlatformError(platform, 'MALFORMED', { status, platformCode: 'HREF' });
  return xml;
}
