import { Field } from 'type-graphql';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';

@Thing({ description: 'One thing that happened to an association in the register (gebeurtenis).' })
export class AssociationHistoryEntry {
  @Field(() => String, {
    description: 'What kind of thing, in the register’s word, such as NaamWerdGewijzigd. New ones may come.',
  })
  kind!: string;

  @Personal('identity')
  @Field(() => String, {
    description: 'What happened, in Dutch, as the register writes it; it may name a representative.',
  })
  description!: string;

  @Field(() => String, {
    nullable: true,
    description: 'OVO code of the organisation that did it; null when the register does not say.',
  })
  initiator!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When; null when the register wrote it in a way that names no moment, see `rawAt`.',
  })
  at!: Date | null;

  @Field(() => String, { description: 'When, as the register wrote it (tijdstip).' })
  rawAt!: string;
}

@Thing({ description: 'What happened to an association (historiek), from the beheer API of the register.' })
export class AssociationHistory {
  @Field(() => [AssociationHistoryEntry], {
    nullable: true,
    description:
      'In the register’s order; null when it has no association of that vCode, or when `source.state` is UNAVAILABLE: NOT_CONFIGURED where this hub has no access to the beheer API.',
  })
  entries!: readonly AssociationHistoryEntry[] | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}
