import type { Point } from './places.port.js';

export interface PanoramaSearch {
  /** In Lambert 72. */
  readonly centre: Point;
  readonly radiusM: number;
}

/** A picture all around, taken from the street. */
export interface Panorama {
  readonly id: string;
  readonly recordedAt: Date;
  /** Since when a newer one took its place; null while it is the current one. */
  readonly expiredAt: Date | null;
  /** In Lambert 72. */
  readonly position: Point;
  /** Where the vehicle went: degrees clockwise from the north; null when not told. */
  readonly direction: number | null;
}

export interface Picture {
  /** Such as image/jpeg. */
  readonly contentType: string;
  readonly bytes: Buffer;
}
