import type { LetterRefusal } from './letters.port.js';

/** What is wrong with what was asked; it never holds what was put in. */
export interface LetterFault {
  /** For programs. */
  readonly code: string;
  /** Path in the arguments, such as `letter.subject`. */
  readonly field: string;
  /** For people, in Dutch. */
  readonly message: string;
}

const refusals: Readonly<Record<LetterRefusal, Omit<LetterFault, 'code'>>> = {
  SUBJECT: { field: 'letter.subject', message: 'Het onderwerp ontbreekt, of het is langer dan 255 tekens.' },
  FILE_NAME: {
    field: 'letter.fileName',
    message: 'De naam van het bestand ontbreekt, is langer dan 80 tekens of heeft een teken dat niet mag.',
  },
  MEDIA_TYPE: { field: 'letter.fileId', message: 'Dit soort bestand wordt niet aanvaard.' },
  TOO_LARGE: { field: 'letter.fileId', message: 'Dit bestand is te groot.' },
  TOO_MANY_DOCUMENTS: { field: 'letter.fileId', message: 'Een brief heeft te veel bestanden.' },
  MAIN_CONTENT: { field: 'letter.fileId', message: 'Een brief heeft precies één hoofdinhoud.' },
  DIGEST: { field: 'letter.fileId', message: 'Het bestand is niet meer wat het was.' },
  ATTENTION: {
    field: 'letter.attention',
    message:
      'Een brief ter attentie van iemand is enkel voor een onderneming, met een naam van hoogstens 100 tekens.',
  },
  MESSAGE_TYPE: { field: 'letter.messageType', message: 'Deze soort brief is niet afgesproken.' },
  SENDER: { field: 'letter.messageType', message: 'Uw organisatie mag deze soort brief niet versturen.' },
  KEY: { field: 'letter', message: 'De sleutel van de brief past niet.' },
  BODY: { field: 'letter', message: 'De tekst van de brief ontbreekt.' },
  CHANNEL_NOT_OFFERED: { field: 'letter', message: 'Zo kan een brief hier niet verstuurd worden.' },
  REGISTERED_NOT_OFFERED: {
    field: 'letter.registered',
    message: 'Aangetekend kan deze brief niet verstuurd worden.',
  },
  BY_PLATFORM: { field: 'letter', message: 'Het platform weigert deze brief.' },
};

export const refusalFault = (code: LetterRefusal): LetterFault => ({ code, ...refusals[code] });

export const fileNotFound: LetterFault = {
  code: 'FILE_NOT_FOUND',
  field: 'letter.fileId',
  message: 'Dit bestand bestaat niet, of het is verlopen.',
};

export const notOneSource: LetterFault = {
  code: 'FILE_OR_TEMPLATE',
  field: 'letter',
  message: 'Geef een bestand of een sjabloon, en niet allebei.',
};
