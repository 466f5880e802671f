import { createProductMirror } from '../../src/capabilities/products/product.mirror.js';
import { createProductService } from '../../src/capabilities/products/product.service.js';
import type { ProductsPort } from '../../src/capabilities/products/products.port.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { createUnknownValues } from '../../src/operations/unknown-values.js';
import type { Database } from '../../src/storage/database.js';
import { callContext } from '../support/call-context.js';
import { memoryLog } from '../support/log.js';

export type OpenedMirror = ReturnType<typeof openMirror>;

/** A mirror as a hub that starts has it, with nothing in memory, and the service that answers from it. */
export function openMirror(database: Database, port: ProductsPort, clock: Clock = systemClock) {
  const log = memoryLog();
  const counted: string[] = [];
  const options = { database, port, platform: 'ipdc', clock };
  const metrics = {
    ...createMetrics(),
    unknownValue: (_adapter: string, field: string) => void counted.push(field),
  };
  const noteUnknownValue = createUnknownValues('ipdc', log, metrics);
  const mirror = createProductMirror({ ...options, log, noteUnknownValue });
  return { mirror, service: createProductService({ ...options, mirror }), log, counted };
}

/** The numbers of everything that is shown. */
export async function numbersOf({ service }: OpenedMirror): Promise<string[]> {
  const page = await service.search({ text: null, theme: null, first: 100, after: null }, callContext());
  return page.edges.map(({ product }) => product.number ?? '');
}

export async function nameOf({ service }: OpenedMirror, number: string): Promise<string | undefined> {
  return (await service.product(number, callContext())).value?.name[0]?.text;
}
