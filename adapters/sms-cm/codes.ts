import type { DeliveryMeaning, RefusalSubject } from '../../src/capabilities/texts/texts.port.js';

/** What CM.com's codes stand for, as data. Source of the codes: TextClientStatusCode of CM.com's own SDK. */

export interface CodeMeaning {
  /** REFUSED: the text was not sent. CREDENTIALS: it does not know us. FAULT: its own failure, which leaves open what it did. */
  readonly kind: 'REFUSED' | 'CREDENTIALS' | 'FAULT';
  readonly about: RefusalSubject;
  /** For people, in Dutch. */
  readonly reason: string;
}

const refused = (about: RefusalSubject, reason: string): CodeMeaning => ({ kind: 'REFUSED', about, reason });
const credentials = (reason: string): CodeMeaning => ({ kind: 'CREDENTIALS', about: 'OTHER', reason });
const fault = (reason: string): CodeMeaning => ({ kind: 'FAULT', about: 'OTHER', reason });

/** `errorCode` of an answer and `messageErrorCode` of a message; 0 is success. */
export const errorCodes: Readonly<Record<number, CodeMeaning>> = {
  101: credentials('CM.com kent het producttoken niet.'),
  102: refused('BALANCE', 'Het saldo bij CM.com volstaat niet.'),
  103: credentials('CM.com weigert de API-sleutel.'),
  201: refused('OTHER', 'CM.com heeft het bericht niet aanvaard.'),
  202: refused('OTHER', 'CM.com kan de vraag niet lezen.'),
  203: refused('OTHER', 'CM.com kan de lijst van berichten niet lezen.'),
  301: refused('SENDER', 'De afzender is ongeldig.'),
  302: refused('RECIPIENT', 'Het telefoonnummer is ongeldig.'),
  303: refused('RECIPIENT', 'Het telefoonnummer is geen nummer waarop sms aankomt.'),
  304: refused('CONTENT', 'De tekst is ongeldig.'),
  305: refused('CONTENT', 'Een veld van het bericht is ongeldig.'),
  401: refused('BLOCKED', 'CM.com houdt het bericht tegen als spam.'),
  402: refused('BLOCKED', 'Het telefoonnummer staat op de zwarte lijst van CM.com.'),
  403: refused('BLOCKED', 'CM.com weigert het bericht.'),
  500: fault('Interne fout bij CM.com.'),
  999: fault('Onbekende fout bij CM.com.'),
};

/** `status.code` of a status report. */
export const deliveryCodes: Readonly<Record<string, DeliveryMeaning>> = {
  0: { state: 'ACCEPTED', reason: 'Aanvaard, en onderweg naar de operator.' },
  1: { state: 'FAILED_PERMANENT', reason: 'Geweigerd door CM.com of door de operator.' },
  2: { state: 'DELIVERED', reason: 'Aangekomen op de telefoon.' },
  3: { state: 'FAILED_PERMANENT', reason: 'Niet aangekomen, en wordt niet opnieuw geprobeerd.' },
  4: { state: 'READ', reason: 'Gelezen op de telefoon.' },
};

export const unknownDelivery: DeliveryMeaning = {
  state: 'UNKNOWN',
  reason: 'CM.com meldt een toestand die we niet kennen.',
};
