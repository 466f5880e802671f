import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createPanoramaLinks } from '../../src/capabilities/places/panorama-links.js';
import { pictureBox } from '../../src/capabilities/places/picture-box.js';
import { toWgs84 } from '../../src/capabilities/places/projection.js';
import { createKeyedHash } from '../../src/privacy/encryption.js';
import { manualClock } from '../support/clock.js';

const ticketOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

test('a link is good for a quarter of an hour, then no longer', async () => {
  const clock = manualClock();
  const links = createPanoramaLinks({
    keyedHash: createKeyedHash(Buffer.alloc(32, 1)),
    clock,
    publicUrl: 'https://schakel.example/hub/',
  });
  const url = links.urlOf('WS000001');
  expect(url).toMatch(/^https:\/\/schakel\.example\/hub\/panoramas\/WS000001\./);
  expect(links.idOf(ticketOf(url))).toBe('WS000001');
  await clock.advance(899_000);
  expect(links.idOf(ticketOf(url))).toBe('WS000001');
  await clock.advance(301_000);
  expect(links.idOf(ticketOf(url))).toBeNull();
});

test('a link of another hub, and one that was changed, is none', () => {
  const options = { clock: manualClock(), publicUrl: 'https://schakel.example' };
  const mine = createPanoramaLinks({ ...options, keyedHash: createKeyedHash(Buffer.alloc(32, 1)) });
  const other = createPanoramaLinks({ ...options, keyedHash: createKeyedHash(Buffer.alloc(32, 2)) });
  const ticket = ticketOf(mine.urlOf('WS000001'));
  expect(other.idOf(ticket)).toBeNull();
  fc.assert(
    fc.property(fc.nat({ max: ticket.length - 1 }), fc.constantFrom(...'0123456789abcdefWS.'), (at, sign) => {
      fc.pre(ticket[at] !== sign);
      expect(mine.idOf(ticket.slice(0, at) + sign + ticket.slice(at + 1))).toBeNull();
    }),
  );
});

// What the platform itself (Location v4) gives for addresses in Gent and Zonhoven.
test.each([
  [{ x: 104_751.84, y: 192_389.4 }, 51.03991219945412, 3.723601443431199],
  [{ x: 219_009.14, y: 187_317.72 }, 50.99197401745933, 5.351704653516628],
])('%j lies at %d, %d', (point, latitude, longitude) => {
  const found = toWgs84(point);
  // Six decimals of a degree are a decimetre.
  expect(found.latitude).toBeCloseTo(latitude, 6);
  expect(found.longitude).toBeCloseTo(longitude, 6);
});

test('the box of a picture holds the parcel and its margin, in the proportions of the picture', () => {
  const size = fc.integer({ min: 1, max: 2048 });
  const extent = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(
      size,
      size,
      extent,
      extent,
      fc.integer({ min: 0, max: 1000 }),
      (width, height, wide, high, margin) => {
        const parcel = { minX: 164_000, minY: 213_000, maxX: 164_000 + wide, maxY: 213_000 + high };
        const box = pictureBox(parcel, margin, { width, height });
        const slack = 1e-6;
        expect(box.minX).toBeLessThanOrEqual(parcel.minX - margin + slack);
        expect(box.maxX).toBeGreaterThanOrEqual(parcel.maxX + margin - slack);
        expect(box.minY).toBeLessThanOrEqual(parcel.minY - margin + slack);
        expect(box.maxY).toBeGreaterThanOrEqual(parcel.maxY + margin - slack);
        expect((box.maxX - box.minX) / width).toBeCloseTo((box.maxY - box.minY) / height, 6);
        expect(box.maxX).toBeGreaterThan(box.minX);
      },
    ),
  );
});
