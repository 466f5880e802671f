import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import type { Clock } from '../../../src/context/clock.js';
import { child, textOf } from '../../../src/adapter/magda/simulator/gateway.js';
import { leaf, tag } from '../../../src/adapter/magda/simulator/xml.js';
import type { SimulatorCertificates } from '../../../src/adapter/simulator/certificates.js';
import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import {
  startSimulatorServer,
  type SimulatorServer,
} from '../../../src/adapter/simulator/simulator-server.js';

export const publicationPath = '/dosis/mutaties';

/** A state of a dossier as its source handed it over. */
interface KeptState {
  /** Its elements before Periode, as XML. */
  readonly xml: string;
  readonly begin: { readonly date: string; readonly time: string | null };
}

interface KeptDossier {
  readonly number: string;
  readonly subjects: ReadonlySet<string>;
  /** Newest first. */
  readonly states: readonly KeptState[];
}

/** What our own source handed over: the read side shows it. */
export interface PublishedDossiers {
  readonly source: string;
  /** XML of the `Dossier` elements that a person may see. */
  dossiersOf(number: string): readonly string[];
}

/** A state that was taken: taken twice, it is there twice. */
export interface PublishedState {
  readonly number: string;
  /** In Brussels: 2026-11-02. */
  readonly date: string;
}

export interface PublicationSimulator extends PublishedDossiers {
  readonly server: SimulatorServer;
  states(): readonly PublishedState[];
}

export interface PublicationOptions {
  readonly clock: Clock;
  readonly certificates: SimulatorCertificates;
  readonly source: string;
  readonly port?: number;
  /** What becomes of a state that was handed over before: it stays the one it was, or stands there twice. */
  readonly repeated: 'ONE_EFFECT' | 'TWO_EFFECTS';
}

/** The write side of DOSIS on loopback: takes a DossierMutatie, refuses what its schema or its source forbids. */
export async function startPublication(options: PublicationOptions): Promise<PublicationSimulator> {
  const { clock, certificates, source, repeated } = options;
  const dossiers = new Map<string, KeptDossier>();

  function take({ body, headers, expiredCredentials, method, path }: SimulatorRequest): SimulatorReply {
    if (path !== publicationPath) return plain(404);
    if (method !== 'POST') return plain(405);
    if (expiredCredentials) return plain(403);
    if (!/^application\/xml\b/.test(headers['content-type'] ?? '')) return plain(415);
    const mutation = documentOf(body.toString('utf8'));
    if (!mutation) return plain(400);
    const identity = child(mutation, 'Identificatie');
    const number = textOf(identity, 'Dossiernummer') ?? '';
    const problem =
      problemOf(mutation) ?? (textOf(identity, 'Bron') === source ? null : 'Bron niet toegelaten');
    if (problem !== null) return result(number, problem);
    keep(number, mutation);
    return result(number, null);
  }

  function keep(number: string, mutation: Element): void {
    const period = child(mutation, 'Periode');
    const begin = child(period, 'Begin');
    const state: KeptState = {
      xml: elementsOf(mutation)
        .filter((element) => element !== period)
        .map((element) => new XMLSerializer().serializeToString(element))
        .join(''),
      begin: { date: textOf(begin, 'Datum') ?? '', time: textOf(begin, 'Tijd') },
    };
    const known = dossiers.get(number)?.states ?? [];
    const before =
      repeated === 'ONE_EFFECT' ? known.filter((one) => momentOf(one) !== momentOf(state)) : known;
    const states = [state, ...before].sort((a, b) => momentOf(b).localeCompare(momentOf(a)));
    const subjects = elementsOf(child(mutation, 'Subjecten')).flatMap((subject) =>
      textOf(subject, 'Type') === 'PERS' ? [textOf(subject, 'Sleutel') ?? ''] : [],
    );
    dossiers.set(number, { number, subjects: new Set(subjects), states });
  }

  function result(number: string, problem: string | null): SimulatorReply {
    const written = tag(
      'dos:UitzonderingenRegistraties',
      tag('UitzonderingenRegistratie', [
        leaf('Resultaat', problem === null ? '1' : '0', {
          Beschrijving: problem === null ? 'OK' : 'Niet OK',
        }),
        number === '' ? '' : tag('Identificatie', [leaf('Bron', source), leaf('Dossiernummer', number)]),
        leaf('TijdstipVerwerking', new Date(clock.now()).toISOString()),
        problem === null ? '' : tag('Fouten', tag('Fout', leaf('Omschrijving', problem))),
      ]),
      { 'xmlns:dos': namespace },
    );
    return {
      operation: 'DossierMutatie',
      status: 200,
      headers: { 'content-type': 'application/xml; charset=utf-8' },
      body: `<?xml version="1.0" encoding="UTF-8"?>${written}`,
    };
  }

  const { authority, server: own } = certificates;
  const server = await startSimulatorServer({
    name: 'burgerprofiel-publication',
    clock,
    port: options.port,
    tls: { cert: own.certificate, key: own.privateKey, ca: authority },
    operationOf: () => 'DossierMutatie',
    route: async (request) => take(request),
  });
  return {
    server,
    source,
    states: () =>
      [...dossiers.values()].flatMap(({ number, states }) =>
        states.map(({ begin }) => ({ number, date: begin.date })),
      ),
    dossiersOf: (person) =>
      [...dossiers.values()]
        .filter(({ subjects, states }) => subjects.has(person) && !isHidden(states[0]))
        .map(({ states }) =>
          tag(
            'Dossier',
            tag(
              'DossierMutaties',
              states.map((state, index) => shown(state, states[index - 1])),
            ),
          ),
        ),
  };
}

