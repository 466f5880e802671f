import type DataLoader from 'dataloader';
import { GraphQLScalarType, type GraphQLSchema } from 'graphql';
import {
  Arg,
  Ctx,
  createUnionType,
  Field,
  FieldResolver,
  Float,
  InputType,
  Int,
  InterfaceType,
  Mutation,
  Query,
  registerEnumType,
  Resolver,
  Root,
} from 'type-graphql';
import { createSchema } from '../../src/graph/schema.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { Connection } from '../../src/vocabulary/connection.js';
import { Costs, Operation, Personal, Thing } from '../../src/vocabulary/marks.js';
import {
  ActivityCodeScalar,
  DateScalar,
  DateTimeScalar,
  KboNumberScalar,
  NationalNumberScalar,
  PhoneNumberScalar,
  VCodeScalar,
} from '../../src/vocabulary/scalars.js';
import { toSource } from '../../src/vocabulary/source.js';

/** A class value: what a compiled literal would lose. */
class Weight {
  constructor(readonly grams: number) {}
  double(): Weight {
    return new Weight(this.grams * 2);
  }
}
const WeightScalar = new GraphQLScalarType<Weight, number>({
  name: 'Weight',
  serialize: (value) => (value as Weight).grams,
  parseValue: (value) => new Weight(Number(value)),
  parseLiteral: (node) => new Weight(Number('value' in node ? node.value : 0)),
});

const diets = { GRASS: 'grass', MEAT: 'meat' } as const;
registerEnumType(diets, { name: 'Diet' });

const open = { access: 'public', audit: 'none', cost: { own: 1 } } as const;

@InterfaceType({ description: 'An animal.' })
abstract class Animal {
  @Field(() => String)
  name!: string;

  @Field(() => diets, { nullable: true })
  diet!: string | null;

  @Personal('contact')
  @Field(() => String, { nullable: true })
  keeper!: string | null;
}

@Thing({ implements: Animal, description: 'A bear.' })
class Bear extends Animal {
  @Field(() => Int)
  claws!: number;
}

@Thing({ implements: Animal, description: 'A bird.' })
class Bird extends Animal {
  @Field(() => Float)
  wingspan!: number;

  @Personal('dossiers')
  @Field(() => String, { nullable: true })
  override keeper!: string | null;
}

const Inhabitant = createUnionType({ name: 'Inhabitant', types: () => [Bear, Bird] as const });

@Thing({ description: 'A cage.' })
class Cage {
  @Field(() => Int)
  number!: number;

  @Field(() => String)
  get label(): string {
    return `cage ${this.number}`;
  }

  @Field(() => String)
  sign(): string {
    return `sign ${this.number}`;
  }

  @Field(() => [Animal])
  animals!: Animal[];

  @Field(() => [Inhabitant], { nullable: true })
  inhabitants!: (Bear | Bird)[] | null;

  @Field(() => Cage, { nullable: true })
  next!: Cage | null;
}

@Thing({ description: 'A page of cages.' })
class CageConnection extends Connection(Cage) {}

@InputType()
class Filter {
  @Field(() => Int, { defaultValue: 1 })
  from!: number;

  @Field(() => Int, { nullable: true })
  to!: number | null;

  @Field(() => [String], { nullable: true })
  names!: string[] | null;
}

@Thing({ description: 'Values of every scalar.' })
class Values {
  @Field(() => NationalNumberScalar)
  nationalNumber = NationalNumber.parse('85671421468');
  @Field(() => DateTimeScalar)
  summer = new Date('2026-07-01T10:00:00Z');
  @Field(() => DateTimeScalar)
  winter = new Date('2026-12-01T10:00:00Z');
  @Field(() => DateScalar)
  day = '1960-05';
  @Field(() => Float, { nullable: true })
  half: number | null = 0.5;
  @Field(() => Float, { nullable: true })
  notANumber: number | null = Number.NaN;
  @Field(() => [[Int]])
  matrix = [[1, 2], [3]];
  @Field(() => [Int], { nullable: 'itemsAndList' })
  holes: (number | null)[] | null = [1, null, 3];
  @Field(() => diets, { nullable: true })
  wrongEnum: string | null = 'plastic';
  @Field(() => String, { nullable: true })
  absent?: string;
}

const baloo = Object.assign(new Bear(), { name: 'Baloo', diet: 'grass', keeper: 'An', claws: 20 });
const iago = Object.assign(new Bird(), { name: 'Iago', diet: 'meat', keeper: null, wingspan: 0.4 });
const cage = (number: number, next: Cage | null = null): Cage =>
  Object.assign(new Cage(), { number, animals: [baloo, iago], inhabitants: [iago, baloo], next });

@Resolver(() => Cage)
class ZooResolver {
  @Operation(open)
  @Query(() => String, { nullable: true })
  hello(@Arg('name', () => String, { nullable: true }) name: string | null): string | null {
    return name === undefined ? 'absent' : name === null ? 'null' : `hello ${name}`;
  }

