import type { DossierPublication } from '../../src/capabilities/dossiers/dossier-publication.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

/** A state of a dossier of Schilde about Ahmed, with everything a publication can hold. */
export const publishedState: DossierPublication = {
  number: 'SCH-2026-00042',
  name: 'Premie voor een regenwaterput & <infiltratie>',
  type: 'DossierStatus',
  from: new Date('2026-11-02T09:30:15.250Z'),
  status: {
    code: 'DossierOnvolledig',
    phase: 'Behandeling',
    details: ['We misten een factuur.', 'Zonder factuur kunnen we niet verder.'],
    action: 'Bezorg ons de factuur van de aannemer.',
    targetDate: '2026-12-01',
  },
  targetDate: '2027-01-31',
  products: ['1447', '32767'],
  handler: {
    name: 'Gemeente Schilde',
    service: 'Dienst leefmilieu',
    email: 'leefmilieu@example.be',
    phone: '03 380 07 00',
    website: 'https://www.example.be/premies',
  },
  extraInformation: 'De premie wordt betaald binnen de maand.',
  url: 'https://www.example.be/premies/mijn-dossier?taal=nl&stap=2',
  subjects: [NationalNumber.parse('91691715184')],
  confidential: true,
  public: false,
  notConsultable: false,
};
