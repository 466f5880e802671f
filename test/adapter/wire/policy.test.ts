import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { mergePolicies, policySchema } from '../../../src/adapter/wire/policy.js';

describe('the policy of a connection', () => {
  test('has a default for every field when nobody says anything', () => {
    const policy = mergePolicies();
    expect(policy).toMatchObject({
      timeoutMs: 10_000,
      maxAnswerBytes: 2_097_152,
      retry: { attempts: 3, baseMs: 100, maxMs: 2_000 },
      breaker: { failures: 5, failurePercent: 50, windowMs: 30_000, openMs: 10_000 },
      bulkhead: { concurrent: 20, queued: 100 },
      quota: null,
      cache: {
        freshMs: 0,
        staleWhileRevalidateMs: 0,
        staleIfErrorMs: 0,
        maxEntries: 1_000,
        maxBytes: 33_554_432,
      },
    });
  });

  test('the settings file goes over the adapter, the adapter over the wire, field by field', () => {
    const adapter = {
      timeoutMs: 30_000,
      retry: { attempts: 2 },
      quota: { calls: 10, perMs: 1_000 },
      cache: { freshMs: 60_000 },
    };
    const file = { retry: { baseMs: 5 }, cache: { staleIfErrorMs: 1_000 } };
    expect(mergePolicies(adapter, undefined, file)).toMatchObject({
      timeoutMs: 30_000,
      retry: { attempts: 2, baseMs: 5, maxMs: 2_000 },
      quota: { calls: 10, perMs: 1_000 },
      cache: { freshMs: 60_000, staleWhileRevalidateMs: 0, staleIfErrorMs: 1_000 },
    });
  });

  test('an operation differs only in what is said of it, whichever layer says it', () => {
    const policy = mergePolicies(
      { timeoutMs: 4_000, operations: { GeefAttest: { maxAnswerBytes: 9_000_000, cache: { freshMs: 1 } } } },
      { operations: { GeefAttest: { timeoutMs: 9_000 } } },
    );
    expect(policy.operation('GeefAttest')).toMatchObject({
      timeoutMs: 9_000,
      maxAnswerBytes: 9_000_000,
      cache: { freshMs: 1 },
    });
    expect(policy.operation('GeefPersoon')).toMatchObject({
      timeoutMs: 4_000,
      maxAnswerBytes: 2_097_152,
      cache: { freshMs: 0 },
    });
    expect(policy.operation('constructor')).toMatchObject({ timeoutMs: 4_000 });
  });

  test('refuses unknown keys, wrong units and half a quota', () => {
    for (const wrong of [
      { timeout: 1 },
      { timeoutMs: '10s' },
      { timeoutMs: 0 },
      { quota: { calls: 1 } },
      { retry: { tries: 2 } },
      { operations: { a: { breaker: {} } } },
    ])
      expect(policySchema.safeParse(wrong).success).toBe(false);
  });

  test('parsing fills nothing in, so that a layer never overrules the one under it by accident', () => {
    expect(policySchema.parse({ retry: {} })).toEqual({ retry: {} });
  });

  test('every field has a sentence', () => {
    const walk = (schema: z.ZodType, path: string): string[] => {
      const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
      if (inner instanceof z.ZodObject)
        return Object.entries(inner.shape).flatMap(([key, part]) => [
          ...((part as z.ZodType).meta()?.description?.endsWith('.') ? [] : [`${path}${key}`]),
          ...walk(part as z.ZodType, `${path}${key}.`),
        ]);
      return inner instanceof z.ZodRecord ? walk(inner.valueType as z.ZodType, `${path}*.`) : [];
    };
    expect(walk(policySchema, '')).toEqual([]);
  });
});
