import type { XmlElement } from '../../src/adapter/xml/xml-element.js';

/** A layer of a tile service. */
export interface TileLayer {
  readonly name: string;
  readonly title: string;
  readonly abstract: string | null;
  readonly tileMatrixSets: readonly string[];
}

/** A layer of a map service that has a name: it can be asked for. */
export interface MapLayer {
  readonly name: string;
  readonly title: string;
  readonly abstract: string | null;
  readonly queryable: boolean;
}

export interface MapLayers {
  readonly layers: readonly MapLayer[];
  /** In which forms GetFeatureInfo answers. */
  readonly infoFormats: readonly string[];
}

/** What a layer of flight dates says of a point. */
export interface FlightAttribute {
  readonly name: string;
  readonly value: string;
}

/** Throws when it is no capabilities document of WMTS. */
export function tileLayers(root: XmlElement): readonly TileLayer[] {
  const contents = root.child('Contents');
  if (root.name !== 'Capabilities' || !contents) throw new Error('No WMTS capabilities.');
  return contents.children('Layer').flatMap((layer) => {
    const name = textOf(layer, 'Identifier');
    if (name === null) return [];
    return {
      name,
      title: textOf(layer, 'Title') ?? name,
      abstract: textOf(layer, 'Abstract'),
      tileMatrixSets: layer
        .children('TileMatrixSetLink')
        .flatMap((link) => textOf(link, 'TileMatrixSet') ?? []),
    };
  });
}

/** Throws when it is no capabilities document of WMS. */
export function mapLayers(root: XmlElement): MapLayers {
  const capability = root.child('Capability');
  if (root.name !== 'WMS_Capabilities' || !capability) throw new Error('No WMS capabilities.');
  return {
    layers: capability.descendants('Layer').flatMap((layer) => {
      const name = textOf(layer, 'Name');
      if (name === null) return [];
      return {
        name,
        title: textOf(layer, 'Title') ?? name,
        abstract: textOf(layer, 'Abstract'),
        queryable: layer.attribute('queryable') === '1',
      };
    }),
    infoFormats: (capability.child('Request')?.child('GetFeatureInfo')?.children('Format') ?? []).map(
      ({ text }) => text,
    ),
  };
}

function textOf(element: XmlElement, name: string): string | null {
  return element.child(name)?.text || null;
}
