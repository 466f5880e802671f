import { DOMParser } from '@xmldom/xmldom';
import type { Clock } from '../../../context/clock.js';
import { NationalNumber } from '../../../identifiers/national-number.js';
import type { SimulatorReply, SimulatorRequest } from '../../simulator/simulator.js';
import type { SimulatorCertificates } from '../../simulator/certificates.js';
import { startSimulatorServer } from '../../simulator/simulator-server.js';
import type { SimulatorServer } from '../../simulator/simulator-server.js';
import { certificatesOf, createSigner } from '../../soap/signature.js';
import { createVerifier } from '../../soap/verification.js';
import { fault, reply } from './messages.js';
import type { Asker, SimulatedException } from './messages.js';
import { createThrottle } from './throttle.js';

/** One question, already signed, authorised and well-formed. */
export interface Question {
  /** The element Vraag/Inhoud. */
  readonly contents: Element;
  readonly sender: string;
  readonly hoedanigheid: string;
}

export interface ServiceAnswer {
  /** XML inside Inhoud. */
  readonly contents?: string;
  readonly exceptions?: readonly SimulatedException[];
}

export interface SimulatedService {
  readonly operation: string;
  /** Such as 02.02. */
  readonly version: string;
  readonly namespace: string;
  answer(question: Question): ServiceAnswer;
}

export interface GatewayOptions {
  readonly services: readonly SimulatedService[];
  readonly certificates: SimulatorCertificates;
  readonly clock: Clock;
  /** The afnemer that may ask, and for which Hoedanigheden. */
  readonly sender: string;
  readonly hoedanigheden: readonly string[];
  /** MAGDA allows ten. */
  readonly callsPerSecond?: number;
  readonly signAnswers?: boolean;
}

export interface GatewayHostOptions extends GatewayOptions {
  /** The simulator's name. */
  readonly name: string;
  /** Port on 127.0.0.1; 0 or left out takes a free one. */
  readonly port?: number;
}

/** What a simulator server needs of the gateway. */
interface Gateway {
  operationOf(request: SimulatorRequest): string;
  throttled(operation: string): SimulatorReply;
  route(request: SimulatorRequest): Promise<SimulatorReply>;
}

const contentTypes = /^(text\/xml|application\/xml|application\/soap\+xml)\b/i;

/** Opens the front door on loopback: HTTPS, and only for who shows the organisation's certificate. */
export function startGateway({ name, port, ...options }: GatewayHostOptions): Promise<SimulatorServer> {
  const { authority, server } = options.certificates;
  return startSimulatorServer({
    name,
    clock: options.clock,
    port,
    tls: { cert: server.certificate, key: server.privateKey, ca: authority },
    ...createGateway(options),
  });
}

/** MAGDA's front door: addresses, throttle, signature and context, the same for every service behind it. */
export function createGateway(options: GatewayOptions): Gateway {
  const { certificates, clock } = options;
  const allow = createThrottle(clock, options.callsPerSecond ?? 10);
  const verify = createVerifier({
    certificates: certificatesOf(certificates.organisation.certificate).slice(0, 1),
    digests: ['sha1', 'sha256'],
  });
  const sign = options.signAnswers
    ? createSigner({
        style: 'ws-security',
        digest: 'sha256',
        certificateChain: certificates.platform.certificate,
        privateKey: certificates.platform.privateKey,
      })
    : (xml: string) => xml;
  const addresses = new Map(
    options.services.map((service) => [
      `/${service.operation}Dienst-${service.version}/soap/WebService`,
      service,
    ]),
  );

  const serviceAt = ({ path }: SimulatorRequest) => addresses.get(path);
  const operationOf = (request: SimulatorRequest) =>
    request.method === 'GET' ? 'health' : (serviceAt(request)?.operation ?? 'unknown');

  return {
    operationOf,
    throttled: (operation) => ({
      operation,
      status: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: throttled,
    }),
    async route(request) {
      const service = serviceAt(request);
      const operation = operationOf(request);
      const plain = (status: number, body: string) => ({
        operation,
        status,
        headers: { 'content-type': 'text/plain' },
        body,
      });
      const xml = (status: number, body: string) => ({
        operation,
        status,
        headers: { 'content-type': 'text/xml; charset=utf-8' },
        body,
      });
      if (!service) return plain(404, 'Not Found');
      if (request.method !== 'POST') return plain(405, 'Method Not Allowed');
      if (!contentTypes.test(request.headers['content-type'] ?? ''))
        return plain(415, 'Unsupported Media Type');
      if (!allow()) return xml(200, throttled);
      if (request.expiredCredentials) return xml(500, fault('Client', 'The certificate has expired'));
      let signed: string;
      try {
        signed = verify(request.body.toString('utf8'));
      } catch {
        return xml(500, fault('Client', 'Rejected by policy: the message signature does not hold'));
      }
      return xml(200, sign(answerOf(service, signed, options)));
    },
  };
}

