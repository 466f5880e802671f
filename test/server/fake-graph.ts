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
    commands(state: CommandState, needsPerson: Boolean, first: Int): CommandConnection!
    webhookEndpoints: [WebhookEndpoint!]!
    webhookDeliveries(state: WebhookDeliveryState, first: Int): WebhookDeliveryConnection!
    whoAmI: String!
    explode: String
    slow: String
  }
  type Mutation {
    retryCommand(id: ID!, idempotencyKey: String!): CommandChangeResult!
    cancelCommand(id: ID!, idempotencyKey: String!): CommandChangeResult!
    decideCommand(id: ID!, done: Boolean!, reference: String, idempotencyKey: String!): CommandChangeResult!
    replayWebhookDelivery(id: ID!, idempotencyKey: String!): WebhookReplayResult!
  }
  union WebhookReplayResult = WebhookDelivery | WebhookNotReplayed
  type WebhookNotReplayed implements Problem {
    code: String!
    message: String!
  }
  enum WebhookDeliveryState {
    PENDING
    DELIVERED
    FAILED
  }
  type WebhookEndpoint {
    name: String!
    host: String!
    state: String!
    disabledAt: DateTime
    pending: Int!
  }
  type WebhookDeliveryConnection {
    totalCount: Int!
    nodes: [WebhookDelivery!]!
  }
  type WebhookDelivery {
    id: ID!
    endpoint: String!
    event: String!
    subjectId: ID!
    subjectKind: String
    subjectState: String!
    occurredAt: DateTime!
    state: WebhookDeliveryState!
    reason: String
    lastStatus: Int
    attempts: Int!
    lastTriedAt: DateTime
    nextTryAt: DateTime
    endedAt: DateTime
  }
  union CommandChangeResult = Command | CommandNotChanged
  interface Problem {
    code: String!
    message: String!
  }
  type CommandNotChanged implements Problem {
    code: String!
    message: String!
  }
  enum CommandState {
    ACCEPTED
    RUNNING
    WAITING
    IN_DOUBT
    DONE
    FAILED
    CANCELLED
  }
  type CommandConnection {
    totalCount: Int!
    nodes: [Command!]!
  }
  type Command {
    id: ID!
    kind: String!
    title: String!
    organisation: String!
    state: CommandState!
    reason: String
    platformCode: String
    platform: String!
    step: String!
    attempts: Int!
    nextTryAt: DateTime
    requestedBy: ID!
    acceptedAt: DateTime!
    endedAt: DateTime
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

export type FakeCommand = ReturnType<typeof command>;

export interface FakeGraph {
  /** What needs a person; a change takes it away, unless it is refused. */
  readonly commands: FakeCommand[];
  /** Events that did not arrive; a replay takes one away. */
  readonly failures: ReturnType<typeof failure>[];
  readonly endpoints: {
    name: string;
    host: string;
    state: string;
    disabledAt: string | null;
    pending: number;
  }[];
  /** Every change asked of a command, or replay of an event. */
  readonly changes: { name: string; id: string; done?: boolean; reference?: string | null }[];
  /** Refuses every change of a command with this text; null: makes it. */
  refusal: string | null;
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

export const command = (id: string, title: string, state: 'FAILED' | 'IN_DOUBT') => ({
  id,
  kind: 'text.send',
  title,
  organisation: '0297500186',
  state,
  reason: state === 'FAILED' ? 'HTTP_4XX' : 'TIMEOUT',
  platformCode: null,
  platform: 'magda',
  step: 'send',
  attempts: 1,
  nextTryAt: null,
  requestedBy: 'staff-1',
  acceptedAt: '2026-06-01T11:00:00Z',
  endedAt: null,
});

export const failure = (id: string) => ({
  id,
  endpoint: 'kern',
  event: 'command.changed',
  subjectId: '5f0c1a2e-6a39-4d0a-9f0e-2f3f1b1c7a11',
  subjectKind: 'text.send',
  subjectState: 'DONE',
  occurredAt: '2026-06-01T11:00:00Z',
  state: 'FAILED',
  reason: 'HTTP_4XX',
  lastStatus: 422,
  attempts: 1,
  lastTriedAt: '2026-06-01T11:00:01Z',
  nextTryAt: null,
  endedAt: '2026-06-01T11:00:01Z',
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

  const commands: FakeCommand[] = [];
  const failures: ReturnType<typeof failure>[] = [];
  const endpoints: FakeGraph['endpoints'][number][] = [];
  const changes: FakeGraph['changes'] = [];
  const graph = { refusal: null as string | null };
  const change = (name: string) => (_root: unknown, args: { id: string; done?: boolean }) => {
    const { id, done, ...others } = args as { id: string; done?: boolean; reference?: string | null };
    changes.push({
      name,
      id,
      ...(done !== undefined && { done, reference: others.reference ?? null }),
    });
    if (graph.refusal !== null)
      return { __typename: 'CommandNotChanged', code: 'BUSY', message: graph.refusal };
    const index = commands.findIndex((one) => one.id === id);
    const [changed] = commands.splice(index, 1);
    return { __typename: 'Command', ...changed };
  };

  const apollo = new ApolloServer<CallContext>({
    typeDefs,
    resolvers: {
      Mutation: {
        retryCommand: change('retryCommand'),
        cancelCommand: change('cancelCommand'),
        decideCommand: change('decideCommand'),
        replayWebhookDelivery: (_root: unknown, { id }: { id: string }) => {
          changes.push({ name: 'replayWebhookDelivery', id });
          if (graph.refusal !== null)
            return { __typename: 'WebhookNotReplayed', code: 'BUSY', message: graph.refusal };
          const [replayed] = failures.splice(
            failures.findIndex((one) => one.id === id),
            1,
          );
          return { __typename: 'WebhookDelivery', ...replayed, state: 'PENDING' };
        },
      },
      Query: {
        webhookEndpoints: () => endpoints,
        webhookDeliveries: () => ({ totalCount: failures.length, nodes: failures }),
        commands: (_root: unknown, { needsPerson }: { needsPerson?: boolean }) =>
          needsPerson
            ? { totalCount: commands.length, nodes: commands }
            : { totalCount: commands.length === 0 ? 0 : 3, nodes: [] },
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
  return Object.assign(graph, {
    apollo,
    contexts,
    adapters,
    commands,
    failures,
    endpoints,
    changes,
    release: () => release(),
    slowArrived,
  });
}
