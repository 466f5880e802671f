import { randomUUID } from 'node:crypto';
import { textOf } from '../../../src/adapter/magda/simulator/gateway.js';
import type {
  Question,
  ServiceAnswer,
  SimulatedService,
} from '../../../src/adapter/magda/simulator/gateway.js';
import { inBrussels } from '../../../src/adapter/magda/simulator/messages.js';
import { leaf, tag } from '../../../src/adapter/magda/simulator/xml.js';
import type { Clock } from '../../../src/context/clock.js';
import type { Repertorium } from './repertorium.js';

/** What happens to somebody's file. */
export interface SimulatedMutation {
  readonly number: string;
  /** The number that takes its place. */
  readonly newNumber?: string;
}

interface Queue {
  readonly waiting: string[];
  /** What was given and not yet acknowledged. */
  given: { readonly receipt: string; readonly subjects: readonly string[] } | null;
}

/**
 * GeefPersoonMutatiesNotificaties: a queue for each afnemer and Hoedanigheid. A batch stays until its receipt comes with
 * the next question; a receipt that is not of that batch is 30014, and an empty queue 30016.
 */
export function mutationService(repertorium: Repertorium, clock: Clock, batch = 25) {
  const queues = new Map<string, Queue>();
  const queueOf = (sender: string, hoedanigheid: string): Queue => {
    const key = `${sender} ${hoedanigheid}`;
    const queue = queues.get(key) ?? { waiting: [], given: null };
    queues.set(key, queue);
    return queue;
  };

  const answer = ({ contents, sender }: Question): ServiceAnswer => {
    if (textOf(contents, 'Identificatie') !== sender)
      return { exceptions: [{ code: '40006', diagnosis: 'Autorisatiefout' }] };
    const queue = queueOf(sender, textOf(contents, 'Hoedanigheid') ?? '');
    const receipt = textOf(contents, 'Ontvangstreferte');
    if (receipt !== null) {
      if (queue.given?.receipt !== receipt)
        return { exceptions: [{ code: '30014', diagnosis: 'Ongeldige ontvangstreferte' }] };
      queue.given = null;
    }
    if (!queue.given && queue.waiting.length > 0)
      queue.given = { receipt: randomUUID(), subjects: queue.waiting.splice(0, batch) };
    if (!queue.given)
      return { exceptions: [{ code: '30016', diagnosis: 'Geen verdere gegevens beschikbaar' }] };
    return {
      contents: tag('Onderwerpen', queue.given.subjects) + leaf('Ontvangstreferte', queue.given.receipt),
    };
  };

  const service: SimulatedService = {
    operation: 'GeefPersoonMutatiesNotificaties',
    version: '02.00',
    namespace:
      'http://webservice.geefpersoonmutatiesnotificatiesdienst-02_00.persoon-02_00.vip.vlaanderen.be',
    answer,
  };
  return {
    service,
    /** Notifies everybody who registered that person. */
    mutate(mutation: SimulatedMutation): void {
      const today = inBrussels(new Date(clock.now())).date;
      for (const { sender, hoedanigheid, number } of repertorium.current())
        if (number === mutation.number)
          queueOf(sender, hoedanigheid).waiting.push(onderwerp(mutation, today));
    },
  };
}

function onderwerp({ number, newNumber }: SimulatedMutation, today: string): string {
  const kind =
    newNumber === undefined ? { code: '02', text: 'Wijziging' } : { code: '03', text: 'Annulatie' };
  return tag('Onderwerp', [
    leaf('Referte', randomUUID()),
    tag('Inhoud', [
      tag('Metadata', [
        leaf('Referte', randomUUID()),
        leaf('Type', kind.code, { Beschrijving: kind.text }),
        leaf('Datum', `${today}T06:00:00`),
      ]),
      tag('PersoonMutatiesNotificaties', [
        leaf('INSZ', number),
        newNumber === undefined ? '' : leaf('GeannuleerdINSZ', number),
        leaf('NieuwINSZ', newNumber),
        tag('Type', leaf('Code', newNumber === undefined ? 'W' : 'A')),
        leaf('DatumModificatie', today),
        tag(
          'Informaties',
          tag(
            'Informatie',
            [
              tag('Identificatie', leaf('Code', newNumber === undefined ? '020' : '000')),
              tag('TypeMutaties', tag('TypeMutatie', leaf('Code', 'W'))),
            ],
            { DatumModificatie: today },
          ),
        ),
      ]),
    ]),
  ]);
}
