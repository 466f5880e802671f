import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { z } from 'zod';
import { ipdc } from '../../adapters/ipdc/index.js';
import { settingsSchema } from '../../adapters/ipdc/settings.js';
import type { ProductsPort } from '../../src/capabilities/products/products.port.js';
import { callContext } from '../support/call-context.js';
import { contractTest } from '../support/contracts.js';
import { recordedTools } from '../support/recorded-wire.js';
import { openCatalogue } from './support.js';

interface Declared {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly type: string; readonly format?: string; readonly enum?: readonly string[] };
}
type Paths = Readonly<Record<string, { readonly get?: { readonly parameters?: readonly Declared[] } }>>;

/** What the contract has against a question; empty when it is one of its own. */
function faultsOf(paths: Paths, path: string, query: URLSearchParams): string[] {
  const segments = path.split('/');
  // A path without a variable goes before one with.
  const template = Object.keys(paths)
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .find((known) => {
      const parts = known.split('/');
      return (
        parts.length === segments.length &&
        parts.every((part, at) => /^\{/.test(part) || part === segments[at])
      );
    });
  const declared = template && paths[template]?.get?.parameters;
  if (!template || !paths[template]?.get) return [`${path} is not there`];
  const variables = template
    .split('/')
    .flatMap((part, at) => (/^\{/.test(part) ? [[part.slice(1, -1), segments[at]!, 'path'] as const] : []));
  const sent = [...variables, ...[...query].map(([name, value]) => [name, value, 'query'] as const)];
  return sent.flatMap(([name, value, where]) => {
    const parameter = (declared || []).find((one) => one.name === name && one.in === where);
    if (!parameter) return [`${template} has no ${name}`];
    const { type, enum: values } = parameter.schema;
    const typed = type === 'integer' || type === 'boolean' ? (JSON.parse(value) as unknown) : value;
    const fits = z
      .fromJSONSchema({ type, ...(values && { enum: values }) } as never)
      .safeParse(typed).success;
    return fits ? [] : [`${template} takes no ${name}=${value}`];
  });
}

contractTest(
  'every question to IPDC is one of its OpenAPI document, in path and parameters',
  async (contracts) => {
    const file = join(contracts, 'ipdc', 'openapi', 'ipdc-openapi.json');
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Paths };
    const { simulator, close } = await openCatalogue();
    const { tools, requests } = recordedTools(async ({ url, headers }) => {
      const init = { redirect: 'manual', headers: { ...headers, 'x-api-key': 'sandbox-ipdc' } } as const;
      const response = await fetch(new URL(url, simulator.url), init);
      const body = Buffer.from(await response.arrayBuffer());
      return {
        status: response.status,
        headers: { 'content-type': response.headers.get('content-type') ?? '' },
        body,
      };
    });
    const port = ipdc.start(settingsSchema.parse(simulator.settings), tools).ports.products as ProductsPort;
    await port.requireAccess(callContext());
    expect(await port.page(0, null, callContext())).toMatchObject({ hasNext: true });
    expect((await port.product('51001', callContext())).value).not.toBeNull();
    expect((await port.codeNames(callContext())).length).toBeGreaterThan(10);
    await close();
    const asked = requests.map(({ url }) => new URL(url, simulator.url));
    expect(new Set(asked.map(({ pathname }) => pathname.split('/').slice(1, 3).join('/')))).toEqual(
      new Set(['me', 'doc/instantiesnapshot', 'doc/instantie', 'api/codelijsten']),
    );
    expect(asked.flatMap(({ pathname, searchParams }) => faultsOf(paths, pathname, searchParams))).toEqual(
      [],
    );
    // The document is able to refuse.
    const faults = (path: string, query = '') => faultsOf(paths, path, new URLSearchParams(query));
    expect(faults('/doc/instantiesnapshot', 'page=1')).toEqual(['/doc/instantiesnapshot has no page']);
    expect(faults('/doc/instantiesnapshot', 'limit=1.5')).toHaveLength(1);
    expect(faults('/api/codelijsten/planeten')).toHaveLength(1);
    expect(faults('/doc/planeet')).toEqual(['/doc/planeet is not there']);
  },
);
