import { randomUUID } from 'node:crypto';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import { PlatformError } from '../platform-error.js';
import type { SoapElement } from '../soap/element.js';
import { soapEnvelope } from '../soap/namespaces.js';
import { certificatesOf, createSigner } from '../soap/signature.js';
import { createSoapClient } from '../soap/soap-client.js';
import type { SoapClient } from '../soap/soap-client.js';
import { createVerifier, InvalidSignature } from '../soap/verification.js';
import type { Connection } from '../wire/connection.js';
import type { HttpRequest, Send } from '../wire/wire.js';
import { exceptionsOf } from './exceptions.js';
import type { MagdaException } from './exceptions.js';
import type { MagdaSettings } from './settings.js';
import { brusselsTime } from './time.js';

/** A service of MAGDA: one operation with its version, on its own address. */
export interface MagdaService {
  /** The operation, such as GeefPersoon. */
  readonly name: string;
  /** Such as 02.02: part of the address; the message says 02.02.0000. */
  readonly version: string;
  /** Our own WSDL of it, on disk. */
  readonly wsdlFile: string;
}

/** The Antwoord to our one Vraag. */
export interface MagdaAnswer {
  /** Null when there is no content, only exceptions. */
  readonly contents: SoapElement | null;
  /** Of level 2 and level 3 together, in that order. */
  readonly exceptions: readonly MagdaException[];
}

export interface MagdaTransport {
  /**
   * Asks one question; `contents` is what stands in the Inhoud of the Vraag. Rejects with PlatformError for what goes
   * wrong at level 1 (SOAP fault, connection); exceptions of level 2 and 3 are returned, for the adapter to judge.
   */
  ask(service: MagdaService, contents: object, context: CallContext, send: Send): Promise<MagdaAnswer>;
  /** The sender and Hoedanigheid that a question of this operation carries. */
  identityFor(
    operation: string,
    context: CallContext,
  ): { readonly sender: string; readonly hoedanigheid: string };
  /** A request that needs no data: whether the service answers at all. */
  probe(service: MagdaService): HttpRequest;
}

export interface MagdaTransportOptions {
  readonly platform: string;
  readonly settings: MagdaSettings;
  readonly clock: Clock;
}

/** What every MAGDA service has in common: addresses, context header, signature, answers and their exceptions. */
export function createMagdaTransport({ platform, settings, clock }: MagdaTransportOptions): MagdaTransport {
  const sign = createSigner(settings.signature);
  const verify = answerVerifier(platform, settings);
  const clients = new Map<string, SoapClient>();

  const clientOf = (service: MagdaService) => {
    let client = clients.get(service.name);
    if (!client) {
      client = createSoapClient({
        platform,
        wsdlFile: service.wsdlFile,
        url: addressOf(settings, service),
        sign,
        verify,
      });
      clients.set(service.name, client);
    }
    return client;
  };

  const identityFor = (operation: string, { purpose }: CallContext) => ({
    sender: settings.sender,
    hoedanigheid:
      (purpose === null ? undefined : settings.hoedanigheidByPurpose[purpose]) ??
      settings.hoedanigheidByOperation[operation] ??
      settings.hoedanigheid,
  });

  return {
    identityFor,
    async ask(service, contents, context, send) {
      const { sender, hoedanigheid } = identityFor(service.name, context);
      const response = await clientOf(service).call({
        operation: service.name,
        send,
        headers: { 'x-correlation-id': context.correlationId },
        message: {
          Verzoek: {
            Context: {
              Naam: service.name,
              Versie: `${service.version}.0000`,
              Bericht: {
                Type: 'VRAAG',
                Tijdstip: brusselsTime(clock.now()),
                Afzender: {
                  Identificatie: sender,
                  Referte: randomUUID(),
                  Hoedanigheid: hoedanigheid,
                  Gebruiker: userOf(settings, context),
                },
                Ontvanger: { Identificatie: 'vip.vlaanderen.be' },
              },
            },
            Vragen: { Vraag: { Referte: questionReference(context), Inhoud: contents } },
          },
        },
      });
      return readReply(platform, response);
    },
    probe: (service) => ({
      method: 'GET',
      url: addressOf(settings, service),
      // A SOAP address refuses a GET in many ways; each of them shows that somebody is there.
      accept: [200, 400, 404, 405, 411, 415],
    }),
  };
}

/** The connection of an adapter that speaks to MAGDA, with what is known of the platform: ten calls a second, slow sources. */
export function magdaConnection(settings: MagdaSettings): Connection {
  const { certificate, privateKey, passphrase, ca } = settings.tls;
  const origins = Object.values(settings.serviceUrls).flatMap((url) => (url ? [new URL(url).origin] : []));
  return {
    baseUrl: settings.url,
    alsoAllowed: [...new Set(origins)],
    tls: { ca, cert: certificate, key: privateKey, passphrase },
    policy: {
      timeoutMs: 30_000,
      connectTimeoutMs: 15_000,
      // MAGDA counts ten a second when they arrive: a little more than a second leaves room for the network's own haste.
      quota: { calls: 10, perMs: 1_100 },
      // Long enough for the questions of one page; a person's data is not kept for the day that MAGDA is down.
      cache: { freshMs: 5_000 },
    },
  };
}

function addressOf(settings: MagdaSettings, { name, version }: MagdaService): string {
  return (
    settings.serviceUrls[name] ??
    `${settings.url.replace(/\/$/, '')}/${name}Dienst-${version}/soap/WebService`
  );
}

/** A Referte has at most 36 characters; a longer correlation id is cut, and whole in the header of the request. */
function questionReference({ correlationId }: CallContext): string {
  return correlationId.slice(0, 36) || randomUUID();
}

function userOf(settings: MagdaSettings, { actor }: CallContext): string | undefined {
  return settings.sendUser && actor.kind === 'CITIZEN' ? actor.nationalNumber.reveal() : undefined;
}

function readReply(platform: string, response: SoapElement): MagdaAnswer {
  const reply = response.at('Repliek');
  if (!reply) throw new PlatformError(platform, 'MALFORMED');
  const answer = reply.at('Antwoorden', 'Antwoord');
  const exceptions = [...exceptionsOf(reply), ...exceptionsOf(answer)];
  const contents = answer?.at('Inhoud') ?? null;
  if (!contents && exceptions.length === 0) throw new PlatformError(platform, 'MALFORMED');
  return { contents, exceptions };
}

function answerVerifier(platform: string, settings: MagdaSettings): ((xml: string) => string) | undefined {
  const certificates = settings.answers.certificates.flatMap((pem) => certificatesOf(pem));
  if (certificates.length === 0) return undefined;
  const verify = createVerifier({ certificates, digests: settings.answers.digests });
  return (xml) => {
    try {
      return `<soap:Envelope xmlns:soap="${soapEnvelope}">${verify(xml)}</soap:Envelope>`;
    } catch (error) {
      if (error instanceof InvalidSignature)
        throw new PlatformError(platform, 'MALFORMED', { platformCode: `SIGNATURE_${error.problem}` });
      throw error;
    }
  };
}
