import type { XmlElement } from '../../src/adapter/xml/xml-element.js';
import type { Panorama } from '../../src/capabilities/places/panoramas.port.js';

/** Throws when the recording lacks what makes it one: the answer is then not understood. */
export function toPanorama(recording: XmlElement): Panorama {
  const text = (name: string) => recording.child(name)?.text || null;
  const id = text('imageId');
  const recordedAt = momentOf(text('recordedAt'));
  const position = recording.child('location')?.descendants('pos')[0]?.text.split(/\s+/).map(Number) ?? [];
  const [x, y] = position;
  if (!id || !recordedAt || x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y))
    throw new Error('A recording without id, time or place.');
  const direction = Number(text('recorderDirection') ?? NaN);
  return {
    id,
    recordedAt,
    expiredAt: momentOf(text('expiredAt')),
    position: { x, y },
    direction: Number.isFinite(direction) ? direction : null,
  };
}

function momentOf(text: string | null): Date | null {
  const moment = text === null ? null : new Date(text);
  return moment && !Number.isNaN(moment.getTime()) ? moment : null;
}
