import { exceptionsOf, safeCode } from '../../src/adapter/magda/exceptions.js';
import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { PersonMutation, PersonMutations } from '../../src/capabilities/citizens/social-records.port.js';
import { coded, nationalNumberOf } from './mapping-values.js';

/** The Inhoud of GeefPersoonMutatiesNotificaties 02.00. */
export function toMutations(contents: SoapElement): PersonMutations {
  return {
    mutations: (contents.at('Onderwerpen')?.all('Onderwerp') ?? []).map(toMutation),
    receipt: contents.text('Ontvangstreferte'),
  };
}

function toMutation(subject: SoapElement): PersonMutation {
  const metadata = subject.at('Inhoud', 'Metadata');
  const change = subject.at('Inhoud', 'PersoonMutatiesNotificaties');
  const known = {
    reference: subject.text('Referte'),
    nationalNumber: nationalNumberOf(change?.at('INSZ') ?? null),
    cancelledNumber: nationalNumberOf(change?.at('GeannuleerdINSZ') ?? null),
    newNumber: nationalNumberOf(change?.at('NieuwINSZ') ?? null),
    type: coded(change?.at('Type')),
    createdOn: change?.text('DatumCreatie') ?? null,
    changedOn: change?.text('DatumModificatie') ?? null,
    metadata: metadata && {
      reference: metadata.text('Referte'),
      type: metadata.text('Type'),
      typeText: metadata.at('Type')?.attribute('Beschrijving') ?? null,
      at: metadata.text('Datum'),
    },
    changes: (change?.at('Informaties')?.all('Informatie') ?? []).map((information) => ({
      changedOn: information.attribute('DatumModificatie'),
      part: coded(information.at('Identificatie')),
      types: (information.at('TypeMutaties')?.all('TypeMutatie') ?? []).flatMap((type) => coded(type) ?? []),
    })),
    problems: exceptionsOf(subject).map(safeCode),
  };
  return { ...known, otherFacts: subject.unread() };
}
