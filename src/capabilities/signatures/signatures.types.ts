import { createUnionType, Field, Float, ID, InputType, Int, registerEnumType } from 'type-graphql';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar, NationalNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { OwnRequest } from './signatures.service.js';
import type { SignatureFlaw } from './pdf-signatures.js';
import {
  type RequestState,
  requestStates,
  type SignedFileProblem,
  signedFileProblems,
} from './signature.records.js';
import {
  type RecipientRole,
  recipientRoles,
  type RecipientState,
  recipientStates,
  type SignatureLevel,
} from './signatures.port.js';

export const stateEnum = enumOf(requestStates);
const recipientStateEnum = enumOf(recipientStates);
const roleEnum = enumOf(recipientRoles);
const orderEnum = enumOf(['SERIAL', 'PARALLEL', 'CUSTOM'] as const);
export const levelEnum = enumOf(['ELECTRONIC', 'ADVANCED', 'HIGH_TRUST_ADVANCED', 'QUALIFIED'] as const);
const placementEnum = enumOf(['LEFT', 'RIGHT', 'TOP', 'BOTTOM'] as const);
const problemEnum = enumOf(signedFileProblems);
const flawEnum = enumOf(['RANGE', 'UNREADABLE', 'ALGORITHM', 'DIGEST', 'SIGNATURE'] as const);

registerEnumType(stateEnum, {
  name: 'SignatureState',
  description: 'Where a request for signatures stands.',
  valuesConfig: {
    DRAFT: { description: 'Written down, and not sent to anybody yet.' },
    WAITING: { description: 'Somebody must still sign.' },
    DECLINED: { description: 'Somebody declined, and it ended with that. Final.' },
    COMPLETED: { description: 'Everybody signed. Final.' },
    RECALLED: { description: 'Whoever sent it took it back. Final.' },
    CANCELLED: { description: 'Removed in the platform’s own application. Final.' },
    EXPIRED: {
      description: 'The deadline passed before everybody signed, and it was taken back. Final.',
    },
    FAILED: {
      description:
        'It could not be sent, and nobody got it; its command says why. Final, unless an administrator takes the command up again.',
    },
    UNKNOWN: { description: 'A status that we do not know: see `platformStatus`.' },
  },
});
registerEnumType(orderEnum, {
  name: 'SignatureOrder',
  description: 'In which order recipients are asked.',
  valuesConfig: {
    SERIAL: { description: 'One after the other, as they stand in the list.' },
    PARALLEL: { description: 'All at the same time.' },
    CUSTOM: { description: 'By the stage of each.' },
  },
});
registerEnumType(levelEnum, {
  name: 'SignatureLevel',
  description:
    'How strong a signature must be (eIDAS), weakest first; which ones can be had depends on the contract with the platform.',
  valuesConfig: {
    ELECTRONIC: { description: 'Electronic signature.' },
    ADVANCED: { description: 'Advanced electronic signature.' },
    HIGH_TRUST_ADVANCED: { description: 'Advanced, with a certificate that the platform trusts.' },
    QUALIFIED: { description: 'Qualified, as good as one on paper: with eID or itsme.' },
  },
});
registerEnumType(placementEnum, {
  name: 'SignaturePlacement',
  description: 'Where a field stands beside a text.',
  valuesConfig: {
    LEFT: { description: 'Left of it.' },
    RIGHT: { description: 'Right of it.' },
    TOP: { description: 'Above it.' },
    BOTTOM: { description: 'Below it.' },
  },
});
registerEnumType(problemEnum, {
  name: 'SignedFileProblem',
  description: 'What is wrong with a file that came back signed.',
  valuesConfig: {
    GONE: { description: 'The platform does not give it any more.' },
    TOO_LARGE: { description: 'It is larger than the hub takes.' },
    UNREADABLE: { description: 'It is no PDF that can be read.' },
    UNSIGNED: { description: 'It has no signature that it did not have before.' },
    MISSING_SIGNATURES: { description: 'It has fewer signatures than people who signed.' },
    BROKEN_SIGNATURE: { description: 'A signature in it does not hold: see `signatures`.' },
    CHANGED_AFTER_SIGNING: { description: 'Something was added behind the last signature.' },
  },
});
registerEnumType(flawEnum, {
  name: 'SignatureFlaw',
  description: 'What is wrong with one signature.',
  valuesConfig: {
    RANGE: { description: 'It does not cover the file up to some place but for itself.' },
    UNREADABLE: { description: 'It is no signature that can be read.' },
    ALGORITHM: { description: 'It is of a kind that is not taken, such as SHA-1.' },
    DIGEST: { description: 'What it covers was changed.' },
    SIGNATURE: { description: 'The key of its certificate did not make it.' },
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
@Thing({ description: 'A file of a request for signatures.' })
export class SignatureFile {
  @Field(() => ID, { description: 'Ours; opaque.' })
  id!: string;

  @Field(() => String, { description: 'Its name, with its extension.' })
  name!: string;

  @Field(() => String, { description: 'SHA-256 of the file, in hexadecimal.' })
  digest!: string;

  @Field(() => Int, { description: 'In bytes.' })
  size!: number;

  @Field(() => String, {
    description: 'Where it is downloaded, on this hub, under the same login: `/files/` and its id.',
  })
  path!: string;
}

@Personal('identity', 'dossiers')
@Thing({ description: 'A signature in a PDF.' })
export class FileSignature {
  @Field(() => String, {
    nullable: true,
    description:
      'Common name in the certificate; null when it has none, or cannot be read. Whether the certificate is to be trusted is not decided here.',
  })
  signer!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When, as the signature itself says; null when it does not.',
  })
  signedAt!: Date | null;

  @Field(() => Boolean, {
    description:
      'Whether it covers the file to its end. Of several only the last one does: each is added behind those before it.',
  })
  coversWholeFile!: boolean;

  @Field(() => flawEnum, {
    nullable: true,
    description:
      'What is wrong with it; null when what it covers was not changed and the key of its certificate made it.',
  })
  flaw!: SignatureFlaw | null;
}

@Personal('dossiers')
@Thing({
  description:
    'A file that came back signed, as the hub found it when it was completed. The signatures are checked, not the trust in their certificates.',
})
export class SignedFile {
  @Field(() => String, { description: 'Its name, with its extension.' })
  name!: string;

  @Field(() => SignatureFile, {
    nullable: true,
    description: 'The file, also when something is wrong with it; null when the platform did not give it.',
  })
  file!: SignatureFile | null;

  @Field(() => DateTimeScalar, { description: 'When it was checked.' })
  checkedAt!: Date;

  @Field(() => problemEnum, {
    nullable: true,
    description: 'What is wrong with it; null when nothing is.',
  })
  problem!: SignedFileProblem | null;

  @Field(() => [FileSignature], {
    description: 'Every signature in it, in the order in which they were made.',
  })
  signatures!: readonly FileSignature[];
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
  state!: RequestState;

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
    description:
      'Until when people may sign; the hub takes it back then; null for what the sandbox began with.',
  })
  deadline!: Date | null;

  @Field(() => [SignatureRecipient], { description: 'Who is asked, in the order of the list.' })
  recipients!: readonly SignatureRecipient[];

  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the command that sends it and follows it: see `command`; null for what the sandbox began with.',
  })
  commandId!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was sent to the recipients; null when it was not.',
  })
  sentAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When somebody asked to take it back; null when nobody did.',
  })
  recallRequestedAt!: Date | null;

  @Field(() => [SignatureFile], { description: 'What is to be signed, as it was uploaded.' })
  files!: readonly SignatureFile[];

  @Field(() => [SignedFile], {
    description: 'What came back, some time after it is COMPLETED; empty before that.',
  })
  signedFiles!: readonly SignedFile[];

  @Field(() => problemEnum, {
    nullable: true,
    description:
      'The first problem among the signed files; null when there is none, or nothing came back yet.',
  })
  signedFileProblem!: SignedFileProblem | null;

  @Field(() => SignatureFile, {
    nullable: true,
    description:
      'The platform’s report of who did what, a PDF; null before it is COMPLETED, and when the platform gave none.',
  })
  evidence!: SignatureFile | null;

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
  state!: RequestState;

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
    description: 'Until when people may sign; null when it is not known.',
  })
  deadline!: Date | null;

  @Field(() => Source, { description: 'Where the state came from.' })
  source!: Source;

  @Field(() => [SignedFile], {
    description:
      'What came back signed, for the citizen who is logged in and signed it; empty for everybody else, and before it is COMPLETED.',
  })
  signedFiles!: readonly SignedFile[];

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

