export type AddressState = 'voorgesteld' | 'inGebruik' | 'gehistoreerd' | 'afgekeurd';

export interface StreetRecord {
  readonly id: string;
  readonly name: string;
}

export interface AddressRecord {
  readonly id: string;
  readonly street: StreetRecord;
  readonly houseNumber: string;
  readonly boxNumber: string | null;
  readonly postalCode: string;
  /** Any word: a test may use one that no contract has. */
  status: string;
  /** Lambert 72. */
  readonly x: number;
  readonly y: number;
  removed: boolean;
  version: number;
}

export interface ParcelRecord {
  /** With a slash. */
  readonly capakey: string;
  status: string;
  readonly addressIds: string[];
  /** Lambert 72, straight up. */
  readonly box: {
    readonly minX: number;
    readonly minY: number;
    readonly maxX: number;
    readonly maxY: number;
  };
  removed: boolean;
  version: number;
}

export const municipality = { nisCode: '11039', name: 'Schilde' } as const;
export const division = { code: '11922', name: 'SCHILDE 1 AFD' } as const;
const postalCode = '2970';

/** Streets of a fictional Schilde with their highest house number. The people of the MAGDA simulator live in the first four. */
const streetPlan: readonly (readonly [name: string, houses: number])[] = [
  ['Turnhoutsebaan', 60],
  ['Schotensesteenweg', 90],
  ['Kasteeldreef', 20],
  ['Wijnegemsteenweg', 46],
  ['Puttenhoflaan', 26],
  ['Eekhoornlaan', 20],
  ['De Pont', 18],
  ['Brasschaatsebaan', 16],
];

/** An apartment building: the house and nineteen boxes on one parcel. */
const apartments = { street: 'Kasteeldreef', houseNumber: 3, boxes: 19 };

const origin = { x: 164_400, y: 213_500 };
const plot = { width: 24, depth: 40, street: 12 };

export class Town {
  readonly streets: StreetRecord[] = [];
  readonly addresses: AddressRecord[] = [];
  readonly parcels: ParcelRecord[] = [];

  constructor() {
    streetPlan.forEach(([name, houses], row) => this.#build(name, houses, row));
    const garden = this.parcelOf(this.find('Turnhoutsebaan', '12')!.id)[0]!;
    // A garden behind the house: one address on two parcels.
    this.#parcel('11922A0512/02_000', [...garden.addressIds], {
      ...garden.box,
      minY: garden.box.minY - plot.depth,
      maxY: garden.box.minY,
    });
    this.#parcel('11922A0900/00A000', [], {
      minX: 164_000,
      minY: 213_000,
      maxX: 164_030,
      maxY: 213_040,
    }).status = 'gehistoreerd';
    this.#parcel('11922A0901/00B002', [], {
      minX: 164_030,
      minY: 213_000,
      maxX: 164_060,
      maxY: 213_040,
    }).removed = true;
    this.find('Brasschaatsebaan', '16')!.removed = true;
    this.find('Brasschaatsebaan', '15')!.status = 'voorgesteld';
    this.find('Brasschaatsebaan', '14')!.status = 'gehistoreerd';
  }

  address(id: string): AddressRecord | undefined {
    return this.addresses.find((address) => address.id === id);
  }

  parcel(capakey: string): ParcelRecord | undefined {
    return this.parcels.find((parcel) => parcel.capakey === capakey);
  }

  find(street: string, houseNumber: string, boxNumber: string | null = null): AddressRecord | undefined {
    return this.addresses.find(
      (address) =>
        address.street.name === street &&
        address.houseNumber === houseNumber &&
        address.boxNumber === boxNumber,
    );
  }

  parcelOf(addressId: string): ParcelRecord[] {
    return this.parcels.filter(({ addressIds, removed }) => !removed && addressIds.includes(addressId));
  }

  #build(name: string, houses: number, row: number): void {
    const street = { id: `${70_001 + row}`, name };
    this.streets.push(street);
    const section = String.fromCharCode('A'.charCodeAt(0) + row);
    for (let number = 1; number <= houses; number += 1) {
      const across = Math.floor((number - 1) / 2);
      const north = number % 2 === 1;
      const axis = origin.y + row * 2 * (plot.depth + plot.street);
      const minX = origin.x + across * plot.width;
      const minY = north ? axis + plot.street / 2 : axis - plot.street / 2 - plot.depth;
      const box = { minX, minY, maxX: minX + plot.width, maxY: minY + plot.depth };
      const place = { x: minX + plot.width / 2, y: minY + plot.depth / 2 };
      const boxes =
        name === apartments.street && number === apartments.houseNumber
          ? Array.from({ length: apartments.boxes }, (_, index) => `${index + 1}`)
          : [];
      const ids = [null, ...boxes].map((boxNumber) => {
        const id = `${3_000_001 + this.addresses.length}`;
        this.addresses.push({
          id,
          street,
          houseNumber: `${number}`,
          boxNumber,
          postalCode,
          status: 'inGebruik',
          ...place,
          removed: false,
          version: 1,
        });
        return id;
      });
      // Some keys have no exponent, which is written as an underscore.
      const exponent =
        number % 5 === 0 ? '_000' : `${'ABCDEFGH'.charAt(number % 8)}${number % 3 === 0 ? '002' : '000'}`;
      this.#parcel(`${division.code}${section}${`${number}`.padStart(4, '0')}/00${exponent}`, ids, box);
    }
  }

  #parcel(capakey: string, addressIds: string[], box: ParcelRecord['box']): ParcelRecord {
    const record = { capakey, status: 'gerealiseerd', addressIds, box, removed: false, version: 1 };
    this.parcels.push(record);
    return record;
  }
}

/** As the register writes an address in one line. */
export function fullAddress({ street, houseNumber, boxNumber, postalCode: code }: AddressRecord): string {
  return `${street.name} ${houseNumber}${boxNumber === null ? '' : ` bus ${boxNumber}`}, ${code} ${municipality.name}`;
}
