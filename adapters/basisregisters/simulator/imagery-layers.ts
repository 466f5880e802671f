/** A mosaic of the simulated map services. */
export interface SimulatedLayer {
  /** As the map service (WMS) writes it. */
  readonly name: string;
  readonly title: string;
  readonly abstract: string;
  /** Layer of flight dates; null when there is none. */
  readonly flightDates: string | null;
  /** When the picture was taken, by the layer of flight dates. */
  readonly flownOn: string | null;
  /** Listed as tiles too (WMTS). */
  readonly tiled: boolean;
}

const two = (year: number) => `${year % 100}`.padStart(2, '0');

function winter(year: number): SimulatedLayer {
  const cm = year >= 2022 ? 15 : 25;
  return {
    name: `OMWRGB${two(year)}VL`,
    title: `Winteropnamen, ${year}`,
    abstract: `Compilatie van de orthofotomozaïeken (winteropnamen) van ${year}, met een grondresolutie van ${cm}cm.`,
    // The real services write it in either case.
    flightDates: `OMWRGB${two(year)}VL_${year % 2 ? 'VDC' : 'vdc'}`,
    flownOn: `${year}-03-${`${(year % 20) + 5}`.padStart(2, '0')}`,
    tiled: true,
  };
}

function winters(name: string, from: number, to: number): SimulatedLayer {
  return {
    name,
    title: `Winteropnamen, ${from}-${to}`,
    abstract: `Compilatie van de orthofotomozaïeken (winteropnamen) van ${from} tot ${to}.`,
    flightDates: `${name}_VDC`,
    flownOn: `${from + 1}-04-02`,
    tiled: true,
  };
}

function plain(name: string, title: string, abstract = ''): SimulatedLayer {
  return { name, title, abstract, flightDates: null, flownOn: null, tiled: true };
}

function mostRecent(year: number): SimulatedLayer {
  return {
    name: 'Ortho',
    title: 'Orthofotomozaïek, middenschalig, winteropnamen, kleur, meest recent, Vlaanderen',
    abstract: 'De meest recente winteropnamen die voor ieder deel van Vlaanderen beschikbaar zijn.',
    flightDates: 'Vliegdagcontour',
    flownOn: winter(year).flownOn,
    tiled: true,
  };
}

/** The services with their layers, as they are when `year` is the newest winter. */
export function layersUntil(year: number): Readonly<Record<string, readonly SimulatedLayer[]>> {
  const yearly = Array.from({ length: year - 2011 }, (_, index) => winter(2012 + index));
  return {
    OMW: [
      winters('OMWRGB00_03VL', 2000, 2003),
      winters('OMWRGB05_07VL', 2005, 2007),
      winters('OMWRGB08_11VL', 2008, 2011),
      ...yearly,
      // Infrared: listed, but no picture that people look at.
      plain('OMWNIR25VL', 'Winteropnamen, nabij-infrarood, 2025'),
    ],
    OMWRGBMRVL: [mostRecent(year)],
    OMZ: [2009, 2012, 2015, 2018, 2021, 2024].map((summer) =>
      plain(`OMZRGB${two(summer)}VL`, `Zomeropnamen, ${summer}`),
    ),
    OGW: [plain('OGWRGB13_15VL', 'Orthofotomozaïek, grootschalig, 2013-2015', 'Grondresolutie van 10 cm.')],
    OKZ: [
      plain('OKZPAN71VL', 'Orthofotomozaïek, kleinschalig, zomeropnamen, panchromatisch, 1971'),
      plain('OKZRGB79_90VL', 'Orthofotomozaïek, kleinschalig, zomeropnamen, kleur, 1979-1990'),
    ],
    HISTCART: [
      plain('frickx', 'Frickxkaarten, 1712'),
      plain('ferraris', 'Ferrariskaarten, 1771-1778'),
      plain('abw', 'Atlas der Buurtwegen'),
      plain('vandermaelen', 'Vandermaelenkaarten, 1846-1854'),
      // Drawn in tiles, but not by the map service: asked there it gives an empty picture.
      plain('popp', 'Poppkaarten, 1842-1879'),
    ],
  };
}

/** What the map service does not draw, although the tile service does. */
export const tilesOnly: ReadonlySet<string> = new Set(['popp']);

/** Tile layers are in small letters; the most recent pictures have a name of their own. */
export function tileName(service: string, { name }: SimulatedLayer): string {
  return name === 'Ortho' ? service.toLowerCase() : name.toLowerCase();
}
