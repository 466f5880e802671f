import type { AdapterTools } from '../../src/adapter/contract.js';
import type { HttpRequest, HttpResponse, Send, Wire } from '../../src/adapter/wire/wire.js';
import { systemClock } from '../../src/context/clock.js';
import type { Clock } from '../../src/context/clock.js';
import { memoryLog } from './log.js';

/** A wire without any of its stages: it hands every request to `answer`, for tests of what an adapter sends and reads. */
export function recordedTools(
  answer: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>,
  clock: Clock = systemClock,
) {
  const requests: HttpRequest[] = [];
  const send: Send = async (request) => {
    requests.push(request);
    return answer(request);
  };
  const wire: Wire = {
    async call(call, context) {
      const value = 'perform' in call ? await call.perform(send) : call.read(await send(call.request));
      const source = {
        platform: 'recorded',
        state: 'FRESH',
        fetchedAt: new Date(clock.now()),
        since: null,
        reason: null,
      } as const;
      context.sources.add(source);
      return { value, source };
    },
    health: () => ({
      state: 'UP',
      breaker: 'CLOSED',
      since: null,
      lastSuccessAt: null,
      lastErrorAt: null,
      lastErrorCode: null,
      errorRate: null,
      p95Ms: null,
    }),
    close: async () => undefined,
  };
  const tools: AdapterTools = {
    connect: () => wire,
    clock,
    log: memoryLog(),
    noteUnknownValue: () => undefined,
  };
  return { tools, requests };
}

/** A recorded SOAP body in an envelope, as the platform would send it. */
export function soapAnswer(body: string, status = 200): HttpResponse {
  const content = body.replace(/^\uFEFF/, '').replace(/^\s*<\?xml[^>]*\?>/, '');
  const envelope = content.includes('Envelope')
    ? content
    : `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${content}</soap:Body></soap:Envelope>`;
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(envelope) };
}
