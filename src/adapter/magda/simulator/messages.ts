import { randomUUID } from 'node:crypto';
import { escapeXml, leaf, tag } from './xml.js';

/** An Uitzondering as the simulator writes it. */
export interface SimulatedException {
  readonly code: string;
  readonly diagnosis: string;
  /** FOUT when left out. */
  readonly type?: 'FOUT' | 'WAARSCHUWING' | 'INFORMATIE';
  /** MAGDA when left out. */
  readonly origin?: string;
  readonly circumstance?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The asker, as the question named it: the answer mirrors it. */
export interface Asker {
  readonly identification: string;
  readonly reference: string;
  readonly hoedanigheid: string | null;
}

export interface ReplyParts {
  readonly operation: string;
  readonly version: string;
  readonly namespace: string;
  readonly asker: Asker;
  readonly now: Date;
  /** The Referte of the Vraag; null when the whole message was refused, which is level 2. */
  readonly questionReference: string | null;
  /** XML inside Inhoud. */
  readonly contents?: string;
  readonly exceptions?: readonly SimulatedException[];
}

/** The day and the time on the clocks of Brussels, as MAGDA writes them. */
export function inBrussels(now: Date): { readonly date: string; readonly time: string } {
  const [date = '', time = ''] = now.toLocaleString('sv-SE', { timeZone: 'Europe/Brussels' }).split(' ');
  return { date, time: `${time}.${String(now.getUTCMilliseconds()).padStart(3, '0')}` };
}

const moment = (now: Date) => {
  const { date, time } = inBrussels(now);
  return tag('Tijdstip', [leaf('Datum', date), leaf('Tijd', time)]);
};

export function envelope(body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header></soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`
  );
}

export function fault(side: 'Client' | 'Server', text: string, message?: string): string {
  return envelope(
    tag('soap:Fault', [
      leaf('faultcode', side),
      leaf('faultstring', text),
      message === undefined ? '' : tag('detail', leaf('message', message)),
    ]),
  );
}

/** The envelope of a Repliek: exceptions stand at level 3 beside the Antwoord, or at level 2 when there is no question. */
export function reply(parts: ReplyParts): string {
  const { operation, version, namespace, asker, now, questionReference, contents, exceptions = [] } = parts;
  const uitzonderingen =
    exceptions.length === 0
      ? ''
      : tag(
          'Uitzonderingen',
          exceptions.map((exception) => uitzondering(exception, now)),
        );
  const context = tag('Context', [
    leaf('Naam', operation),
    leaf('Versie', `${version}.0000`),
    tag('Bericht', [
      leaf('Type', 'ANTWOORD'),
      moment(now),
      tag('Afzender', [
        leaf('Identificatie', 'vip.vlaanderen.be'),
        leaf('Naam', 'MagdaGateway'),
        leaf('Referte', randomUUID()),
      ]),
      tag('Ontvanger', [
        leaf('Identificatie', asker.identification),
        leaf('Referte', asker.reference),
        leaf('Hoedanigheid', asker.hoedanigheid),
      ]),
    ]),
  ]);
  const answer =
    questionReference === null
      ? uitzonderingen
      : tag('Antwoorden', [
          tag('Antwoord', [
            leaf('Referte', questionReference),
            tag('Inhoud', contents ?? null),
            uitzonderingen,
          ]),
        ]);
  return envelope(
    `<web:${operation}Response xmlns:web="${escapeXml(namespace)}">${tag('Repliek', [context, answer])}</web:${operation}Response>`,
  );
}

function uitzondering(exception: SimulatedException, now: Date): string {
  const annotations = Object.entries(exception.annotations ?? {});
  return tag('Uitzondering', [
    leaf('Identificatie', exception.code),
    leaf('Oorsprong', exception.origin ?? 'MAGDA'),
    leaf('Type', exception.type ?? 'FOUT'),
    moment(now),
    leaf('Diagnose', exception.diagnosis),
    leaf('Omstandigheid', exception.circumstance),
    annotations.length === 0
      ? ''
      : tag(
          'Annotaties',
          annotations.map(([name, value]) => tag('Annotatie', [leaf('Naam', name), leaf('Waarde', value)])),
        ),
  ]);
}
