import { describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../../src/adapter/platform-error.js';
import { createSoapClient } from '../../../src/adapter/soap/soap-client.js';
import type { HttpRequest, Send } from '../../../src/adapter/wire/wire.js';

const wsdlFile = 'adapters/magda/wsdl/GeefPersoon.wsdl';
const url = 'https://magda.test/GeefPersoonDienst-02.02/soap/WebService';
const namespace = 'http://magda.vlaanderen.be/persoon/soap/geefpersoon/v02_02';
const nationalNumber = '85671421468';

const envelope = (body: string) =>
  `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${body}</s:Body></s:Envelope>`;
const answer = (inside: string) =>
  envelope(
    `<w:GeefPersoonResponse xmlns:w="${namespace}"><Repliek>${inside}</Repliek></w:GeefPersoonResponse>`,
  );
const fault = (code: string, text: string) =>
  envelope(
    `<s:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring><detail><message>${nationalNumber}</message></detail></s:Fault>`,
  );

function answering(body: string, status = 200): Send {
  return async () => ({ status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) });
}

const message = {
  Verzoek: {
    Vragen: {
      Vraag: { Referte: 'r', Inhoud: { Criteria: { INSZ: nationalNumber }, Bron: 'RR', Taal: 'nl' } },
    },
  },
};
const client = createSoapClient({ platform: 'magda', wsdlFile, url });
const call = (send: Send) => client.call({ operation: 'GeefPersoon', message, send });

async function failure(send: Send): Promise<PlatformError> {
  try {
    await call(send);
  } catch (error) {
    if (error instanceof PlatformError) return error;
    throw error;
  }
  throw new Error('The call succeeded.');
}

describe('a SOAP call over the wire', () => {
  test('sends what MAGDA expects: action in quotes, operation in its namespace, the rest without, in the order of the schema', async () => {
    const sent: HttpRequest[] = [];
    await client.call({
      operation: 'GeefPersoon',
      message: {
        Verzoek: {
          Vragen: { Vraag: { Inhoud: { Taal: 'nl', Bron: 'R<R', Criteria: { INSZ: '01' } }, Referte: 'r' } },
        },
      },
      headers: { 'x-correlation-id': 'c-1' },
      send: async (request) => {
        sent.push(request);
        return answering(answer('<Context/>'))(request);
      },
    });
    const request = sent[0];
    expect(request?.url).toBe(url);
    expect(request?.headers).toMatchObject({
      'Content-Type': 'text/xml; charset=utf-8',
      SOAPAction: '"GeefPersoonDienst-02.02"',
      'x-correlation-id': 'c-1',
    });
    expect(String(request?.body)).toContain(
      `xmlns:tns="${namespace}"><soap:Body><tns:GeefPersoon><Verzoek><Vragen><Vraag><Referte>r</Referte><Inhoud><Criteria><INSZ>01</INSZ></Criteria><Bron>R&lt;R</Bron><Taal>nl</Taal></Inhoud>`,
    );
  });

  test('gives the answer as it came: leading zeros, dates as text, lists as lists', async () => {
    const response = await call(
      answering(
        answer(
          '<Antwoorden><Antwoord><Inhoud><Persoon D="2000-00-00"><INSZ>00600099536</INSZ></Persoon></Inhoud></Antwoord></Antwoorden>',
        ),
      ),
    );
    const person = response.at('Repliek', 'Antwoorden', 'Antwoord', 'Inhoud', 'Persoon');
    expect([person?.text('INSZ'), person?.attribute('D')]).toEqual(['00600099536', '2000-00-00']);
  });

  test('an error of the wire comes through unchanged', async () => {
    const deadline = new PlatformError('magda', 'DEADLINE');
    await expect(call(async () => Promise.reject(deadline))).rejects.toBe(deadline);
  });

  test.each([
    ['a Server fault with HTTP 500', fault('s:Server', 'Internal'), 500, 'SERVER_FAULT'],
    ['a Server fault with HTTP 200', fault('Server', 'Internal'), 200, 'SERVER_FAULT'],
    ['a Client fault with HTTP 500', fault('s:Client', 'Bad signature'), 500, 'CLIENT_FAULT'],
    ['a Client fault with HTTP 200', fault('Client', 'Bad signature'), 200, 'CLIENT_FAULT'],
    ['a throttle fault', fault('Server', '99995 - Te veel gelijktijdige bevragingen'), 200, 'THROTTLED'],
    ['a throttle fault with the other code', fault('Server', '99996 - Te veel'), 500, 'THROTTLED'],
    ['an HTML page with HTTP 500', '<html><body>Oops</body></html>', 500, 'HTTP_5XX'],
    ['nothing with HTTP 500', '', 500, 'HTTP_5XX'],
    ['JSON', '{"error":"no"}', 200, 'MALFORMED'],
    ['nothing', '', 200, 'MALFORMED'],
    ['an empty Body', envelope(''), 200, 'MALFORMED'],
    ['XML that ends half-way', answer('<Context>').slice(0, 180), 200, 'MALFORMED'],
    ['another element in the Body', envelope('<Other>1</Other>'), 200, 'MALFORMED'],
    ['an element named __proto__', answer('<__proto__><polluted>1</polluted></__proto__>'), 200, 'MALFORMED'],
    [
      'an element named constructor',
      envelope('<constructor><prototype>1</prototype></constructor>'),
      200,
      'MALFORMED',
    ],
    ['a reference to another element', answer('<a href="#b"/><c id="b">1</c>'), 200, 'MALFORMED'],
  ])("%s is refused in the hub's words", async (_name, body, status, code) => {
    if (body.includes('__proto__')) {
      await call(answering(body, status)).catch(() => undefined);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      return;
    }
    const error = await failure(answering(body, status));
    expect([error.code, error.status ?? status]).toEqual([code, status]);
  });

  test('a document with a DTD is refused before it is parsed, wherever the DTD stands', async () => {
    const bomb = '<!DOCTYPE s:Envelope [<!ENTITY a "x">]>';
    for (const body of [answer('&a;').replace('?>', `?>${bomb}`), answer(`<x/>`) + bomb])
      expect(await failure(answering(body))).toMatchObject({ code: 'MALFORMED', platformCode: 'DOCTYPE' });
  });

  test('a national number in a fault appears in no error', async () => {
    const error = await failure(answering(fault('Server', `${nationalNumber} is unknown, 60009`), 500));
    expect(
      `${error.message} ${JSON.stringify(error)} ${error.stack ?? ''} ${String(error.cause)}`,
    ).not.toContain(nationalNumber);
  });

  test('hundred calls at once each get their own answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        call(answering(answer(`<Context><Naam>n${index}</Naam></Context>`))),
      ),
    );
    expect(answers.map((one) => one.text('Repliek', 'Context', 'Naam'))).toEqual(
      answers.map((_, index) => `n${index}`),
    );
  });
});
