import { expect, test } from '@jest/globals';
import { createMetrics } from '../../src/operations/metrics.js';

test('measures calls, retries, cache, breaker and bulkhead per adapter, connection and operation', async () => {
  const metrics = createMetrics();
  const connection = metrics.connection('magda', 'personen');
  const operation = connection.operation('GeefPersoon');
  operation.call('OK', 120);
  operation.call('TIMEOUT', 8000);
  operation.exchange('OK', 100);
  operation.retry();
  operation.cache('shared');
  connection.breaker('OPEN');
  connection.waiting(3);

  const text = await metrics.text();
  const labels = 'adapter="magda",connection="personen"';
  expect(text).toContain(`schakel_calls_total{${labels},operation="GeefPersoon",outcome="OK"} 1`);
  expect(text).toContain(`schakel_calls_total{${labels},operation="GeefPersoon",outcome="TIMEOUT"} 1`);
  expect(text).toContain(`schakel_call_duration_seconds_count{${labels},operation="GeefPersoon"} 2`);
  expect(text).toContain(
    `schakel_exchange_duration_seconds_bucket{le="0.1",${labels},operation="GeefPersoon"} 1`,
  );
  expect(text).toContain(`schakel_retries_total{${labels},operation="GeefPersoon"} 1`);
  expect(text).toContain(`schakel_cache_results_total{${labels},operation="GeefPersoon",result="shared"} 1`);
  expect(text).toContain(`schakel_breaker_state{${labels}} 2`);
  expect(text).toContain(`schakel_bulkhead_waiting{${labels}} 3`);
  expect(text).toContain('process_resident_memory_bytes');
  expect(metrics.contentType).toContain('text/plain');
  metrics.close();
});

test('two hubs in one process do not share their measures', async () => {
  const one = createMetrics();
  const other = createMetrics();
  one.connection('magda', 'x').operation('y').call('OK', 1);
  expect(await other.text()).not.toContain('operation="y"');
  one.close();
  other.close();
});
