import { Field, ID, Int, registerEnumType } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { OwnRequest } from './signatures.service.js';
import {
  type RecipientRole,
  recipientRoles,
  type RecipientState,
  recipientStates,
  type SignatureState,
  signatureStates,
} from './signatures.port.js';

export const stateEnum = enumOf(signatureStates);
const recipientStateEnum = enumOf(recipientStates);
const roleEnum = enumOf(recipientRoles);

registerEnumType(stateEnum, {
  name: 'SignatureState',
  description: 'Where a request for signatures stands.',
  valuesConfig: {
    DRAFT: { description: 'Not sent to anybody yet.' },
    WAITING: { description: 'Somebody must still sign.' },
    DECLINED: { description: 'Somebody declined, and it ended with that. Final.' },
    COMPLETED: { description: 'Everybody signed. Final.' },
    RECALLED: { description: 'Whoever sent it took it back. Final.' },
    CANCELLED: { description: 'Removed in the platform’s own application. Final.' },
    UNKNOWN: { description: 'A status that we do not know: see `platformStatus`.' },
  },
});
registerEnumType(recipientStateEnum, {
  name: 'SignatureRecipientState',
  description: 'What a recipient did with a request for signatures.',
  valuesConfig: {
    UNPROCESSED: { description: 'Nothing yet.' },
    IN_PROGRESS: { description: 'It is their turn.' },
    SIGNED: { description: 'Signed.' },
    REVIEWED: { description: 'Looked at, and agreed.' },
    DECLINED: { description: 'Declined.' },
    UNKNOWN: { description: 'A status that we do not know: see `platformStatus`.' },
  },
});
registerEnumType(roleEnum, {
  name: 'SignatureRole',
  description: 'What a recipient is asked for.',
  valuesConfig: {
    SIGNER: { description: 'To sign.' },
    REVIEWER: { description: 'To look at it, and agree.' },
    EDITOR: { description: 'To fill in fields.' },
    CARBON_COPY: { description: 'Nothing: they get a copy.' },
    INPERSON_HOST: { description: 'To let somebody sign on their device.' },
  },
});

@Personal('identity', 'contact')
@Thing({ description: 'Somebody who is asked to sign, or to look (ondertekenaar).' })
export class SignatureRecipient {
  @Field(() => String, { description: 'Their name, as whoever asked gave it.' })
  name!: string;

  @Field(() => String, { description: 'E-mail address: the platform knows people by nothing else.' })
  email!: string;

  @Field(() => roleEnum, { description: 'What is asked of them.' })
  role!: RecipientRole;

  @Field(() => Int, { description: 'From 1. Those of one stage are asked at the same time.' })
  stage!: number;

  @Field(() => recipientStateEnum, { description: 'What they did, as far as it was last told.' })
  state!: RecipientState;

  @Field(() => String, {
    nullable: true,
    description: 'The state in the platform’s own word, such as IN_PROGRESS; null when it never told.',
  })
  platformStatus!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When they signed, agreed or declined; null when they did not, or when not told.',
  })
  processedAt!: Date | null;
}

@Personal('dossiers')
@Thing({ description: 'A request for signatures that this hub made (Digitaal Ondertekenen).' })
export class SignatureRequest {
  @Field(() => ID, { description: 'Ours; opaque.' })
  id!: string;

  @Field(() => String, { description: 'What is to be signed, in the words of whoever asked.' })
  title!: string;

  @Field(() => stateEnum, {
    description: 'Where it stands; what was last told when `source.state` is not FRESH.',
  })
  state!: SignatureState;

  @Field(() => String, {
    nullable: true,
    description:
      'The state in the platform’s own word, such as SHARED; null when it never told, or does not have it any more.',
  })
  platformStatus!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The stage of the recipients who are asked now, from 1; null unless it is WAITING.',
  })
  stage!: number | null;

  @Field(() => String, { description: 'Id of whoever asked.' })
  requestedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when signatures are wanted; null when nobody said. The platform does not keep to it.',
  })
  deadline!: Date | null;

  @Field(() => [SignatureRecipient], { description: 'Who is asked, in the order of the list.' })
  recipients!: readonly SignatureRecipient[];

  @Field(() => Source, {
    description: 'Where the state came from. A state that is final is not asked again, and stays FRESH.',
  })
  source!: Source;
}

@Thing({
  description:
    'A page of requests for signatures. The list is ours and whole; `source` is the worst of the states on this page.',
})
export class SignatureRequestConnection extends Connection(SignatureRequest) {}

@Personal('dossiers')
@Thing({ description: 'A request for signatures, as one of its recipients sees it.' })
export class OwnSignatureRequest {
  @Field(() => ID, { description: 'Ours; opaque.' })
  id!: string;

  @Field(() => String, { description: 'What is to be signed, in the words of whoever asked.' })
  title!: string;

  @Field(() => stateEnum, {
    description: 'Where it stands; what was last told when `source.state` is not FRESH.',
  })
  state!: SignatureState;

  @Field(() => String, {
    nullable: true,
    description:
      'The state in the platform’s own word, such as SHARED; null when it never told, or does not have it any more.',
  })
  platformStatus!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The stage of the recipients who are asked now, from 1; null unless it is WAITING.',
  })
  stage!: number | null;

  @Field(() => Int, { description: 'The stage of this person.' })
  ownStage!: number;

  @Field(() => roleEnum, { description: 'What is asked of this person.' })
  ownRole!: RecipientRole;

  @Field(() => recipientStateEnum, { description: 'What this person did, as far as it was last told.' })
  ownState!: RecipientState;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when signatures are wanted; null when nobody said.',
  })
  deadline!: Date | null;

  @Field(() => Source, { description: 'Where the state came from.' })
  source!: Source;

  /** What a signing link is made of. */
  request!: OwnRequest;
}

@Thing({ description: 'What a person is asked to sign, and was.' })
export class OwnSignatureRequests {
  @Field(() => [OwnSignatureRequest], {
    description: 'The newest first, fifty at most. The list is ours, and whole whatever `source` says.',
  })
  items!: readonly OwnSignatureRequest[];

  @Field(() => Source, { description: 'The worst source of the states.' })
  source!: Source;
}
