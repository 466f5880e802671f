import { createHash } from 'node:crypto';
import { attemptChange, type ChangeAttempt } from '../../src/adapter/attempt-change.js';
import { brusselsTime, momentOf } from '../../src/adapter/magda/time.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import { parseXml } from '../../src/adapter/xml/xml-element.js';
import type {
  DossierPublication,
  PublishedHandler,
  PublishedStatus,
} from '../../src/capabilities/dossiers/dossier-publication.port.js';
import type { CallContext } from '../../src/context/call-context.js';

/*
 * How a state of a dossier travels to DOSIS. Of this only the two documents are public (schema Dossier 02.00): a DossierMutatie, and
 * the result of a registration. That one is posted and the other answered is this hub's guess; all of the guess is in this file.
 */

/** What the platform made of a publication, or the status with which it refused it; its texts are not kept. */
export type PublicationAnswer =
  | { readonly taken: true; readonly processedAt: Date | null }
  | { readonly taken: false; readonly platformCode: string | null };

const done = [200, 201, 202];
/** Statuses with which a publication is refused for what it is. */
const refusals = [400, 409, 413, 422];

export type PublicationClient = ReturnType<typeof createPublicationClient>;

/** The write side of DOSIS. Rejects with PlatformError. */
export function createPublicationClient(
  platform: string,
  wire: Wire,
  { url, source, honoursRepetition }: { url: string; source: string; honoursRepetition: boolean },
) {
  return {
    /** One DossierMutatie, sent once unless the platform honours repetition. */
    publish(
      publication: DossierPublication,
      context: CallContext,
    ): Promise<ChangeAttempt<PublicationAnswer>> {
      const body = toMutation(publication, source);
      return attemptChange(
        wire,
        {
          operation: 'DossierMutatie',
          ...(honoursRepetition ? { idempotencyKey: digestOf(body) } : {}),
          async perform(send) {
            const response = await send({
              method: 'POST',
              url,
              headers: { 'content-type': 'application/xml; charset=utf-8', accept: 'application/xml' },
              body,
              accept: [...done, ...refusals],
            });
            if (refusals.includes(response.status))
              return { taken: false, platformCode: `HTTP_${response.status}` };
            return readResult(platform, response, publication.number);
          },
        },
        context,
      );
    },
  };
}

/** A key of its own holds nothing of a person. */
function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads a ResultaatRegistratieType, alone or in its list. */
function readResult(platform: string, { body }: HttpResponse, number: string): PublicationAnswer {
  const root = parseXml(platform, body);
  const result = root.child('Resultaat') ? root : root.child('UitzonderingenRegistratie');
  const code = result?.child('Resultaat')?.text;
  const about = result?.child('Identificatie')?.child('Dossiernummer')?.text ?? number;
  // An answer about another dossier tells nothing of ours.
  if (!result || (code !== '0' && code !== '1') || about !== number)
    throw new PlatformError(platform, 'MALFORMED');
  if (code === '0') return { taken: false, platformCode: null };
  return { taken: true, processedAt: momentOf(result.child('TijdstipVerwerking')?.text ?? '') };
}

const namespace = 'http://dossier-02_00.vip.vlaanderen.be';

/** A DossierMutatie of `source`, in the order of its schema. */
export function toMutation(publication: DossierPublication, source: string): string {
  const { number, products, subjects, from } = publication;
  const begin = brusselsTime(from.getTime());
  const content = [
    group('Identificatie', [leaf('Bron', source), leaf('Dossiernummer', number)]),
    leaf('Naam', publication.name),
    leaf('DatumModificatie', from.toISOString()),
    leaf('StreefDatum', midnight(publication.targetDate)),
    statusOf(publication.status, from),
    leaf('Type', publication.type),
    group(
      'Producten',
      products.map((product) => leaf('Product', product)),
    ),
    publication.handler ? handlerOf(publication.handler) : '',
    leaf('ExtraInformatie', publication.extraInformation),
    leaf('Doorverwijzing', publication.url),
    group(
      'Subjecten',
      subjects.map((subject) =>
        group('Subject', [
          leaf('Rol', 'Raadpleger'),
          leaf('Type', 'PERS'),
          leaf('Sleutel', subject.reveal()),
        ]),
      ),
    ),
    group('Eigenschappen', [
      leaf('Vertrouwelijk', flag(publication.confidential)),
      leaf('Publiek', flag(publication.public)),
      leaf('IsNietRaadpleegbaar', flag(publication.notConsultable)),
    ]),
    group('Periode', [group('Begin', [leaf('Datum', begin.Datum), leaf('Tijd', begin.Tijd)])]),
  ].join('');
  return `<?xml version="1.0" encoding="UTF-8"?><dos:DossierMutatie xmlns:dos="${namespace}">${content}</dos:DossierMutatie>`;
}

function statusOf({ code, phase, details, action, targetDate }: PublishedStatus, from: Date): string {
  return group('Status', [
    leaf('Code', code),
    leaf('Fase', phase),
    group(
      'Details',
      details.map((detail) => leaf('Detail', detail)),
    ),
    leaf('DatumModificatie', from.toISOString()),
    group('Actie', [leaf('ActieNodig', flag(action !== null)), leaf('Omschrijving', action)]),
    leaf('StreefDatum', midnight(targetDate)),
  ]);
}

function handlerOf({ name, service, email, phone, website }: PublishedHandler): string {
  return group('Beheerder', [
    group('Contact', [
      leaf('Naam', name),
      group('Dienst', [leaf('Omschrijving', service)]),
      leaf('Email', email),
      leaf('Telefoon', phone),
      leaf('Website', website),
    ]),
  ]);
}

const midnight = (day: string | null) => day && `${day}T00:00:00`;
const flag = (value: boolean) => (value ? '1' : '0');

/** An element with text; nothing when there is none. */
function leaf(name: string, text: string | null): string {
  return text === null ? '' : `<${name}>${escaped(text)}</${name}>`;
}

/** An element with elements; nothing when they are all absent, as the schema wants. */
function group(name: string, parts: readonly string[]): string {
  const content = parts.join('');
  return content === '' ? '' : `<${name}>${content}</${name}>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

function escaped(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => escapes[character] ?? character);
}
