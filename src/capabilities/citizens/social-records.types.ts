import { Field, registerEnumType } from 'type-graphql';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateScalar, KboNumberScalar, NationalNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { AttestQuestion, LivingWageKind, SocialStatusResult } from './social-records.port.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

export const socialStatusResults: { readonly [R in SocialStatusResult]: R } = {
  APPLIES: 'APPLIES',
  DOES_NOT_APPLY: 'DOES_NOT_APPLY',
  UNKNOWN: 'UNKNOWN',
};
registerEnumType(socialStatusResults, {
  name: 'SocialStatusResult',
  description: 'Whether a social status holds for somebody.',
  valuesConfig: {
    APPLIES: { description: 'It does (Van toepassing).' },
    DOES_NOT_APPLY: { description: 'It does not (Niet van toepassing).' },
    UNKNOWN: {
      description:
        'Nobody said: the platform is down, has no data, failed in part, or answered a code that is not in its contract. Never a no.',
    },
  },
});

const livingWageKinds: { readonly [K in LivingWageKind]: K } = {
  LIVING_WAGE: 'LIVING_WAGE',
  EQUIVALENT_LIVING_WAGE: 'EQUIVALENT_LIVING_WAGE',
  CHILD_BENEFIT: 'CHILD_BENEFIT',
};
registerEnumType(livingWageKinds, {
  name: 'LivingWageKind',
  description: 'The kinds of support that an OCMW pays.',
  valuesConfig: {
    LIVING_WAGE: { description: 'Leefloon.' },
    EQUIVALENT_LIVING_WAGE: { description: 'Equivalent leefloon.' },
    CHILD_BENEFIT: { description: 'Kinderbijslag.' },
  },
});

export const attestLanguages: { readonly [L in Uppercase<AttestQuestion['language']>]: L } = {
  NL: 'NL',
  FR: 'FR',
  DE: 'DE',
  EN: 'EN',
};
registerEnumType(attestLanguages, {
  name: 'AttestLanguage',
  description: 'The language in which a source writes an attest; not every source knows every one.',
  valuesConfig: {
    NL: { description: 'Dutch.' },
    FR: { description: 'French.' },
    DE: { description: 'German.' },
    EN: { description: 'English.' },
  },
});

@Thing({
  name: 'WrittenPeriod',
  description: 'Days as a source wrote them; a source may write days that cannot be.',
})
export class WrittenPeriodView {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day; null when it is not given, or when `possible` is false.',
  })
  from!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The last day; null when there is no end, or when `possible` is false.',
  })
  until!: string | null;

  @Field(() => Boolean, {
    description: 'False when a day is not on the calendar, or the end comes before the begin.',
  })
  possible!: boolean;

  @Field(() => String, {
    description: 'Begin and end as the source wrote them, such as 2022-11-01/2022-11-31.',
  })
  raw!: string;
}

@Personal('social')
@Thing({ name: 'SocialStatus', description: 'A social status of a person (sociaal statuut), from KSZ.' })
export class SocialStatusView {
  @Field(() => String, { description: 'Its name at the source, such as BIM_BVT (verhoogde tegemoetkoming).' })
  name!: string;

  @Field(() => socialStatusResults, { description: 'Whether it holds.' })
  result!: SocialStatusResult;

  @text('The source’s code: 1 applies, 0 does not; null when it gave none.')
  resultCode!: string | null;

  @text('What the source says with the code, in Dutch; null when it says nothing.')
  resultText!: string | null;

  @Field(() => [WrittenPeriodView], { description: 'When it holds; empty when the source does not say.' })
  periods!: readonly WrittenPeriodView[];

  @text('How the source came to it (Status), such as SSH00047; null when not said.')
  statusCode!: string | null;

  @text('What the source says with that code; null when it says nothing.')
  statusText!: string | null;
}

@Thing({ description: 'The social statuses that were asked, from KSZ through MAGDA GeefSociaalStatuut.' })
export class SocialStatuses {
  @Field(() => [SocialStatusView], {
    description: 'Each status that was asked; UNKNOWN, every one, when `source.state` is UNAVAILABLE.',
  })
  items!: readonly SocialStatusView[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Personal('social')
@Thing({ name: 'LivingWageTotal', description: 'What a person was paid in a year, of one kind.' })
export class LivingWageTotalView {
  @Field(() => livingWageKinds, { description: 'Of which kind.' })
  kind!: LivingWageKind;

  @text('Euros as decimal text, such as 5052.72; null when not given.')
  amount!: string | null;

  @text('Months without payment (AantalMaandenZonderToelage), as written; null when the kind has none.')
  monthsWithoutPayment!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the maximum was received; null when the kind has none.',
  })
  maximumReceived!: boolean | null;
}

@Personal('social')
@Thing({ name: 'LivingWagePayment', description: 'A payment by an OCMW.' })
export class LivingWagePaymentView {
  @Field(() => livingWageKinds, { description: 'Of which kind.' })
  kind!: LivingWageKind;

  @text('For which month, such as 2022-07; null when not given.')
  month!: string | null;

  @text('Euros as decimal text, such as 842.12; null when not given.')
  amount!: string | null;

  @Field(() => WrittenPeriodView, { nullable: true, description: 'For which days; null when not given.' })
  period!: WrittenPeriodView | null;

  @Field(() => NationalNumberScalar, {
    nullable: true,
    description: 'Who was paid; null when the source gives nobody.',
  })
  beneficiary!: NationalNumber | null;

  @text('Category of the beneficiary (categorie); null when not given.')
  category!: string | null;

  @Field(() => KboNumberScalar, {
    nullable: true,
    description: 'KBO number of the OCMW that paid; null when not given.',
  })
  centre!: string | null;
}

@Personal('social')
@Thing({ name: 'LivingWageYear', description: 'A year of living wage.' })
export class LivingWageYearView {
  @text('The year, such as 2022; null when the source gives none.')
  year!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether anything was paid; null when the source does not say.',
  })
  paid!: boolean | null;

  @Field(() => [LivingWageTotalView], {
    description: 'What was paid in all, by kind; empty when nothing was.',
  })
  totals!: readonly LivingWageTotalView[];

  @Field(() => [LivingWagePaymentView], { description: 'Each payment; empty when there was none.' })
  payments!: readonly LivingWagePaymentView[];
}

@Thing({ description: 'Living wage (leefloon) by year, from MAGDA GeefLeefloonbedragen.' })
export class LivingWages {
  @Field(() => [LivingWageYearView], {
    nullable: true,
    description:
      'The years that were asked; null when the source has no data of the citizen, or when `source.state` is UNAVAILABLE.',
  })
  years!: readonly LivingWageYearView[] | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Personal('attests')
@Thing({ description: 'A document about the citizen (attest), from MAGDA GeefAttest.' })
export class CitizenAttest {
  @text(
    'The PDF, in base64; null when the source has none, gave something that is no PDF, or when `source.state` is UNAVAILABLE.',
  )
  pdf!: string | null;

  @Field(() => Boolean, {
    description: 'True when the source gave something that is no PDF: it is broken, ask again later.',
  })
  unreadable!: boolean;

  @Field(() => Source, {
    description:
      'Where this came from. `reason` is REFUSED when the source knows no attest by that name, or refused it otherwise.',
  })
  source!: Source;
}
