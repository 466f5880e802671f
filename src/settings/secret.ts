import { z } from 'zod';
import { innerOf } from './schema-shape.js';

/**
 * A setting that must never be written in the settings file itself, only as `${ENV_NAME}`.
 * The loader refuses a literal, and no message ever shows its value.
 */
export function secret(): z.ZodString {
  return z.string().min(1).meta({ secret: true });
}

/** Whether a schema, behind its defaults, optionals and transforms, was made with {@link secret}. */
export function isSecret(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.secret === true) return true;
  const inner = innerOf(schema);
  return inner !== null && isSecret(inner);
}
