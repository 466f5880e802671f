import type { KeyedHash } from '../../privacy/encryption.js';
import type { AppointmentRecord } from './appointment.records.js';

export interface VideoRoomsOptions {
  readonly keyedHash: KeyedHash;
  /** Address of a room, with `:room` where its name comes; null when there are no video appointments. */
  readonly roomUrl: string | null;
  /** Services that are had by video: adapter and its own id, as `jcc:…`. */
  readonly services: readonly string[];
}

/** The address of the room of a video appointment; null for another one. Nobody can guess it, and it holds nothing personal. */
export function createVideoRooms({ keyedHash, roomUrl, services }: VideoRoomsOptions) {
  const known = new Set(services);
  return ({ id, platform, parts }: Pick<AppointmentRecord, 'id' | 'platform' | 'parts'>): string | null => {
    if (roomUrl === null || !parts.some(({ service }) => known.has(`${platform}:${service}`))) return null;
    return roomUrl.replace(':room', keyedHash.of(`video room ${id}`).slice(0, 32));
  };
}