@InputType({ description: 'A file that was uploaded to `/uploads`.' })
export class SignatureFileInput {
  @Field(() => ID, { description: 'What the upload gave.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'What it is called for the recipients, 1 to 100 characters; null: as the title.',
  })
  name!: string | null;
}

@InputType({ description: 'Somebody who is asked to sign, or to look.' })
export class SignatureRecipientInput {
  @Field(() => String, {
    description: 'E-mail address; each only once: the platform knows people by nothing else.',
  })
  email!: string;

  @Field(() => String, { description: 'Their name, 1 to 100 characters.' })
  name!: string;

  @Field(() => roleEnum, { defaultValue: 'SIGNER', description: 'What is asked of them.' })
  role!: RecipientRole;

  @Field(() => Int, {
    nullable: true,
    description:
      'From 1 to 50, where the order is CUSTOM: those of one stage are asked at the same time; null elsewhere.',
  })
  stage!: number | null;

  @Field(() => NationalNumberScalar, {
    nullable: true,
    description:
      'By which the citizen finds the request under `me`, and signs from there; null for whom that is not meant. The platform does not get it.',
  })
  nationalNumber!: NationalNumber | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether the platform writes to them itself when it is their turn.',
  })
  notified!: boolean;
}

@InputType({
  description: 'A place in which somebody signs. In pixels from the left and from the top of the page.',
})
export class SignatureFieldInput {
  @Field(() => Int, { description: 'Whose: the place in `recipients`, from 1.' })
  recipient!: number;

