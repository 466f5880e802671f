import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

type Schema = { [key: string]: unknown };

/** What the schema of that name in IPDC's OpenAPI document has against a value; empty when it fits. */
export function schemaFaults(contracts: string, name: string, value: unknown): string[] {
  const file = join(contracts, 'ipdc', 'openapi', 'ipdc-openapi.json');
  const { components } = JSON.parse(readFileSync(file, 'utf8')) as { components: { schemas: Schema } };
  const $defs = Object.fromEntries(
    Object.entries(components.schemas).map(([key, schema]) => [key, repaired(schema as Schema)]),
  );
  const result = z.fromJSONSchema({ $ref: `#/$defs/${name}`, $defs } as never).safeParse(value);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/**
 * The document as it was meant. It calls every text that is a class of its own an object (`productnummer`, codes), so an
 * object without properties says nothing; and it leaves out `type` where there are properties.
 */
function repaired(schema: Schema): Schema {
  const { type, properties, items, $ref, enum: values, allOf, oneOf, required } = schema;
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/components/schemas/', '#/$defs/') };
  const each = (list: unknown) => (list as Schema[]).map(repaired);
  return {
    ...(properties
      ? {
          type: 'object',
          properties: Object.fromEntries(
            Object.entries(properties as Schema).map(([key, inner]) => [key, repaired(inner as Schema)]),
          ),
        }
      : type !== undefined && type !== 'object'
        ? { type }
        : {}),
    ...(items ? { items: repaired(items as Schema) } : {}),
    ...(values ? { enum: values } : {}),
    ...(required ? { required } : {}),
    ...(allOf ? { allOf: each(allOf) } : {}),
    ...(oneOf ? { oneOf: each(oneOf) } : {}),
  };
}