const namespace = 'http://dossier-02_00.vip.vlaanderen.be';

const momentOf = ({ begin }: KeptState) => `${begin.date}T${begin.time ?? '00:00'}`;

const isHidden = (state: KeptState | undefined) =>
  state !== undefined && state.xml.includes('<IsNietRaadpleegbaar>1</IsNietRaadpleegbaar>');

/** A state as the read side writes it: it ends where the next one begins. */
function shown({ xml, begin }: KeptState, newer: KeptState | undefined): string {
  const at = (name: string, { date, time }: KeptState['begin']) =>
    tag(name, [leaf('Datum', date), leaf('Tijd', time)]);
  return tag('DossierMutatie', [
    xml,
    tag('Periode', [at('Begin', begin), newer ? at('Einde', newer.begin) : '']),
  ]);
}

function documentOf(xml: string): Element | null {
  const refuse = (message: string) => {
    throw new Error(message);
  };
  try {
    const root = new DOMParser({
      errorHandler: { warning: refuse, error: refuse, fatalError: refuse },
    }).parseFromString(xml, 'text/xml').documentElement;
    return root?.localName === 'DossierMutatie' && root.namespaceURI === namespace ? root : null;
  } catch {
    return null;
  }
}

function elementsOf(element: Element | null): Element[] {
  return Array.from(element?.childNodes ?? []).filter(({ nodeType }) => nodeType === 1) as Element[];
}

/** The elements of a DossierMutatie in their order; the required ones with a mark. */
const order = [
  'Identificatie!',
  'Naam!',
  'DatumModificatie',
  'StreefDatum',
  'Status',
  'Type!',
  'Producten',
  'Beheerder',
  'ExtraInformatie',
  'Doorverwijzing',
  'Subjecten!',
  'Eigenschappen',
  'Periode!',
];

/** What the schema has against a mutation, in the platform's language; null when nothing. */
function problemOf(mutation: Element): string | null {
  const names = elementsOf(mutation).map(({ localName }) => localName);
  const known = order.map((name) => name.replace('!', ''));
  const places = names.map((name) => known.indexOf(name));
  if (places.some((place, index) => place < 0 || place <= (places[index - 1] ?? -1)))
    return 'Het bericht voldoet niet aan het schema';
  const missing = order.find((name) => name.endsWith('!') && !names.includes(name.slice(0, -1)));
  if (missing) return `${missing.slice(0, -1)} ontbreekt`;
  for (const leafElement of Array.from(mutation.getElementsByTagName('*')))
    if (elementsOf(leafElement).length === 0) {
      const length = [...(leafElement.textContent ?? '')].length;
      if (length === 0 || (length > 255 && leafElement.localName !== 'Doorverwijzing'))
        return `${leafElement.localName} is leeg of te lang`;
    }
  if (elementsOf(child(child(mutation, 'Status'), 'Details')).length > 2) return 'Te veel details';
  if (elementsOf(child(mutation, 'Producten')).some(({ textContent }) => Number(textContent) > 32_767))
    return 'Product is geen productnummer';
  return null;
}

function plain(status: number): SimulatorReply {
  return { operation: 'DossierMutatie', status, headers: { 'content-type': 'text/plain' }, body: '' };
}
