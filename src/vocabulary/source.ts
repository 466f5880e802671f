import { Field, registerEnumType } from 'type-graphql';
import type { SourceState, SourceStatus } from '../context/source-status.js';
import { Thing } from './marks.js';
import { DateTimeScalar } from './scalars.js';

const states: { readonly [S in SourceState]: S } = {
  FRESH: 'FRESH',
  STALE: 'STALE',
  UNAVAILABLE: 'UNAVAILABLE',
};

registerEnumType(states, {
  name: 'SourceState',
  description: 'How far a platform’s answer can be trusted.',
  valuesConfig: {
    FRESH: { description: 'Asked just now, or within its freshness time.' },
    STALE: { description: 'An older answer: the platform could not be asked.' },
    UNAVAILABLE: {
      description: 'No answer: the part it belongs to is empty, which says nothing about what exists.',
    },
  },
});

@Thing({ description: 'Where a part of an answer came from.' })
export class Source implements SourceStatus {
  @Field(() => String, { description: 'Name of the platform’s adapter, such as `magda`.' })
  platform!: string;

  @Field(() => states, { description: 'How far this part can be trusted.' })
  state!: SourceState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the platform gave this answer; null when UNAVAILABLE.',
  })
  fetchedAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when the platform has not answered; null when FRESH.',
  })
  since!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why this part is not whole and fresh: an error code, or PARTIAL; null when it is.',
  })
  reason!: string | null;
}

export function toSource(status: SourceStatus): Source {
  return Object.assign(new Source(), status);
}
