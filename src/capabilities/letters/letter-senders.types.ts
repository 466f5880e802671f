import { Field, ID } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { KboNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { SenderApplication, SenderOrganisation, TextByLanguage } from './letters.port.js';

const text = (description: string) =>
  Field(() => String, { nullable: true, description: `${description}; null when the platform has none.` });
const inDutch = 'in Dutch, or else in French or German';

@Thing({ description: 'An application that sends letters by e-Box.' })
export class LetterSenderApplication {
  @Field(() => ID, { description: 'Its id at the platform (senderApplicationId).' })
  id!: string;

  @text(`Its name, ${inDutch}`)
  name!: string | null;

  @text(`What it is, ${inDutch}`)
  description!: string | null;

  @text('Where it is found on the web, absolute')
  url!: string | null;

  @Field(() => [KboNumberScalar], { description: 'The organisations for which it sends.' })
  organisationIds!: readonly string[];

  @Field(() => [String], { description: 'The kinds of letters that it may send (`messageTypeId`).' })
  messageTypeIds!: readonly string[];

  @text('The help desk for questions about what it sends')
  contactBusiness!: string | null;

  @text('The help desk for questions about technique')
  contactTechnical!: string | null;
}

@Thing({ description: 'An organisation in whose name letters are sent by e-Box.' })
export class LetterSenderOrganisation {
  @Field(() => KboNumberScalar, { description: 'Its KBO number.' })
  id!: string;

  @text(`Its short name, ${inDutch}`)
  shortName!: string | null;

  @text(`Its name in full, ${inDutch}`)
  longName!: string | null;

  @text('Where it is found on the web, absolute')
  url!: string | null;

  @Field(() => [ID], { description: 'The applications that send for it.' })
  applicationIds!: readonly string[];

  @Field(() => [String], { description: 'The kinds of letters that are sent for it (`messageTypeId`).' })
  messageTypeIds!: readonly string[];

  @text('The help desk for questions about what it sends')
  contactBusiness!: string | null;

  @text('The help desk for questions about technique')
  contactTechnical!: string | null;
}

@Thing({ description: 'Who may send letters by e-Box, as recipients see it.' })
export class LetterSenders {
  @Field(() => [LetterSenderApplication], {
    description: 'The applications; empty when `source.state` is UNAVAILABLE.',
  })
  applications!: LetterSenderApplication[];

  @Field(() => [LetterSenderOrganisation], {
    description: 'The organisations; empty when `source.state` is UNAVAILABLE.',
  })
  organisations!: LetterSenderOrganisation[];

  @Field(() => Source, { description: 'Where both lists came from.' })
  source!: Source;
}

export function toSenderApplication({ name, description, url, ...rest }: SenderApplication) {
  const { id, organisationIds, messageTypeIds, contactBusiness, contactTechnical } = rest;
  return Object.assign(new LetterSenderApplication(), {
    id,
    name: dutchOf(name),
    description: dutchOf(description),
    url: dutchOf(url),
    organisationIds,
    messageTypeIds,
    contactBusiness,
    contactTechnical,
  });
}

export function toSenderOrganisation({ shortName, longName, url, ...rest }: SenderOrganisation) {
  const { id, applicationIds, messageTypeIds, contactBusiness, contactTechnical } = rest;
  return Object.assign(new LetterSenderOrganisation(), {
    id,
    shortName: dutchOf(shortName),
    longName: dutchOf(longName),
    url: dutchOf(url),
    applicationIds,
    messageTypeIds,
    contactBusiness,
    contactTechnical,
  });
}

function dutchOf(text: TextByLanguage | null): string | null {
  return text && (text.nl ?? text.fr ?? text.de);
}
