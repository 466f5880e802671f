import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { parseIpdcNumber } from '../identifiers/ipdc-number.js';
import { parseAddressId } from '../identifiers/address-id.js';
import { parseCaPaKey } from '../identifiers/capakey.js';
import { parseKboNumber } from '../identifiers/kbo-number.js';
import { NationalNumber } from '../identifiers/national-number.js';
import { parseOmvNumber } from '../identifiers/omv-number.js';
import { parsePhoneNumber } from '../identifiers/phone-number.js';
import { parseVCode } from '../identifiers/v-code.js';
import { personalScalar } from './marks.js';

interface TextScalar<T> {
  readonly name: string;
  readonly description: string;
  /** Throws with the reason; the reason must not hold the input. */
  parse(text: string): T;
  print(value: T): string;
}

function textScalar<T>({ name, description, parse, print }: TextScalar<T>): GraphQLScalarType<T, string> {
  const read = (value: unknown): T => {
    if (typeof value !== 'string') throw refusal(name, 'Expected a string.');
    try {
      return parse(value);
    } catch (error) {
      throw refusal(name, (error as Error).message);
    }
  };
  return new GraphQLScalarType<T, string>({
    name,
    description,
    serialize: (value) => print(value as T),
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : null),
  });
}

function refusal(scalar: string, reason: string): GraphQLError {
  return new GraphQLError(`${scalar}: ${reason}`, { extensions: { code: 'BAD_USER_INPUT' } });
}

export const NationalNumberScalar = personalScalar(
  textScalar<NationalNumber>({
    name: 'NationalNumber',
    description:
      'A Belgian national number (INSZ, rijksregisternummer): 11 digits, dots and dashes may stay in input. BIS numbers and MAGDA test numbers are accepted.',
    parse: (text) => NationalNumber.parse(text),
    print: (number) => number.reveal(),
  }),
  'identity',
);

export const KboNumberScalar = textScalar<string>({
  name: 'KboNumber',
  description:
    'A KBO (enterprise) number: 10 digits, of which the last two check the others. Dots may stay in input.',
  parse: parseKboNumber,
  print: (number) => number,
});

export const VCodeScalar = textScalar<string>({
  name: 'VCode',
  description: 'The number of an association in the Verenigingsregister: V and 7 digits, from V0001001.',
  parse: parseVCode,
  print: (vCode) => vCode,
});

export const OmvNumberScalar = textScalar<string>({
  name: 'OmvNumber',
  description:
    'The number of a project in Omgevingsloket (projectnummer): OMV_ and 10 digits, the year and a serial number, such as OMV_2023012345. OMV_ may be left out in input.',
  parse: parseOmvNumber,
  print: (number) => number,
});

export const PhoneNumberScalar = textScalar<string>({
  name: 'PhoneNumber',
  description:
    'A phone number in E.164 form, such as +32470123456. Input in national notation is read as Belgian.',
  parse: parsePhoneNumber,
  print: (number) => number,
});

export const ActivityCodeScalar = textScalar<string>({
  name: 'ActivityCode',
  description: 'A main activity of the Verenigingsregister (hoofdactiviteit): four capitals, such as SPRT.',
  parse(text) {
    if (!/^[A-Za-z]{4}$/.test(text)) throw new Error('An activity code has four letters, such as SPRT.');
    return text.toUpperCase();
  },
  print: (code) => code,
});

export const IpdcNumberScalar = textScalar<string>({
  name: 'IpdcNumber',
  description: 'The number of a product in IPDC (productnummer): 1 to 10 digits, such as 51020.',
  parse: parseIpdcNumber,
  print: (number) => number,
});

export const ThemeCodeScalar = textScalar<string>({
  name: 'ThemeCode',
  description:
    'A theme of IPDC (thema), such as BouwenWonen or WelzijnGezondheid: letters only, as IPDC writes it.',
  parse(text) {
    if (!/^[A-Za-z]{2,64}$/.test(text)) throw new Error('A theme is a code of letters, such as BouwenWonen.');
    return text;
  },
  print: (code) => code,
});

export const SocialStatusNameScalar = textScalar<string>({
  name: 'SocialStatusName',
  description:
    'Name of a social status at KSZ, such as BIM_BVT: capitals, digits and underscores, 120 characters at most.',
  parse(text) {
    if (!/^[A-Z][A-Z0-9_]{0,119}$/.test(text))
      throw new Error('A social status is named with capitals, digits and underscores, such as BIM_BVT.');
    return text;
  },
  print: (name) => name,
});

