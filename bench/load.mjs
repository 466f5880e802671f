// One bounded load by autocannon, in a process of its own. All connections take their bodies from one row, so that two
// requests under way never ask the same. An answer with errors counts as failed, whatever its status.
import autocannon from 'autocannon';

const { url, headers, bodies, connections, seconds, from } = await new Promise((resolve) =>
  process.once('message', resolve),
);
let at = from;
let failed = 0;
const result = await autocannon({
  url,
  connections,
  duration: seconds,
  timeout: 30,
  requests: [
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      setupRequest: (request) => ({ ...request, body: bodies[at++ % bodies.length] }),
      onResponse(status, body) {
        if (status !== 200 || !body.startsWith('{"data":{') || body.includes('"errors":[')) failed += 1;
      },
    },
  ],
});
process.send({
  requests: result['2xx'] + result.non2xx,
  failed: failed + result.errors + result.timeouts,
  seconds: result.duration,
  p50: result.latency.p50,
  p99: result.latency.p99,
  next: at,
});
process.disconnect();