  @Operation({ ...open, cost: { own: 2, size: 'first', max: 100 } })
  @Query(() => [Cage])
  cages(@Arg('first', () => Int, { defaultValue: 2 }) first: number): Cage[] {
    return Array.from({ length: first }, (_, index) => cage(index, cage(index + 100)));
  }

  @Operation({ ...open, cost: { own: 2, size: 'first', max: 100 } })
  @Query(() => CageConnection)
  page(@Arg('first', () => Int, { defaultValue: 2 }) first: number): CageConnection {
    const nodes = this.cages(first);
    return Object.assign(new CageConnection(), {
      nodes,
      edges: nodes.map((node) => ({ cursor: `c${node.number}`, node })),
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: 'c0', endCursor: 'c1' },
      totalCount: null,
      source: toSource({
        platform: 'zoo',
        state: 'STALE',
        fetchedAt: new Date(0),
        since: new Date(1),
        reason: 'DOWN',
      }),
    });
  }

  @Operation(open)
  @Query(() => Animal, { nullable: true })
  animal(@Arg('kind', () => String) kind: string): Animal | null {
    if (kind === 'plain') return { name: 'Plain', diet: null, keeper: null } as Animal;
    if (kind === 'typename') return { __typename: 'Bear', name: 'Typed', claws: 2 } as unknown as Animal;
    return kind === 'bear' ? baloo : kind === 'bird' ? iago : null;
  }

  @Operation(open)
  @Query(() => Values)
  values(): Values {
    return new Values();
  }

  @Operation(open)
  @Query(() => String)
  range(@Arg('filter', () => Filter) filter: Filter): string {
    return JSON.stringify({ from: filter.from, to: filter.to, names: filter.names });
  }

  @Operation(open)
  @Query(() => WeightScalar)
  doubled(@Arg('weight', () => WeightScalar) weight: Weight): Weight {
    return weight.double();
  }

  @Operation(open)
  @Query(() => [String])
  echo(
    @Arg('diet', () => diets, { nullable: true }) diet: string | null,
    @Arg('code', () => ActivityCodeScalar, { nullable: true }) code: string | null,
    @Arg('kbo', () => KboNumberScalar, { nullable: true }) kbo: string | null,
    @Arg('vCode', () => VCodeScalar, { nullable: true }) vCode: string | null,
    @Arg('phone', () => PhoneNumberScalar, { nullable: true }) phone: string | null,
    @Arg('at', () => DateTimeScalar, { nullable: true }) at: Date | null,
    @Arg('day', () => DateScalar, { nullable: true }) day: string | null,
    @Arg('number', () => NationalNumberScalar, { nullable: true }) number: NationalNumber | null,
    @Arg('list', () => [Int], { nullable: true }) list: number[] | null,
  ): string[] {
    const instance = number instanceof NationalNumber ? number.reveal() : String(number);
    return [diet, code, kbo, vCode, phone, at?.toISOString(), day, instance, list?.join()].map(String);
  }

  @Operation(open)
  @Query(() => String, { nullable: true })
  fails(): string {
    throw new Error('broken');
  }

  @Operation(open)
  @Query(() => String)
  async failsLate(): Promise<string> {
    await Promise.resolve();
    throw new Error('broken late');
  }

  @Operation(open)
  @Query(() => String)
  nothing(): string {
    return null as unknown as string;
  }

  @Costs({ own: 3 })
  @FieldResolver(() => String, { nullable: true })
  async visitor(@Root() { number }: Cage, @Ctx() context: { who?: string }): Promise<string | null> {
    await Promise.resolve();
    if (number === 1) throw new Error('cage 1 is closed');
    return `${context.who ?? 'nobody'} at ${number}`;
  }

  @Costs({ own: 1 })
  @FieldResolver(() => String, { nullable: true })
  owner(@Root() { number }: Cage, @Ctx() { owners }: { owners?: DataLoader<number, string> }) {
    return owners?.load(number) ?? null;
  }

  @Operation(open)
  @Query(() => [String], { nullable: 'items' })
  namesWithHoles(): (string | null)[] {
    return ['a', null, 'b'];
  }

  @Operation(open)
  @Query(() => [String], { nullable: true })
  namesWithout(): (string | null)[] {
    return ['a', null, 'b'];
  }

  @Operation({ ...open, audit: 'change' })
  @Mutation(() => String)
  async feed(@Arg('what', () => String) what: string, @Ctx() context: { fed?: string[] }): Promise<string> {
    await Promise.resolve();
    if (what === 'stone') return null as unknown as string;
    context.fed?.push(what);
    return what;
  }
}

/** A schema with every kind of thing the graph may hold, and fields that fail in every way. */
export function zooSchema(): GraphQLSchema {
  return createSchema([new ZooResolver()]);
}
