import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestHub, testHub } from '../support/hub.js';
let hub: TestHub;
beforeAll(async () => {
  hub = await testHub();
});
afterAll(() => hub.close());
test('try', async () => {
  const { body } = await hub.ask(
    '{ products(search:"kaart", form: INFORMAL) { totalCount nodes { number name description { html plain form generated } themes { code name } areas {code name} } source { state reason } } }',
  );
  console.log(JSON.stringify(body, null, 1));
  console.log(
    hub.logLines
      .filter((l) => !l.includes('exchange"'))
      .slice(-20)
      .join(''),
  );
});
