import { expect, test } from '@jest/globals';
import { qmatic } from '../../adapters/qmatic/index.js';
import type { AppointmentsPort } from '../../src/capabilities/appointments/appointments.port.js';
import { callContext } from '../support/call-context.js';
import { recordedTools } from '../support/recorded-wire.js';

function portIn(timeZone: string | null) {
  const answers: Record<string, object> = {
    'v1/branches': { branchList: [{ publicId: 'b', name: 'B', timeZone, fullTimeZone: timeZone }] },
    'v1/services': { serviceList: [{ publicId: 's', name: 'S', duration: 10 }] },
    'v2/branches/b/dates;servicePublicId=s': { dates: ['2026-10-25T00:00:00'] },
    'v2/branches/b/dates/2026-10-25/times;servicePublicId=s': { times: ['00:30', '02:30', '09:00'] },
  };
  const { tools } = recordedTools(({ url }) => ({
    status: 200,
    headers: {},
    body: Buffer.from(JSON.stringify(answers[url] ?? { dates: [] })),
  }));
  const settings = qmatic.settings.parse({ url: 'https://qmatic.test', apiKey: 'k' });
  return qmatic.start(settings, tools).ports.appointments as AppointmentsPort;
}

const search = { parts: [{ service: 's', people: 1 }], location: 'b', from: '2026-10-25', to: '2026-10-25' };

test.each([
  ['Europe/Brussels', ['2026-10-24T22:30:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-25T08:00:00.000Z']],
  ['Europe/London', ['2026-10-24T23:30:00.000Z', '2026-10-25T02:30:00.000Z', '2026-10-25T09:00:00.000Z']],
  [null, ['2026-10-24T22:30:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-25T08:00:00.000Z']],
])(
  'the times of a branch in %s are read in its own zone; without one, in that of Brussels',
  async (zone, starts) => {
    const { value } = await portIn(zone).slots(search, callContext());
    expect(value.map(({ start }) => start.toISOString())).toEqual(starts);
  },
);

test('given a zone that does not exist, then the answer is not understood, and no time is guessed', async () => {
  await expect(portIn('Europe/Atlantis').slots(search, callContext())).rejects.toMatchObject({
    code: 'MALFORMED',
  });
});

test('given a branch or a service that Qmatic does not have, then it is refused', async () => {
  const port = portIn('Europe/Brussels');
  await expect(port.slots({ ...search, location: 'c' }, callContext())).rejects.toMatchObject({
    code: 'REFUSED',
  });
});