  @Field(() => Int, { defaultValue: 1, description: 'In which file: the place in `files`, from 1.' })
  file!: number;

  @Field(() => Int, { description: 'From 1.' })
  page!: number;

  @Field(() => Float, { description: 'From the left.' })
  x!: number;

  @Field(() => Float, { description: 'From the top.' })
  y!: number;

  @Field(() => Float, { description: 'Width.' })
  width!: number;

  @Field(() => Float, { description: 'Height.' })
  height!: number;
}

@InputType({ description: 'Places in which somebody signs, wherever a text stands in the document.' })
export class SignatureFieldsAtTextInput {
  @Field(() => Int, { description: 'Whose: the place in `recipients`, from 1.' })
  recipient!: number;

  @Field(() => Int, { defaultValue: 1, description: 'In which file: the place in `files`, from 1.' })
  file!: number;

  @Field(() => String, { description: 'The text, as it stands in the document, 1 to 100 characters.' })
  text!: string;

  @Field(() => placementEnum, { defaultValue: 'BOTTOM', description: 'Where beside it.' })
  placement!: 'LEFT' | 'RIGHT' | 'TOP' | 'BOTTOM';

  @Field(() => Float, { defaultValue: 160, description: 'Width in pixels.' })
  width!: number;

  @Field(() => Float, { defaultValue: 50, description: 'Height in pixels.' })
  height!: number;
}

@InputType({ description: 'What is to be signed, by whom, how and until when.' })
export class SignatureRequestInput {
  @Field(() => String, {
    description:
      'For the recipients, 1 to 100 characters. The platform shows it with a reference of ours behind it.',
  })
  title!: string;

  @Field(() => [SignatureFileInput], { description: '1 to 5 files, 40 MiB together.' })
  files!: SignatureFileInput[];

  @Field(() => [SignatureRecipientInput], {
    description: '1 to 20 people, one of whom at least signs (SIGNER or INPERSON_HOST).',
  })
  recipients!: SignatureRecipientInput[];

  @Field(() => orderEnum, { defaultValue: 'SERIAL', description: 'In which order they are asked.' })
  order!: 'SERIAL' | 'PARALLEL' | 'CUSTOM';

  @Field(() => levelEnum, {
    nullable: true,
    description: 'How strong every signature must be; null: as the settings say.',
  })
  level!: SignatureLevel | null;

  @Field(() => [SignatureFieldInput], {
    defaultValue: [],
    description:
      'Where people sign. Whoever signs and has no place, here or in `fieldsAtText`, gets one at the foot of the last page of every file.',
  })
  fields!: SignatureFieldInput[];

  @Field(() => [SignatureFieldsAtTextInput], {
    defaultValue: [],
    description: 'Where people sign, by a text in the document (autoplace).',
  })
  fieldsAtText!: SignatureFieldsAtTextInput[];

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the others still sign when one declines.',
  })
  continueOnDecline!: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'For the recipients, in the message of the platform, 1000 characters at most; null for none.',
  })
  message!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Until when people may sign, a year at most; what is not completed then is taken back; null: after as many days as the settings say (`signatures.expiresAfterDays`).',
  })
  deadline!: Date | null;
}

@Thing({
  implements: Problem,
  description:
    'Something in the request for signatures is no good; nothing was stored or sent. Its code: TITLE_NOT_VALID, MESSAGE_NOT_VALID, NO_FILE, TOO_MANY_FILES, FILES_TOO_LARGE, FILE_NOT_FOUND, FILE_TWICE, NAME_NOT_VALID, NAME_TWICE, NO_SIGNER, TOO_MANY_RECIPIENTS, EMAIL_NOT_VALID, RECIPIENT_TWICE, STAGE_NOT_VALID, RECIPIENT_NOT_FOUND, PAGE_NOT_FOUND, BOX_NOT_VALID, TEXT_NOT_VALID or DEADLINE_NOT_VALID.',
})
export class SignatureNotPossible extends Problem {
  @Field(() => String, {
    description: 'Which part of the input, such as `recipients[1].email`; lists count from 0.',
  })
  field!: string;
}

@Thing({
  implements: Problem,
  description:
    'The request for signatures was left as it is. Its code: NOT_FOUND, the asker’s organisation has no such request; ENDED, there is nothing left to take back.',
})
export class SignatureNotRecalled extends Problem {}

export const SignatureRequestResult = createUnionType({
  name: 'SignatureRequestResult',
  description: 'What came of a request for signatures.',
  types: () => [SignatureRequest, SignatureNotPossible, PlatformUnavailable, IdempotencyConflict] as const,
});

export const SignatureRecallResult = createUnionType({
  name: 'SignatureRecallResult',
  description: 'What came of taking a request for signatures back.',
  types: () => [SignatureRequest, SignatureNotRecalled, IdempotencyConflict] as const,
});
