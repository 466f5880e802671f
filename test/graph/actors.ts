import type { Actor, CallContext } from '../../src/context/call-context.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

export const emma = NationalNumber.parse('85671421468');
export const maria = NationalNumber.parse('48613011631');

type Party = Pick<CallContext, 'actor' | 'subject' | 'mandate'>;

const staff = (id: string, roles: readonly string[], secondFactor = true): Party => ({
  actor: {
    kind: 'STAFF',
    id,
    givenName: 'Sofie',
    familyName: 'Vermeulen',
    organisation: '0297500186',
    roles,
    secondFactor,
  },
  subject: null,
  mandate: { kind: 'OFFICE', organisation: '0297500186' },
});

const client = (scopes: readonly string[]): Party => ({
  actor: { kind: 'CLIENT', id: 'website', organisation: '0297500186', scopes },
  subject: null,
  mandate: null,
});

const emmaActor: Actor = {
  kind: 'CITIZEN',
  id: 'hash-of-emma',
  nationalNumber: emma,
  givenName: 'Emma',
  familyName: 'Peeters',
};

/** Everybody who can ask, by the name the tests use. */
export const parties = {
  visitor: { actor: { kind: 'ANONYMOUS' }, subject: null, mandate: null },
  citizen: {
    actor: emmaActor,
    subject: { id: 'hash-of-emma', nationalNumber: emma },
    mandate: { kind: 'SELF' },
  },
  'citizen without subject': { actor: emmaActor, subject: null, mandate: null },
  staff: staff('sofie', ['staff']),
  'staff without second factor': staff('bart', ['staff', 'administrator'], false),
  'staff without role': staff('piet', []),
  administrator: staff('tom', ['administrator', 'staff']),
  'administrator only': staff('an', ['administrator']),
  client: client([]),
  'client with scope': client(['administration']),
  'client with other scope': client(['staff', 'citizen']),
  'client that changes': client(['changes']),
  'client of nobody that changes': {
    ...client(['changes']),
    actor: { kind: 'CLIENT', id: 'nobody', organisation: null, scopes: ['changes'] },
  },
  system: { actor: { kind: 'SYSTEM', id: 'hub' }, subject: null, mandate: null },
} satisfies Record<string, Party>;

export type PartyName = keyof typeof parties;
