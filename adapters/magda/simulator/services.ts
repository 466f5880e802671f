import { numberProblem, textOf } from '../../../src/adapter/magda/simulator/gateway.js';
import type {
  Question,
  ServiceAnswer,
  SimulatedService,
} from '../../../src/adapter/magda/simulator/gateway.js';
import type { SimulatedException } from '../../../src/adapter/magda/simulator/messages.js';
import { leaf } from '../../../src/adapter/magda/simulator/xml.js';
import { gezinsleden, persoon } from './documents.js';
import { personByNumber } from './people.js';
import type { SandboxPerson } from './people.js';
import type { Registration, Repertorium } from './repertorium.js';

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

/** A question about a person who must be registered: 20002 and 13202 come before anything the service knows. */
export function ofRegistered(
  repertorium: Repertorium,
  answer: (number: string, question: Question) => ServiceAnswer,
): (question: Question) => ServiceAnswer {
  return (question) => {
    const { contents, sender, hoedanigheid } = question;
    const number = textOf(contents, 'Criteria', 'INSZ');
    const problem = numberProblem(number);
    if (problem || number === null) return { exceptions: problem ? [problem] : [] };
    if (!repertorium.holds({ sender, hoedanigheid, number })) return { exceptions: [notRegistered] };
    return answer(number, question);
  };
}

/** The Repertorium and the person services: nobody is registered at first, and nobody unregistered is shown. */
export function personServices(repertorium: Repertorium): readonly SimulatedService[] {
  const read = (document: (person: SandboxPerson, number: string) => string) =>
    ofRegistered(repertorium, (number) => {
      const person = personByNumber(number);
      if (!person) return { exceptions: [noData] };
      return {
        contents: document(person, person.replacedBy ?? number),
        exceptions: person.replacedBy === undefined ? [] : [replaced],
      };
    });

  const change =
    (
      name: 'Inschrijving' | 'Uitschrijving',
      perform: (registration: Registration, end: string | null) => boolean,
    ) =>
    ({ contents }: Question): ServiceAnswer => {
      const number = textOf(contents, name, 'BetrokkenSubject', 'Subjecten', 'Subject', 'Sleutel');
      const problem = numberProblem(number);
      if (problem || number === null)
        return { contents: result(false), exceptions: problem ? [problem] : [] };
      const registration = {
        sender: textOf(contents, name, 'Identificatie') ?? '',
        hoedanigheid: textOf(contents, name, 'Hoedanigheid') ?? '',
        number,
      };
      return { contents: result(perform(registration, textOf(contents, name, 'Periode', 'Einde'))) };
    };

  const persons = 'http://magda.vlaanderen.be/persoon/soap';
  return [
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
      answer: change('Inschrijving', (registration, end) => {
        repertorium.register(registration, end);
        return true;
      }),
    },
    {
      operation: 'RegistreerUitschrijving',
      version: '02.01',
      namespace: 'http://webservice.registreeruitschrijvingdienst-02_01.repertorium-02_01.vip.vlaanderen.be',
      answer: change('Uitschrijving', (registration) => repertorium.unregister(registration)),
    },
  ];
}
