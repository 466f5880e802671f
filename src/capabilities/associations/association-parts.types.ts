import { Field } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { ActivityCodeScalar, DateScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import type * as port from './associations.port.js';

@Thing({ description: 'A code of the Verenigingsregister with its Dutch name.' })
export class CodedName implements port.CodedName {
  @Field(() => String, { description: 'The code. New ones may appear: do not fail on one you do not know.' })
  code!: string;

  @Field(() => String, { description: 'The name in Dutch.' })
  name!: string;
}

@Thing({ description: 'A main activity of an association (hoofdactiviteit volgens het Verenigingsloket).' })
export class AssociationActivity implements port.CodedName {
  @Field(() => ActivityCodeScalar, { description: 'The code, such as SPRT.' })
  code!: string;

  @Field(() => String, { description: 'The name in Dutch, such as Sport.' })
  name!: string;
}

@Thing({ description: 'A place where an association meets, has its seat or receives its post (locatie).' })
export class AssociationLocation implements port.AssociationLocation {
  @Field(() => String, {
    description:
      'What it is for, in the register’s words: Correspondentie, Activiteiten, Maatschappelijke zetel volgens KBO, or a newer one.',
  })
  type!: string;

  @Field(() => Boolean, { description: 'Whether the association calls this its main location (isPrimair).' })
  primary!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the place, such as a sports hall; null when it has none.',
  })
  name!: string | null;

  @Field(() => String, {
    description: 'The address on one line, as the register writes it (adresvoorstelling).',
  })
  display!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Street (straatnaam); null when not known, and in a list that came live from the register’s search.',
  })
  street!: string | null;

  @Field(() => String, { nullable: true, description: 'House number (huisnummer); null as for street.' })
  houseNumber!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Box number (busnummer); null when there is none, and as for street.',
  })
  boxNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code (postcode); null when not known.' })
  postalCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Municipality (gemeente); null when not known.' })
  municipality!: string | null;

  @Field(() => String, { nullable: true, description: 'Country in Dutch (land); null as for street.' })
  country!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'URI of the address in the address register (adressenregister); null when the address was not matched, and as for street.',
  })
  addressUri!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Which register that URI belongs to, AR as far as known (broncode); null without URI.',
  })
  addressSource!: string | null;
}

@Thing({ description: 'A way to reach an association (contactgegeven).' })
export class AssociationContact implements port.AssociationContact {
  @Field(() => String, {
    description:
      'What it is, in the register’s words: E-mail, Website, SocialMedia, Telefoon, or a newer one.',
  })
  type!: string;

  @Field(() => String, { description: 'The address, URL or number, as the association wrote it.' })
  value!: string;

  @Field(() => String, { nullable: true, description: 'What it is for; null when nothing was said.' })
  description!: string | null;

  @Field(() => Boolean, {
    description: 'Whether it is the first choice among those of its type (isPrimair).',
  })
  primary!: boolean;
}

@Thing({ description: 'A key under which an association is known (sleutel).' })
export class AssociationIdentifier implements port.AssociationIdentifier {
  @Field(() => String, { description: 'Whose key it is: Vcode, KBO, or a newer source.' })
  source!: string;

  @Field(() => String, { description: 'The key.' })
  value!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The coding system of the key (codeersysteem); null when not given.',
  })
  codingSystem!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The key in the form of that system (gestructureerde identificator); null when not given.',
  })
  number!: string | null;
}

@Thing({ description: 'That an association is a member of another one (lidmaatschap).' })
export class AssociationMembership implements port.AssociationMembership {
  @Field(() => VCodeScalar, { description: 'The association it is a member of.' })
  vCode!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name; null when neither the register’s answer nor our copy gives it.',
  })
  name!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'First day; null when not known.' })
  from!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last day; null while it lasts.' })
  to!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Under what number or code it is a member; null when there is none.',
  })
  identification!: string | null;

  @Field(() => String, { nullable: true, description: 'What the membership is; null when nothing was said.' })
  description!: string | null;
}

@Thing({ description: 'The association of which this one is a part (subvereniging van).' })
export class AssociationParent implements port.AssociationParent {
  @Field(() => VCodeScalar, { description: 'The association of which it is a part.' })
  vCode!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name; null when neither the register’s answer nor our copy gives it.',
  })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Under what number or code it is a part; null when there is none.',
  })
  identification!: string | null;

  @Field(() => String, { nullable: true, description: 'What part it is; null when nothing was said.' })
  description!: string | null;
}

@Thing({ description: 'How an association is related to another one (relatie).' })
export class AssociationRelation implements port.AssociationRelation {
  @Field(() => String, { description: 'What the relation is, in the register’s words (relatietype).' })
  type!: string;

  @Field(() => String, { description: 'Name of the other association; empty when the register gives none.' })
  name!: string;

  @Field(() => VCodeScalar, {
    nullable: true,
    description: 'The other association; null when the register does not have it.',
  })
  vCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'KBO number of the other association, as the register writes it; null when it has none.',
  })
  kboNumber!: string | null;
}

@Thing({ description: 'The authority that recognised an association.' })
export class RecognisingAuthority {
  @Field(() => String, { description: 'Its OVO code; empty when not given.' })
  ovoCode!: string;

  @Field(() => String, { description: 'Its name; empty when not given.' })
  name!: string;
}

@Thing({
  description:
    'The product of the Flemish product catalogue (IPDC) under which an association was recognised.',
})
export class RecognitionProduct {
  @Field(() => String, { description: 'Its IPDC number; empty when not given.' })
  number!: string;

  @Field(() => String, { description: 'Its name; empty when not given.' })
  name!: string;
}

@Thing({ description: 'A recognition of an association by an authority (erkenning).' })
export class AssociationRecognition implements port.AssociationRecognition {
  @Field(() => String, { description: 'Its number within the association (erkenningId).' })
  id!: string;

  @Field(() => RecognisingAuthority, { description: 'Who registered it (geregistreerd door).' })
  grantedBy!: RecognisingAuthority;

  @Field(() => RecognitionProduct, { description: 'What it was recognised as.' })
  product!: RecognitionProduct;

  @Field(() => DateScalar, { nullable: true, description: 'First day; null when not known.' })
  from!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last day; null when it has no end.' })
  to!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'From when it can be renewed (hernieuwingsdatum); null when not known.',
  })
  renewalDate!: string | null;

  @Field(() => String, { nullable: true, description: 'Where it can be renewed; null when not known.' })
  renewalUrl!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was suspended (reden schorsing); null when it was not.',
  })
  suspensionReason!: string | null;

  @Field(() => String, { description: 'Its state, in the register’s words.' })
  status!: string;
}
