import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Clock } from '../../context/clock.js';
import type { Fault, SimulatorReply } from './simulator.js';

interface Delivery {
  readonly clock: Clock;
  readonly response: ServerResponse;
  /** Aborts when the simulator closes. */
  readonly closing: AbortSignal;
}

/** Platforms repeat in their errors what they were asked: a made-up national number that must not travel any further. */
export const numberInFaults = '79092112345';

const page =
  '<!doctype html><html><head><title>Aanmelden</title></head>' +
  `<body><p>Meld u aan om verder te gaan met ${numberInFaults}.</p></body></html>`;
const stepsPerSecond = 10;

/** Sends a reply, spoilt by the faults in force. Rejects when the asker leaves before the end. */
export async function answerWith(
  reply: SimulatorReply,
  faults: readonly Fault[],
  delivery: Delivery,
): Promise<void> {
  const { clock, response, closing } = delivery;
  const gone = new AbortController();
  const leave = () => gone.abort(new Error('the asker left'));
  response.once('close', leave);
  closing.addEventListener('abort', leave, { once: true });
  try {
    let status = reply.status;
    let headers: Record<string, string> = { ...reply.headers };
    let body = Buffer.isBuffer(reply.body) ? reply.body : Buffer.from(reply.body ?? '');
    let send = whole;
    for (const fault of faults)
      switch (fault.kind) {
        case 'slow':
          await clock.sleep(fault.ms, gone.signal);
          break;
        case 'status':
          status = fault.status;
          body = Buffer.from(`status ${fault.status}: ${numberInFaults}`);
          headers = { 'content-type': 'text/plain' };
          if (fault.retryAfterSeconds !== undefined) headers['retry-after'] = String(fault.retryAfterSeconds);
          break;
        case 'malformed':
          body =
            fault.body === undefined
              ? Buffer.concat([
                  body.subarray(0, Math.floor(body.length / 2)),
                  Buffer.from(`<{${numberInFaults}`),
                ])
              : Buffer.from(fault.body);
          break;
        case 'content-type':
          body = Buffer.from(page);
          status = 200;
          headers = { 'content-type': 'text/html; charset=utf-8' };
          break;
        case 'mislabelled':
          headers = { ...lowerCase(headers), 'content-type': 'text/html; charset=utf-8' };
          break;
        case 'truncated':
          send = halfOf;
          break;
        case 'trickle':
          send = trickle(fault.bytesPerSecond, clock, gone.signal);
          break;
        case 'huge':
          send = huge(fault.bytes, gone.signal);
          break;
        case 'refuse':
        case 'throttled':
        case 'expired-credentials':
          break;
      }
    await send(response, status, lowerCase(headers), body);
  } finally {
    response.off('close', leave);
    closing.removeEventListener('abort', leave);
  }
}

type SendBody = (
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer,
) => Promise<void>;

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

const whole: SendBody = async (response, status, headers, body) => {
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, bodiless ? headers : { ...headers, 'content-length': String(body.length) });
  response.end(bodiless ? undefined : body);
};

const halfOf: SendBody = async (response, status, headers, body) => {
  response.writeHead(status, { ...headers, 'content-length': String(body.length + 1) });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
};

function trickle(bytesPerSecond: number, clock: Clock, gone: AbortSignal): SendBody {
  return async (response, status, headers, body) => {
    response.writeHead(status, { ...headers, 'content-length': String(body.length) });
    const step = Math.max(1, Math.round(bytesPerSecond / stepsPerSecond));
    for (let at = 0; at < body.length; at += step) {
      await clock.sleep((1000 * step) / bytesPerSecond, gone);
      response.write(body.subarray(at, at + step));
    }
    response.end();
  };
}

function huge(bytes: number, gone: AbortSignal): SendBody {
  return async (response, status, headers) => {
    response.writeHead(status, headers);
    const chunk = Buffer.alloc(65_536, 'x');
    for (let left = bytes; left > 0; left -= chunk.length)
      if (!response.write(left < chunk.length ? chunk.subarray(0, left) : chunk))
        await once(response, 'drain', { signal: gone });
    response.end();
  };
}
