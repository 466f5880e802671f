import { numberProblem, textOf } from '../../../src/adapter/magda/simulator/gateway.js';
import type {
  Question,
  ServiceAnswer,
  SimulatedService,
} from '../../../src/adapter/magda/simulator/gateway.js';
import { inBrussels } from '../../../src/adapter/magda/simulator/messages.js';
import type { SimulatedException } from '../../../src/adapter/magda/simulator/messages.js';
import { leaf } from '../../../src/adapter/magda/simulator/xml.js';
import type { Clock } from '../../../src/context/clock.js';
import { gezinsleden, persoon } from './documents.js';
import { personByNumber } from './people.js';
import type { SandboxPerson } from './people.js';

const notRegistered: SimulatedException = {
  code: '13202',
  diagnosis: 'Geen dossier ingeschreven voor deze persoon',
};
const noData: SimulatedException = {
  code: '30001',
  origin: 'RR',
  diagnosis: 'Geen gegevens gevonden voor de vraag',
  circumstance: '140',
};
const replaced: SimulatedException = {
  code: '30004',
  origin: 'RR',
  type: 'WAARSCHUWING',
  diagnosis: 'Persoon heeft een nieuw INSZ verkregen',
};

const result = (done: boolean) =>
  leaf('Resultaat', done ? '1' : '0', { Beschrijving: done ? 'Wel geslaagd' : 'Niet geslaagd' });

/** The Repertorium and the person services: nobody is registered at first, and nobody unregistered is shown. */
export function personServices(clock: Clock): {
  readonly services: readonly SimulatedService[];
  /** How many registrations hold now. */
  registered(): number;
} {
  /** Per afnemer, Hoedanigheid and number: the last day of the registration, or null when it has none. */
  const repertorium = new Map<string, string | null>();
  const today = () => inBrussels(new Date(clock.now())).date;
  const holds = (key: string) => {
    const end = repertorium.get(key);
    return end === null || (end !== undefined && end >= today());
  };

  const read =
    (document: (person: SandboxPerson, number: string) => string) =>
    ({ contents, sender, hoedanigheid }: Question): ServiceAnswer => {
      const number = textOf(contents, 'Criteria', 'INSZ');
      const problem = numberProblem(number);
      if (problem || number === null) return { exceptions: problem ? [problem] : [] };
      if (!holds(`${sender} ${hoedanigheid} ${number}`)) return { exceptions: [notRegistered] };
      const person = personByNumber(number);
      if (!person) return { exceptions: [noData] };
      return {
        contents: document(person, person.replacedBy ?? number),
        exceptions: person.replacedBy === undefined ? [] : [replaced],
      };
    };

  const change =
    (name: 'Inschrijving' | 'Uitschrijving', perform: (key: string, end: string | null) => boolean) =>
    ({ contents }: Question): ServiceAnswer => {
      const number = textOf(contents, name, 'BetrokkenSubject', 'Subjecten', 'Subject', 'Sleutel');
      const problem = numberProblem(number);
      if (problem) return { contents: result(false), exceptions: [problem] };
      const key = [
        textOf(contents, name, 'Identificatie'),
        textOf(contents, name, 'Hoedanigheid'),
        number,
      ].join(' ');
      return { contents: result(perform(key, textOf(contents, name, 'Periode', 'Einde'))) };
    };

  const persons = 'http://magda.vlaanderen.be/persoon/soap';
  return {
    registered: () => [...repertorium.keys()].filter(holds).length,
    services: [
      {
        operation: 'GeefPersoon',
        version: '02.02',
        namespace: `${persons}/geefpersoon/v02_02`,
        answer: read(persoon),
      },
      {
        operation: 'GeefGezinssamenstelling',
        version: '02.02',
        namespace: `${persons}/geefgezinssamenstelling/v02_02`,
        answer: read(gezinsleden),
      },
      {
        operation: 'RegistreerInschrijving',
        version: '02.01',
        namespace: 'http://webservice.registreerinschrijvingdienst-02_01.repertorium-02_01.vip.vlaanderen.be',
        answer: change('Inschrijving', (key, end) => Boolean(repertorium.set(key, end))),
      },
      {
        operation: 'RegistreerUitschrijving',
        version: '02.01',
        namespace:
          'http://webservice.registreeruitschrijvingdienst-02_01.repertorium-02_01.vip.vlaanderen.be',
        answer: change('Uitschrijving', (key) => repertorium.delete(key)),
      },
    ],
  };
}
