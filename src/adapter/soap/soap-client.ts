import { createClientAsync } from 'soap';
import type { Client, IHttpClient } from 'soap';
import { PlatformError } from '../platform-error.js';
import type { Send } from '../wire/wire.js';
import { soapText } from './answer.js';
import { classifySoapFailure } from './fault.js';
import { SoapElement } from './element.js';

export interface SoapClientOptions {
  /** The adapter's name, for its errors. */
  readonly platform: string;
  /** Path of our own WSDL on disk; nothing is ever fetched. */
  readonly wsdlFile: string;
  /** Where the service is: a path below the connection's base URL, or an absolute URL that the connection allows. */
  readonly url: string;
  /** Signs the serialised message; whatever it returns is sent byte for byte. */
  readonly sign?: (xml: string) => string;
  /** Checks the answer's signature and returns an envelope of only what was signed; throws when it does not hold. */
  readonly verify?: (xml: string) => string;
}

export interface SoapCall {
  readonly operation: string;
  /** The content of the body element, built from known fields only: `soap` would send unknown keys, and `$xml` as raw XML. */
  readonly message: object;
  readonly send: Send;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SoapClient {
  /** The element inside the answer's Body. Rejects with PlatformError. */
  call(call: SoapCall): Promise<SoapElement>;
}

/** What travels through `soap` to our HTTP client beside a message. */
interface Passage {
  readonly send: Send;
  /** Takes what `soap` throws inside its callback, where nobody would catch it. */
  readonly fail: (error: unknown) => void;
}

type Callback = (error: unknown, response?: unknown, body?: string) => void;

/** `soap` serialises and parses; the wire does the talking. One client per service and credential, loaded at first use. */
export function createSoapClient(options: SoapClientOptions): SoapClient {
  let loading: Promise<Client> | undefined;
  const load = () => (loading ??= loadClient(options));
  return {
    async call({ operation, message, send, headers }) {
      const client = await load();
      const method = client[operation] as (
        args: object,
        callback: Callback,
        passage: Passage,
        headers?: object,
      ) => void;
      const result = await new Promise<unknown>((resolve, reject) => {
        const fail = (error: unknown) => reject(classifySoapFailure(options.platform, error));
        method(message, (error, answer) => (error ? fail(error) : resolve(answer)), { send, fail }, headers);
      }).finally(() => forget(client));
      // For an empty Body `soap` hands over the envelope itself.
      if (typeof result !== 'object' || result === null || ('Body' in result && !result.Body))
        throw new PlatformError(options.platform, 'MALFORMED');
      return new SoapElement(result);
    },
  };
}

/** `soap` keeps the last messages on its client; personal data has no business there after the call. */
function forget(client: Client): void {
  Object.assign(client, { lastMessage: undefined, lastRequest: undefined, lastResponse: undefined });
}

async function loadClient({ platform, wsdlFile, url, sign, verify }: SoapClientOptions): Promise<Client> {
  const httpClient = {
    request(
      _url: string,
      xml: string,
      callback: Callback,
      headers: Record<string, string>,
      { send, fail }: Passage,
    ) {
      send({ method: 'POST', url, headers, body: xml, accept: [200, 500] }).then(
        (response) => {
          try {
            const received = soapText(platform, response);
            const body = verify && !isUnsignedFault(received) ? verify(received) : received;
            // A throw in soap's parser must reach the caller, not this promise.
            queueMicrotask(() => {
              try {
                callback(null, { status: response.status, headers: response.headers, data: body }, body);
              } catch (error) {
                fail(error);
              }
            });
          } catch (error) {
            fail(error);
          }
        },
        (error: unknown) => fail(error),
      );
    },
  };
  const client = await createClientAsync(wsdlFile, {
    httpClient: httpClient as unknown as IHttpClient,
    endpoint: url,
    disableCache: true,
  });
  if (sign) client.setSecurity({ toXML: () => '', postProcess: sign });
  return client;
}

/** Gateways do not sign their faults; an unsigned one can only end the call, which whoever sits between could do anyway. */
function isUnsignedFault(xml: string): boolean {
  return (
    !/<(?:[\w.-]+:)?Signature[\s>]/.test(xml) &&
    /<(?:[\w.-]+:)?Body[^>]*>\s*<(?:[\w.-]+:)?Fault[\s>]/.test(xml)
  );
}
