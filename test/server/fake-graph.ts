import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError } from 'graphql';
import type { CallContext } from '../../src/context/call-context.js';

const typeDefs = /* GraphQL */ `
  scalar DateTime
  scalar VCode
  scalar Date
  type Query {
    associations(search: String, first: Int! = 20, after: String): AssociationConnection!
    association(vCode: VCode!): Association
    adapters: [Adapter!]!
    whoAmI: String!
    explode: String
    slow: String
  }
  type AssociationConnection {
    totalCount: Int!
    nodes: [Association!]!
    pageInfo: PageInfo!
    source: Source
  }
  type PageInfo {
    hasNextPage: Boolean!
    endCursor: String
  }
  type Association {
    vCode: VCode!
    name: String!
    description: String
    type: CodedName!
    activities: [CodedName!]!
    locations: [Location!]!
    contacts: [Contact!]
    lastChangedOn: Date
    source: Source!
  }
  type CodedName {
    code: String!
    name: String!
  }
  type Location {
    type: String!
    display: String!
  }
  type Contact {
    type: String!
    value: String!
  }
  type Source {
    platform: String!
    state: String!
    fetchedAt: DateTime
  }
  type Adapter {
    name: String!
    title: String!
    state: String!
    since: DateTime
    citizenImpact: String!
    breaker: String!
    errorRate: Float
    p95Ms: Float
    lastSuccessAt: DateTime
    lastErrorAt: DateTime
    lastErrorCode: String
  }
`;

export interface FakeAdapter {
  name: string;
  title: string;
  state: string;
  since: string | null;
  citizenImpact: string;
  breaker: string;
  errorRate: number | null;
  p95Ms: number | null;
  lastSuccessAt: string | null;
  lastErrorAt: string | null;
  lastErrorCode: string | null;
}

export interface FakeGraph {
  readonly apollo: ApolloServer<CallContext>;
  /** The contexts in which questions were asked. */
  readonly contexts: CallContext[];
  readonly adapters: FakeAdapter[];
  /** Answers the `slow` question that waits. */
  release(): void;
  /** Resolves when a `slow` question has arrived. */
  readonly slowArrived: Promise<void>;
}

const adapter = (name: string, title: string, citizenImpact: string): FakeAdapter => ({
  name,
  title,
  state: 'UP',
  since: '2026-06-01T10:00:00Z',
  citizenImpact,
  breaker: 'CLOSED',
  errorRate: 0,
  p95Ms: 123,
  lastSuccessAt: '2026-06-01T11:59:52Z',
  lastErrorAt: null,
  lastErrorCode: null,
});

const source = { platform: 'verenigingsregister', state: 'FRESH', fetchedAt: '2026-06-01T12:00:00Z' };
const found = {
  vCode: 'V0001001',
  name: 'Wandelclub De Kievit',
  description: 'Elke zondag op pad.',
  type: { code: 'VZER', name: 'Vereniging zonder rechtspersoonlijkheid' },
  activities: [{ code: 'SPRT', name: 'Sport' }],
  locations: [{ type: 'Correspondentie', display: 'Turnhoutsebaan 12, 2970 Schilde' }],
  contacts: [{ type: 'E-mail', value: 'info@dekievit.example' }],
  lastChangedOn: '2026-05-30',
  source,
};

/** A small graph with the fields the server and the pages rely on; the whole hub is tested elsewhere. */
export async function fakeGraph(): Promise<FakeGraph> {
  const contexts: CallContext[] = [];
  const adapters = [
    adapter('magda', 'MAGDA', 'Naam, adres en gezin ontbreken.'),
    adapter('burgerprofiel', 'Mijn Burgerprofiel', 'Inwoners zien hun dossiers niet.'),
    adapter('verenigingsregister', 'Verenigingsregister', 'Verenigingen zoeken gebeurt in onze eigen kopie.'),
  ];
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let arrived = () => {};
  const slowArrived = new Promise<void>((resolve) => (arrived = resolve));

  const apollo = new ApolloServer<CallContext>({
    typeDefs,
    resolvers: {
      Query: {
        associations: () => ({
          totalCount: 1,
          nodes: [found],
          pageInfo: { hasNextPage: false, endCursor: null },
          source,
        }),
        association: () => found,
        adapters: (_root: unknown, _args: unknown, { actor }: CallContext) => {
          if (actor.kind === 'STAFF') return adapters;
          throw new GraphQLError('Meld u aan.', {
            extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } },
          });
        },
        whoAmI: (_root: unknown, _args: unknown, context: CallContext) => {
          contexts.push(context);
          return context.actor.kind;
        },
        explode: () => {
          throw new Error('85671421468 lives at Turnhoutsebaan 12');
        },
        slow: async () => {
          arrived();
          await released;
          return 'done';
        },
      },
    },
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: ({ extensions, locations, path }, error) =>
      extensions?.code === 'INTERNAL_SERVER_ERROR'
        ? { message: 'Er ging iets mis.', locations, path, extensions: { code: 'INTERNAL' } }
        : { message: (error as Error).message, extensions: { code: extensions?.code } },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await apollo.start();
  return { apollo, contexts, adapters, release: () => release(), slowArrived };
}