export const AttestNameScalar = textScalar<string>({
  name: 'AttestName',
  description:
    'Name of an attest at its source: 1 to 48 letters, digits, spaces, dots, dashes or underscores.',
  parse(text) {
    if (!/^[\p{L}\d][\p{L}\d ._-]{0,47}$/u.test(text))
      throw new Error(
        'An attest is named with 1 to 48 letters, digits, spaces, dots, dashes or underscores.',
      );
    // Whoever writes a person's number here would put it where nobody guards it.
    if (/\d{11}/.test(text)) throw new Error('The name of an attest holds no national number.');
    return text;
  },
  print: (name) => name,
});

export const CaPaKeyScalar = textScalar<string>({
  name: 'CaPaKey',
  description:
    'The key of a cadastral parcel (perceel), such as 11001B0001/00S000. The form with a dash, 11001B0001-00S000, is accepted in input.',
  parse: parseCaPaKey,
  print: (capakey) => capakey,
});

export const AddressIdScalar = textScalar<string>({
  name: 'AddressId',
  description:
    'The number of an address in the address register (adressenregister), such as 3213019. Its URI, https://data.vlaanderen.be/id/adres/3213019, is accepted in input.',
  parse: parseAddressId,
  print: (id) => id,
});

export const NisCodeScalar = textScalar<string>({
  name: 'NisCode',
  description: 'The NIS code of a municipality: five digits, such as 11039 for Schilde.',
  parse(text) {
    if (!/^\d{5}$/.test(text)) throw new Error('A NIS code has five digits, such as 11039.');
    return text;
  },
  print: (code) => code,
});

export const PostalCodeScalar = textScalar<string>({
  name: 'PostalCode',
  description: 'A Belgian postal code: four digits, such as 2970.',
  parse(text) {
    if (!/^[1-9]\d{3}$/.test(text)) throw new Error('A Belgian postal code has four digits, such as 2970.');
    return text;
  },
  print: (code) => code,
});

/** For output only: whoever asks gives no shapes. */
export const GeoJsonScalar = new GraphQLScalarType<Readonly<Record<string, unknown>>>({
  name: 'GeoJSON',
  description:
    'A shape as a GeoJSON geometry object: `type` and `coordinates`. The field says in which coordinate system; each point is x and y, or longitude and latitude.',
  parseValue() {
    throw refusal('GeoJSON', 'It is for output only.');
  },
  parseLiteral() {
    throw refusal('GeoJSON', 'It is for output only.');
  },
});

export const DateScalar = textScalar<string>({
  name: 'Date',
  description:
    'A day, such as 2026-11-23. A date of birth or death may be incomplete in output: 1960-05 or 1960.',
  parse(text) {
    const date = new Date(`${text}T00:00:00Z`);
    if (
      !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
      Number.isNaN(date.getTime()) ||
      date.toISOString().slice(0, 10) !== text
    )
      throw new Error('A day is written as 2026-11-23.');
    return text;
  },
  print: (date) => date,
});

const brussels = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Brussels',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
});

/** The moment as a clock in Brussels shows it, with its offset: 2026-11-23T14:30:00+01:00. */
export function inBrussels(moment: Date): string {
  const part = Object.fromEntries(brussels.formatToParts(moment).map(({ type, value }) => [type, value]));
  const offset = part['timeZoneName']?.replace('GMT', '') || '+00:00';
  const day = `${part['year']}-${part['month']}-${part['day']}`;
  return `${day}T${part['hour']}:${part['minute']}:${part['second']}${offset.replace('−', '-')}`;
}

export const DateTimeScalar = textScalar<Date>({
  name: 'DateTime',
  description:
    'A moment with its offset, such as 2026-11-23T14:30:00+01:00. Output is in the time of Europe/Brussels.',
  parse(text) {
    const moment = new Date(text);
    if (
      !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ||
      Number.isNaN(moment.getTime())
    )
      throw new Error('A moment is written with its offset: 2026-11-23T14:30:00+01:00.');
    return moment;
  },
  print: inBrussels,
});

export const PurposeCodeScalar = textScalar<string>({
  name: 'PurposeCode',
  description:
    'A purpose from the register of processing activities, such as `dossier-handling`: small letters, digits and dashes.',
  parse(text) {
    if (!/^[a-z0-9-]{2,64}$/.test(text))
      throw new Error('A purpose is a code of small letters, digits and dashes.');
    return text;
  },
  print: (code) => code,
});
