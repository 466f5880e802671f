import proj4 from 'proj4';
import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';
import { jsonAnswer, type Question, type Surface } from './answers.js';
import { division, fullAddress, municipality, type ParcelRecord, type Town } from './town.js';

/** EPSG:31370, with the shift to WGS 84 of EPSG:15929. */
const lambert72 =
  '+proj=lcc +lat_0=90 +lon_0=4.36748666666667 +lat_1=51.1666672333333 +lat_2=49.8333339 +x_0=150000.013 ' +
  '+y_0=5400088.438 +ellps=intl +towgs84=-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747 +units=m';

const prefix = '/capakey/v2/parcel';

/** CaPaKey v2: the cadastral plan, without key. */
export function createPlan(town: Town): Surface {
  return (question) => {
    const { path, query } = question;
    if (path === prefix) return at(question);
    if (!path.startsWith(`${prefix}/`)) return null;
    const capakey = decodeURIComponent(path.slice(prefix.length + 1));
    const parcel = town.parcel(capakey);
    return parcel && isShown(parcel) ? jsonAnswer('capakey', planDocument(parcel, query)) : unknown();
  };

  /** The plan shows what is there now. */
  function isShown({ removed, status }: ParcelRecord): boolean {
    return !removed && status !== 'gehistoreerd';
  }

  function at({ query }: Question): SimulatorReply {
    const [x, y, buffer] = ['x', 'y', 'buffer'].map((name) => Number(query.get(name) ?? 0)) as [
      number,
      number,
      number,
    ];
    const found = town.parcels.find(
      ({ box, ...parcel }) =>
        isShown({ box, ...parcel }) &&
        x >= box.minX - buffer &&
        x <= box.maxX + buffer &&
        y >= box.minY - buffer &&
        y <= box.maxY + buffer,
    );
    return found ? jsonAnswer('capakey', planDocument(found, query)) : unknown();
  }

  function planDocument(parcel: ParcelRecord, query: Question['query']) {
    const { capakey, box } = parcel;
    const [, section = '', ground = '', bis = '', exponent = '', power = ''] =
      /^\d{5}([A-Z])(\d{4})\/(\d{2})([A-Z_])(\d{3})$/.exec(capakey) ?? [];
    const degrees = query.get('srs') === '4326';
    const point = (x: number, y: number) => (degrees ? proj4(lambert72, 'WGS84', [x, y]) : [x, y]);
    const ring = [
      point(box.minX, box.minY),
      point(box.maxX, box.minY),
      point(box.maxX, box.maxY),
      point(box.minX, box.maxY),
      point(box.minX, box.minY),
    ];
    const [xs, ys] = [0, 1].map((axis) => ring.map((corner) => corner[axis]!)) as [number[], number[]];
    const [west, south, east, north] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    const around = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    const asked = query.get('geometry') ?? 'no';
    return {
      capakey,
      municipalityCode: municipality.nisCode,
      municipalityName: municipality.name,
      departmentCode: division.code,
      departmentName: division.name,
      sectionCode: section,
      perceelnummer: `${Number(ground)}${bis === '00' ? '' : `/${Number(bis)}`}${exponent === '_' ? '' : exponent}${Number(power) || ''}`,
      grondnummer: Number(ground),
      bisnummer: Number(bis),
      exponent: exponent === '_' ? '' : exponent,
      macht: Number(power),
      adres: parcel.addressIds.flatMap((id) => {
        const address = town.address(id);
        return address && !address.removed ? fullAddress(address) : [];
      }),
      ...(asked === 'no'
        ? {}
        : {
            geometry: {
              boundingBox: JSON.stringify({ type: 'Polygon', coordinates: [around] }),
              center: JSON.stringify({
                type: 'Point',
                coordinates: [(west + east) / 2, (south + north) / 2],
              }),
              ...(asked === 'full'
                ? { shape: JSON.stringify({ type: 'Polygon', coordinates: [ring] }) }
                : {}),
            },
          }),
    };
  }
}

function unknown(): SimulatorReply {
  return {
    operation: 'capakey',
    status: 404,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '',
  };
}
