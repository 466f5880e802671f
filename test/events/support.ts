import { type ExecutionResult, type OperationDefinitionNode, parse, validate } from 'graphql';
import { expect } from '@jest/globals';
import { AssociationsResolver } from '../../src/capabilities/associations/associations.resolver.js';
import type {
  AssociationService,
  ListedAssociation,
} from '../../src/capabilities/associations/association.service.js';
import { AssociationEventsResolver } from '../../src/capabilities/events/association-events.resolver.js';
import { createEventOrganizersMirror } from '../../src/capabilities/events/event-organizers.mirror.js';
import { createEventService } from '../../src/capabilities/events/event.service.js';
import { EventsResolver } from '../../src/capabilities/events/events.resolver.js';
import { createUnknownValues } from '../../src/capabilities/events/unknown-values.js';
import type { Clock } from '../../src/context/clock.js';
import { createExecutor } from '../../src/graph/executor.js';
import { createSchema } from '../../src/graph/schema.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { createUnknownValues as createNote } from '../../src/operations/unknown-values.js';
import type { Database } from '../../src/storage/database.js';
import { callContext } from '../support/call-context.js';
import { memoryLog } from '../support/log.js';
import type { Databank } from '../uitdatabank/support.js';

export const platform = 'uitdatabank';
const hour = 3_600_000;

/** Associations as a list has them, with nothing but what is asked here. */
function associationsNamed(vCodes: readonly string[]): AssociationService {
  const source = {
    platform: 'verenigingsregister',
    state: 'FRESH',
    fetchedAt: null,
    since: null,
    reason: null,
  };
  const node = (vCode: string) =>
    ({ vCode, name: vCode, recognitions: [], contacts: [] }) as never as ListedAssociation;
  return {
    mostPerPage: 100,
    search: async () => ({
      edges: vCodes.map((vCode) => ({ cursor: vCode, node: node(vCode) })),
      hasNextPage: false,
      source,
      totalCount: async () => vCodes.length,
    }),
    detail: async (vCode: string) => ({ value: node(vCode), source }),
  } as never;
}

/** The graph of events over an adapter on its simulator; the associations are made up. */
export function agendaOf(
  databank: Databank | null,
  options: { database: Database; clock: Clock; vCodes?: readonly string[] },
) {
  const { database, clock, vCodes = [] } = options;
  const log = memoryLog();
  const counted: string[] = [];
  const metrics = {
    ...createMetrics(),
    unknownValue: (_adapter: string, field: string) => void counted.push(field),
  };
  const unknownValues = createUnknownValues(createNote(platform, log, metrics));
  const mirror = databank
    ? createEventOrganizersMirror({
        database,
        port: databank.port,
        platform,
        clock,
        unknownValues,
        freshForMs: 12 * hour,
      })
    : null;
  const service = createEventService({ port: databank?.port, mirror, platform, clock, unknownValues });
  const schema = createSchema([
    new EventsResolver(service),
    new AssociationsResolver(associationsNamed(vCodes)),
    new AssociationEventsResolver(service),
  ]);
  // Compiles at the first use: the answers come from graphql-jit wherever it is trusted.
  const execute = createExecutor({ schema, compileFrom: 1 });

  return {
    log,
    counted,
    mirror,
    async ask(query: string, variables: Record<string, unknown> = {}): Promise<ExecutionResult> {
      const document = parse(query);
      expect(validate(schema, document)).toEqual([]);
      const operation = document.definitions[0] as OperationDefinitionNode;
      const context = callContext({ deadline: clock.now() + 60_000 });
      const result = await execute({ document, operation, hash: query, variables, context });
      return JSON.parse(JSON.stringify(result)) as ExecutionResult;
    },
  };
}
