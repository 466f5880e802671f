import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import {
  Arg,
  Authorized,
  Extensions,
  Field,
  FieldResolver,
  Int,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  UseMiddleware,
} from 'type-graphql';
import { UnsafeSchema } from '../../src/graph/schema-check.js';
import { createSchema } from '../../src/graph/schema.js';
import { Access, Costs, Operation, Personal, Thing } from '../../src/vocabulary/marks.js';

const rules = { access: 'public', audit: 'none', cost: { own: 1 } } as const;

@InterfaceType({ description: 'x' })
abstract class Named {
  @Field(() => String, { description: 'x' })
  name!: string;
}

@Thing({ description: 'x', implements: Named })
class Plain extends Named {
  @UseMiddleware((_, next) => next())
  @Field(() => String, { description: 'x' })
  guarded!: string;

  @Authorized('STAFF')
  @Field(() => String, { description: 'x' })
  secret!: string;
}

@Extensions({ personal: ['identity'] })
@Resolver()
class Faulty {
  @Query(() => String)
  bare(): string {
    return '';
  }

  @Extensions({ access: 'public', cost: { own: 1 } })
  @Query(() => String)
  unaudited(): string {
    return '';
  }

  @Operation({ ...rules, cost: { own: 1, size: 'limit' } })
  @Query(() => [Plain])
  sizedByNothing(@Arg('count', () => Int) _count: number): Plain[] {
    return [];
  }

  @Operation(rules)
  @Query(() => [Plain])
  paged(@Arg('first', () => Int) _first: number): Plain[] {
    return [];
  }

  @Authorized()
  @Operation(rules)
  @Query(() => String)
  authorised(): string {
    return '';
  }

  @Mutation(() => String)
  change(): string {
    return '';
  }
}

@Resolver(() => Named)
class NamedResolver {
  @Personal('identity')
  @FieldResolver(() => String)
  shown(): string {
    return '';
  }
}

@Resolver(() => Plain)
class PlainResolver {
  @Costs({ own: 1, size: 'nothing' })
  @FieldResolver(() => String)
  derived(): string {
    return '';
  }
}

@Authorized('STAFF')
@Resolver()
class AuthorisedClass {
  @Operation(rules)
  @Query(() => String)
  inside(): string {
    return '';
  }
}

describe('a schema without rules', () => {
  test('is refused with every fault at once', () => {
    const refusal = (() => {
      try {
        createSchema([new Faulty(), new NamedResolver(), new PlainResolver(), new AuthorisedClass()]);
      } catch (error) {
        return error;
      }
    })();
    expect(refusal).toBeInstanceOf(UnsafeSchema);
    const { faults, message } = refusal as UnsafeSchema;
    expect([...faults].sort()).toEqual(
      [
        'AuthorisedClass: @Authorized is not used here; give access marks',
        'Faulty: a mark on a resolver class is lost; mark its methods',
        'Faulty.authorised: @Authorized is not used here; give an access mark',
        'Mutation.change: no access rule',
        'Mutation.change: no audit rule',
        'Mutation.change: no cost rule',
        "NamedResolver.shown: a mark on a field resolver of an interface is lost; mark the interface's field",
        'Plain.derived: cost.size names no argument (nothing)',
        'Plain.guarded: middleware on a plain field is ignored by simpleResolvers',
        'Plain.secret: @Authorized is not used here; give an access mark',
        'Query.bare: no access rule',
        'Query.bare: no audit rule',
        'Query.bare: no cost rule',
        'Query.paged: takes "first", so its cost must be sized by it',
        'Query.sizedByNothing: cost.size names no argument (limit)',
        'Query.unaudited: no audit rule',
      ].sort(),
    );
    for (const fault of faults) expect(message).toContain(fault);
  });
});

describe('two marks of one kind', () => {
  test('on a method throw, as one of them would win in silence', () => {
    expect(() => {
      class Twice {
        @Access('staff')
        @Access('public')
        field(): string {
          return '';
        }
      }
      return Twice;
    }).toThrow('field has two access marks.');
  });

  test('inside Operation and beside it throw', () => {
    expect(() => {
      class Twice {
        @Personal('identity')
        @Operation({ ...rules, personal: ['contact'] })
        field(): string {
          return '';
        }
      }
      return Twice;
    }).toThrow('field has two personal marks.');
  });

  test('on a class throw', () => {
    expect(() => {
      @Personal('identity')
      @Personal('contact')
      @ObjectType()
      class Twice {}
      return Twice;
    }).toThrow('Twice has two personal marks.');
  });

  test('on different fields, or of different kinds, are fine', () => {
    expect(() => {
      @Personal('identity')
      class Fine {
        @Access('staff')
        @Personal('contact')
        one!: string;

        @Access('staff')
        two!: string;
      }
      return Fine;
    }).not.toThrow();
  });
});
