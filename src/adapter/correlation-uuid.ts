import { createHash } from 'node:crypto';

/** For platforms that refuse a correlation id that is no UUID: another one becomes the same UUID each time, so that it can be found. */
export function uuidOf(correlationId: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(correlationId)) return correlationId;
  const bytes = createHash('sha256').update(correlationId).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
