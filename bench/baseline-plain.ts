// (b) Apollo Server standalone, type-graphql with its defaults and the built-in fetch: what one gets by following the
// libraries' own first pages. No access rules, no log, no measurements.
import 'reflect-metadata';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { GraphQLScalarType } from 'graphql';
import { Arg, buildSchema, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import * as register from './register.mjs';

const options = JSON.parse(process.env['BENCH_OPTIONS'] ?? '');
const headers = register.headers(options.apiKey);
const list = await register.openList(options);
const remember = register.remembering(options.cache);

async function get(path: string) {
  const response = await fetch(options.registerUrl + path, { headers });
  if (!response.ok) throw new Error(`register ${response.status}`);
  return response.json();
}

// The measured question names these types; that they check nothing is kind to this baseline.
const VCode = new GraphQLScalarType<string>({ name: 'VCode' });
const ActivityCode = new GraphQLScalarType<string>({ name: 'ActivityCode' });

@ObjectType()
class CodedName {
  @Field(() => String) code!: string;
  @Field(() => String) name!: string;
}

@ObjectType()
class Location {
  @Field(() => String) type!: string;
  @Field(() => Boolean) primary!: boolean;
  @Field(() => String, { nullable: true }) name!: string | null;
  @Field(() => String) display!: string;
  @Field(() => String, { nullable: true }) street!: string | null;
  @Field(() => String, { nullable: true }) houseNumber!: string | null;
  @Field(() => String, { nullable: true }) boxNumber!: string | null;
  @Field(() => String, { nullable: true }) postalCode!: string | null;
  @Field(() => String, { nullable: true }) municipality!: string | null;
}

@ObjectType()
class Contact {
  @Field(() => String) type!: string;
  @Field(() => String) value!: string;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field(() => Boolean) primary!: boolean;
}

@ObjectType()
class Identifier {
  @Field(() => String) source!: string;
  @Field(() => String) value!: string;
}

@ObjectType()
class Source {
  @Field(() => String) platform!: string;
  @Field(() => String) state!: string;
}

@ObjectType()
class Association {
  @Field(() => String) vCode!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true }) shortName!: string | null;
  @Field(() => String, { nullable: true }) description!: string | null;
  @Field(() => CodedName) type!: CodedName;
  @Field(() => CodedName, { nullable: true }) subtype!: CodedName | null;
  @Field(() => String, { nullable: true }) status!: string | null;
  @Field(() => String, { nullable: true }) startDate!: string | null;
  @Field(() => Int, { nullable: true }) minimumAge!: number | null;
  @Field(() => Int, { nullable: true }) maximumAge!: number | null;
  @Field(() => [CodedName]) activities!: CodedName[];
  @Field(() => [CodedName]) workingAreas!: CodedName[];
  @Field(() => [Location]) locations!: Location[];
  @Field(() => [Contact], { nullable: true }) contacts!: Contact[] | null;
  @Field(() => [Identifier]) identifiers!: Identifier[];
  @Field(() => Boolean) recognised!: boolean;
  @Field(() => String, { nullable: true }) lastChangedOn!: string | null;
  @Field(() => Source) source!: Source;
}

@ObjectType()
class PageInfo {
  @Field(() => Boolean) hasNextPage!: boolean;
  @Field(() => String, { nullable: true }) endCursor!: string | null;
}

@ObjectType()
class AssociationConnection {
  @Field(() => [Association]) nodes!: Association[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
  @Field(() => Source) source!: Source;
}

@Resolver()
class Associations {
  @Query(() => Association, { nullable: true })
  association(@Arg('vCode', () => VCode) vCode: string): Promise<Association | null> {
    return remember(vCode, async () => register.toAssociation(await get(register.detailPath(vCode))));
  }

  @Query(() => AssociationConnection)
  async associations(
    @Arg('first', () => Int) first: number,
    @Arg('activity', () => [ActivityCode], { nullable: true }) activity: string[] | null,
  ): Promise<AssociationConnection> {
    if (list) return register.toListPage(await list(first), first);
    const path = register.searchPath(activity ?? [], first);
    return remember(path, async () => register.toPage(await get(path), first));
  }
}

const schema = await buildSchema({ resolvers: [Associations] });
const server = new ApolloServer({ schema });
await startStandaloneServer(server, { listen: { port: options.port, host: '127.0.0.1' } });
process.send?.({ ready: true });
