import { type Part, partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { SourceStatus } from '../../context/source-status.js';
import { inBrussels } from '../../vocabulary/scalars.js';
import { toSource } from '../../vocabulary/source.js';
import type { ImageryKind, Mosaic } from './imagery.port.js';
import { Imagery, ImageryFrame, imageryKinds, Panoramas, type PanoramaView } from './imagery.types.js';
import type { PanoramaLinks } from './panorama-links.js';
import type { Picture } from './panoramas.port.js';
import { pictureBox } from './picture-box.js';
import type { ParcelGeometry, PlacesPort } from './places.port.js';
import { toWgs84 } from './projection.js';

export interface ImageryWish {
  /** Null: every year. */
  readonly years: readonly number[] | null;
  /** Null: every kind. */
  readonly kinds: readonly ImageryKind[] | null;
}

export interface PanoramaWish {
  /** First and last day, both included; null: no limit. */
  readonly from: string | null;
  readonly to: string | null;
  readonly radiusM: number;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly marginM: number;
}

const mostPanoramas = 100;

/** Pictures of parcels: from above through the years, and from the street. */
export class ImageryService {
  constructor(
    private readonly port: PlacesPort | undefined,
    /** The adapter that provides the port: named in the source of what it cannot give. */
    private readonly platform: string,
    private readonly links: PanoramaLinks,
  ) {}

  async of(capakey: string, { years, kinds }: ImageryWish, context: CallContext): Promise<Imagery> {
    const geometry = await this.#geometry(capakey, context);
    const { boundingBox: box, centre } = geometry.value ?? {};
    if (!box || !centre)
      return Object.assign(new Imagery(), { frames: [], source: toSource(geometry.source) });

    const asked = [...new Set(kinds ?? Object.values(imageryKinds))];
    const parts = await Promise.all(
      asked.map((kind) =>
        partFrom(this.port, this.platform, context, (port, aside) => port.mosaics(kind, aside)),
      ),
    );
    const frames = parts
      .flatMap(({ value }) => value ?? [])
      .filter((mosaic) => years === null || years.some((year) => covers(mosaic, year)))
      .sort(newestFirst)
      .map((mosaic) =>
        Object.assign(new ImageryFrame(), {
          kind: mosaic.kind,
          layer: mosaic.layer,
          title: mosaic.title,
          period: mosaic.period,
          mostRecent: mosaic.mostRecent,
          resolutionCm: mosaic.resolutionCm,
          serviceUrl: mosaic.service,
          tileTemplate: mosaic.tileTemplate,
          attribution: mosaic.attribution,
          licence: mosaic.licence,
          mosaic,
          box,
          centre,
        }),
      );
    return Object.assign(new Imagery(), { frames, source: toSource(together(parts, geometry.source)) });
  }

  /** Where the picture of a frame is: no call. */
  imageUrl({ mosaic, box }: ImageryFrame, { width, height, marginM }: PictureSize): string {
    const size = { width, height };
    // A frame comes from the port, so there is one.
    return this.port!.imageUrl(mosaic, pictureBox(box, marginM, size), size);
  }

  /** The day on which the picture was taken; null when that is not told, or the service does not answer. */
  async flightDate({ mosaic, centre }: ImageryFrame, context: CallContext): Promise<string | null> {
    if (mosaic.flightDateLayer === null) return null;
    const { value } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.flightDate(mosaic, centre, aside),
    );
    return value;
  }

  async panoramas(
    capakey: string,
    { from, to, radiusM }: PanoramaWish,
    context: CallContext,
  ): Promise<Panoramas> {
    const geometry = await this.#geometry(capakey, context);
    const centre = geometry.value?.centre;
    if (!centre) return Object.assign(new Panoramas(), { items: [], source: toSource(geometry.source) });
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.panoramas({ centre, radiusM }, aside),
    );
    const items = (value ?? [])
      .filter(({ recordedAt }) => {
        const day = inBrussels(recordedAt).slice(0, 10);
        return (from === null || day >= from) && (to === null || day <= to);
      })
      .map((panorama): PanoramaView => {
        const { position } = panorama;
        return {
          id: panorama.id,
          recordedAt: panorama.recordedAt,
          current: panorama.expiredAt === null,
          expiredAt: panorama.expiredAt,
          position: { ...position, ...toWgs84(position) },
          distanceM: Math.round(Math.hypot(position.x - centre.x, position.y - centre.y) * 10) / 10,
          direction: panorama.direction,
          imageUrl: this.links.urlOf(panorama.id),
        };
      })
      .sort(
        (one, other) =>
          other.recordedAt.getTime() - one.recordedAt.getTime() || one.distanceM - other.distanceM,
      )
      .slice(0, mostPanoramas);
    return Object.assign(new Panoramas(), { items, source: toSource(source) });
  }

  /** The picture behind a link. NOT_FOUND: the link is not ours or no longer good, or the panorama is gone. */
  async picture(ticket: string, context: CallContext): Promise<Picture | 'NOT_FOUND' | 'UNAVAILABLE'> {
    const id = this.links.idOf(ticket);
    if (id === null) return 'NOT_FOUND';
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.panoramaPicture(id, aside),
    );
    return value ?? (source.state === 'UNAVAILABLE' ? 'UNAVAILABLE' : 'NOT_FOUND');
  }

  #geometry(capakey: string, context: CallContext): Promise<Part<ParcelGeometry | null>> {
    return partFrom(this.port, this.platform, context, (port, aside) =>
      port.parcelGeometry(capakey, 'LAMBERT72', aside),
    );
  }
}

function covers({ period }: Mosaic, year: number): boolean {
  return period !== null && period.fromYear <= year && year <= period.toYear;
}

function newestFirst(one: Mosaic, other: Mosaic): number {
  const rank = ({ mostRecent, period }: Mosaic) => (mostRecent ? Infinity : (period?.toYear ?? -Infinity));
  const [left, right] = [rank(one), rank(other)];
  return left === right ? 0 : right - left;
}

/** One source for all series: what could be asked counts, and PARTIAL tells that not all could. */
function together(parts: readonly Part<unknown>[], fallback: SourceStatus): SourceStatus {
  const given = parts.filter(({ value }) => value !== null);
  const counting = given.length > 0 ? given : parts;
  const doubtful = counting.find(({ source }) => source.state !== 'FRESH' || source.reason !== null);
  const source = (doubtful ?? counting[0])?.source ?? fallback;
  return given.length > 0 && given.length < parts.length ? { ...source, reason: 'PARTIAL' } : source;
}
