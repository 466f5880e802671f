import { z } from 'zod';

/**
 * A setting that must never be written in the settings file itself, only as `${ENV_NAME}`.
 * The loader refuses a literal, and no message ever shows its value.
 */
export function secret(): z.ZodString {
  return z.string().min(1).meta({ secret: true });
}

/** Whether a schema, behind its defaults and optionals, was made with {@link secret}. */
export function isSecret(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.secret === true) return true;
  const inner = (schema._zod.def as { innerType?: z.core.$ZodType }).innerType;
  return inner ? isSecret(inner) : false;
}