const throttled = fault(
  'Server',
  '99995 - Te veel gelijktijdige bevragingen',
  'Exceeded the max throttle rate of 10 within 1000ms',
);

function answerOf(
  service: SimulatedService,
  signedBody: string,
  { clock, sender, hoedanigheden }: GatewayOptions,
): string {
  const { operation, version, namespace } = service;
  const request = child(new DOMParser().parseFromString(signedBody, 'text/xml').documentElement, operation);
  const verzoek = request && child(request, 'Verzoek');
  const context = verzoek && child(verzoek, 'Context');
  const bericht = context && child(context, 'Bericht');
  const afzender = bericht && child(bericht, 'Afzender');
  const asker: Asker = {
    identification: textOf(afzender, 'Identificatie') ?? 'onbekend',
    reference: textOf(afzender, 'Referte') ?? 'onbekend',
    hoedanigheid: textOf(afzender, 'Hoedanigheid'),
  };
  const parts = { operation, version, namespace, asker, now: new Date(clock.now()) };
  const vraag = verzoek && child(child(verzoek, 'Vragen'), 'Vraag');
  const contents = vraag && child(vraag, 'Inhoud');
  const reference = textOf(vraag, 'Referte');
  const problem = contextProblem(service, request, context, bericht, asker);
  if (problem || !contents || reference === null)
    return reply({ ...parts, questionReference: null, exceptions: [invalid(problem ?? 'Vraag')] });
  if (
    asker.identification !== sender ||
    asker.hoedanigheid === null ||
    !hoedanigheden.includes(asker.hoedanigheid)
  )
    return reply({
      ...parts,
      questionReference: null,
      exceptions: [{ code: '40006', diagnosis: 'Autorisatiefout' }],
    });
  const answer = service.answer({ contents, sender, hoedanigheid: asker.hoedanigheid });
  return reply({ ...parts, questionReference: reference, ...answer });
}

/** The first part of the context that is missing or odd; null when it is as it should be. */
function contextProblem(
  { operation, version, namespace }: SimulatedService,
  request: Element | null,
  context: Element | null,
  bericht: Element | null,
  asker: Asker,
): string | null {
  if (request?.namespaceURI !== namespace) return operation;
  if (textOf(context, 'Naam') !== operation) return 'Naam';
  if (textOf(context, 'Versie') !== `${version}.0000`) return 'Versie';
  if (textOf(bericht, 'Type') !== 'VRAAG') return 'Type';
  const moment = bericht && child(bericht, 'Tijdstip');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(textOf(moment, 'Datum') ?? '')) return 'Datum';
  if (!/^\d{2}:\d{2}(:\d{2}(\.\d{3})?)?$/.test(textOf(moment, 'Tijd') ?? '')) return 'Tijd';
  if (!/^.{1,36}$/.test(asker.reference) || asker.reference === 'onbekend') return 'Referte';
  return null;
}

/** The code of a refused schema is not in the public samples; this one only has to be a FOUT of level 2. */
function invalid(part: string): SimulatedException {
  return { code: '20001', diagnosis: 'Het verzoek voldoet niet aan het schema', circumstance: part };
}

/** What every service on persons says of a number before it looks anybody up; null when the number can be one. */
export function numberProblem(digits: string | null): SimulatedException | null {
  if (digits !== null && NationalNumber.problemOf(digits) === null) return null;
  return { code: '20002', diagnosis: 'De structuur van het INSZ is niet geldig' };
}

/** The child by that local name; MAGDA's elements below the operation have no namespace. */
export function child(element: Element | null, name: string): Element | null {
  for (let node = element?.firstChild ?? null; node; node = node.nextSibling) {
    if (node.nodeType === 1 && (node as Element).localName === name) return node as Element;
  }
  return null;
}

export function textOf(element: Element | null, ...path: readonly string[]): string | null {
  let found = element;
  for (const name of path) found = child(found, name);
  const content = found?.textContent?.trim() ?? '';
  return content === '' ? null : content;
}
