import type { SoapElement } from '../../src/adapter/soap/element.js';
import type {
  LivingWageKind,
  LivingWagePayment,
  LivingWageYear,
  LivingWageYearTotal,
} from '../../src/capabilities/citizens/social-records.port.js';
import type { AdapterTools } from '../../src/adapter/contract.js';
import { nationalNumberOf } from './mapping-values.js';
import { flag, writtenPeriod } from './mapping-written.js';

/** The elements of each kind of support: in the year, around the payments of a month, and of one payment. */
const kinds: readonly (readonly [LivingWageKind, string, string, string])[] = [
  ['LIVING_WAGE', 'Leefloon', 'LeefloonPerPeriode', 'LeefloonPeriode'],
  [
    'EQUIVALENT_LIVING_WAGE',
    'EquivalentLeefloon',
    'EquivalentLeefloonPerPeriode',
    'EquivalentLeefloonPeriode',
  ],
  ['CHILD_BENEFIT', 'Kinderbijslag', 'KinderbijslagPerPeriode', 'KinderbijslagPeriode'],
];

/** The `Leefloonbedragen` of GeefLeefloonbedragen 02.00. */
export function toLivingWages(
  list: SoapElement,
  note: AdapterTools['noteUnknownValue'],
): readonly LivingWageYear[] {
  return list.all('Leefloonbedrag').map((element) => toYear(element, note));
}

function toYear(element: SoapElement, note: AdapterTools['noteUnknownValue']): LivingWageYear {
  const support = element.at('Tegemoetkoming');
  const yearly = support?.at('Jaarlijks') ?? null;
  const months = support?.at('Maandelijks')?.all('Maand') ?? [];
  const payments = months.flatMap((month) => paymentsOf(month, note));
  const paidCode = element.text('Uitbetaling');
  const known = {
    year: element.text('Jaar'),
    paid: paid(paidCode, support !== null, note),
    paidCode,
    paidText: element.at('Uitbetaling')?.attribute('Beschrijving') ?? null,
    totalsOf: yearly?.attribute('Jaar') ?? null,
    beneficiaries: (element.at('Begunstigden')?.all('Begunstigde') ?? []).flatMap(
      (one) => nationalNumberOf(one) ?? [],
    ),
    totals: yearly ? totalsOf(yearly, note) : [],
    payments,
  };
  return { ...known, otherFacts: element.unread() };
}

function paid(
  code: string | null,
  supported: boolean,
  note: AdapterTools['noteUnknownValue'],
): boolean | null {
  if (code === '0' || code === '1') return code === '1';
  if (code === null) return supported ? true : null;
  note('citizens.livingWage.paid', code);
  return null;
}

function totalsOf(yearly: SoapElement, note: AdapterTools['noteUnknownValue']): LivingWageYearTotal[] {
  return kinds.flatMap(([kind, name]) => {
    const total = yearly.at(name);
    if (!total) return [];
    return {
      kind,
      amount: total.text('Bedrag'),
      secondBeneficiary: flag(total.at('TweedeGerechtigde'), note, 'citizens.livingWage.secondBeneficiary'),
      monthsWithoutPayment: total.text('AantalMaandenZonderToelage'),
      maximumReceived: flag(total.at('MaximumLeefloonGekregen'), note, 'citizens.livingWage.maximumReceived'),
    };
  });
}

function paymentsOf(month: SoapElement, note: AdapterTools['noteUnknownValue']): LivingWagePayment[] {
  const yearMonth = month.attribute('JaarMaand');
  return kinds.flatMap(([kind, , around, name]) => {
    const group = month.at(around);
    const last = group?.attribute('LaatsteUitbetaling') ?? null;
    if (last !== null && last !== '0' && last !== '1') note('citizens.livingWage.lastPayment', 'NO_FLAG');
    const lastPayment = last === '1' ? true : last === '0' ? false : null;
    return (group?.all(name) ?? []).map((payment) =>
      toPayment(payment, { kind, month: yearMonth, lastPayment }, note),
    );
  });
}

function toPayment(
  payment: SoapElement,
  common: Pick<LivingWagePayment, 'kind' | 'month' | 'lastPayment'>,
  note: AdapterTools['noteUnknownValue'],
): LivingWagePayment {
  const period = payment.at('Periode');
  const centre = payment.at('OCMW');
  return {
    ...common,
    id: payment.attribute('ID'),
    amount: payment.text('Bedrag'),
    period:
      period && writtenPeriod(period, { from: 'Begin', until: 'Einde' }, note, 'citizens.livingWage.period'),
    beneficiary: nationalNumberOf(payment.at('Begunstigde', 'INSZ')),
    category: payment.text('Begunstigde', 'Categorie'),
    partner: nationalNumberOf(payment.at('Partner', 'INSZ')),
    secondBeneficiary: flag(
      payment.at('Partner', 'TweedeGerechtigde'),
      note,
      'citizens.livingWage.secondBeneficiary',
    ),
    centre: centre && {
      kboNumber: centre.text('Ondernemingsnummer'),
      file: centre.text('Bestand'),
      suffix: centre.text('Suffix'),
    },
    maximumReceived: flag(payment.at('MaximumLeefloonGekregen'), note, 'citizens.livingWage.maximumReceived'),
  };
}
