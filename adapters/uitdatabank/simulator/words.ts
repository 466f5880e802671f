/** Words of which the fictional agenda of a fictional Schilde is made. */

export interface Kind {
  readonly type: readonly [id: string, label: string];
  readonly theme: readonly [id: string, label: string] | null;
  readonly names: readonly string[];
  /** As typicalAgeRange has it. */
  readonly ages: string;
  /** Hours it lasts. */
  readonly hours: number;
  /** On the clock in Brussels. */
  readonly begins: string;
  /** Euro; null: not told. */
  readonly price: number | null;
}

export const kinds: readonly Kind[] = [
  {
    type: ['0.50.4.0.0', 'Concert'],
    theme: ['1.8.2.0.0', 'Jazz en blues'],
    names: ['Jazz in Werf 44', 'Bluesavond', 'Zomerklanken'],
    ages: '-',
    hours: 3,
    begins: '20:00',
    price: 12,
  },
  {
    type: ['0.50.4.0.0', 'Concert'],
    theme: ['1.8.1.0.0', 'Klassieke muziek'],
    names: ['Aperitiefconcert', 'Kamermuziek op zondag', 'Orgelconcert'],
    ages: '-',
    hours: 2,
    begins: '11:00',
    price: 8.5,
  },
  {
    type: ['0.50.4.0.0', 'Concert'],
    theme: ['1.8.3.1.0', 'Pop en rock'],
    names: ['Schilde Rockt', 'Jong geweld'],
    ages: '16-',
    hours: 5,
    begins: '19:30',
    price: 15,
  },
  {
    type: ['0.3.1.0.0', 'Lessenreeks'],
    theme: null,
    names: ['Yoga voor beginners', 'Tekenen en schilderen', 'Italiaans voor op reis'],
    ages: '18-',
    hours: 2,
    begins: '19:00',
    price: 95,
  },
  {
    type: ['0.3.1.0.0', 'Lessenreeks'],
    theme: ['1.52.0.0.0', 'Circus'],
    names: ['Acrobatie en trampoline', 'Circusschool'],
    ages: '6-12',
    hours: 3,
    begins: '09:00',
    price: 60,
  },
  {
    type: ['0.54.0.0.0', 'Yoga'],
    theme: null,
    names: ['Wekelijkse yogales', 'Stoelyoga'],
    ages: '-',
    hours: 1,
    begins: '18:00',
    price: 7.5,
  },
  {
    type: ['0.50.4.0.0', 'Concert'],
    theme: ['1.8.4.0.0', 'Folk en wereldmuziek'],
    names: ['Volksbal', 'Muziek uit de Kempen'],
    ages: '0-',
    hours: 4,
    begins: '20:30',
    price: 0,
  },
  {
    type: ['0.3.1.0.0', 'Lessenreeks'],
    theme: null,
    names: ['Digitaal café', 'Repair Café', 'Samen lezen'],
    ages: '55-',
    hours: 3,
    begins: '13:30',
    price: 0,
  },
  {
    type: ['0.50.4.0.0', 'Concert'],
    theme: null,
    names: ['Open podium', 'Kerstmarkt met muziek', 'Nacht van het winteruur'],
    ages: '-',
    hours: 4,
    begins: '23:30',
    price: null,
  },
];

/** Organisers; a vCode links one to an association that the sandbox's association register has, of the same name. */
export const organizers: readonly {
  readonly name: string;
  readonly vCode: string | null;
  readonly status?: string;
}[] = [
  { name: 'Wandelclub De Schildewandelaars', vCode: 'V0001001' },
  { name: "Vriendenkring De Vossenberg 's-Gravenwezel", vCode: 'V0001003' },
  { name: "Modelspoorclub De Zevenster 's-Gravenwezel vzw", vCode: 'V0001005' },
  { name: "Hengelclub 't Loo Schilde", vCode: 'V0001010' },
  { name: 'Parochiekring Rust na Arbeid', vCode: 'V0001011' },
  { name: 'Kippenhouders De Zwaluw', vCode: 'V0001015' },
  { name: 'Gidsenkring Sint-Guibertus', vCode: 'V0001020' },
  { name: 'Bordspelclub De Leeuwerik Schilde', vCode: 'V0001026' },
  { name: 'Taalkring De Antitankgracht Schilde', vCode: 'V0001037' },
  // Asked for, not confirmed yet; and turned down.
  { name: 'Loopclub Concordia', vCode: 'V0001039', status: 'pending' },
  { name: 'Imkersvereniging Jong en Oud vzw', vCode: 'V0001031', status: 'rejected' },
  { name: 'Gemeente Schilde (zandbak)', vCode: null },
  { name: 'Gemeenschapscentrum Werf 44', vCode: null },
  { name: 'Bibliotheek Schilde', vCode: null },
  { name: 'Sportdienst Schilde', vCode: null },
  { name: 'Jeugdhuis De Zandbak', vCode: null },
];

export const places: readonly {
  readonly name: string;
  readonly street: string;
  readonly postalCode: string;
  readonly municipality: string;
  readonly latitude: number;
  readonly longitude: number;
}[] = [
  {
    name: 'Gemeenschapscentrum Werf 44',
    street: 'Brasschaatsebaan 30',
    postalCode: '2970',
    municipality: 'Schilde',
    latitude: 51.2437,
    longitude: 4.5818,
  },
  {
    name: 'Bibliotheek Schilde',
    street: 'Brasschaatsebaan 28',
    postalCode: '2970',
    municipality: 'Schilde',
    latitude: 51.2435,
    longitude: 4.5815,
  },
  {
    name: 'Sporthal De Vennen',
    street: 'De Pont 2',
    postalCode: '2970',
    municipality: "'s-Gravenwezel",
    latitude: 51.2607,
    longitude: 4.5543,
  },
  {
    name: 'Dorpsplein Schilde',
    street: 'Dorpsplein 1',
    postalCode: '2970',
    municipality: 'Schilde',
    latitude: 51.2409,
    longitude: 4.5832,
  },
  {
    name: 'Kasteelpark',
    street: 'Kasteeldreef 10',
    postalCode: '2970',
    municipality: "'s-Gravenwezel",
    latitude: 51.2632,
    longitude: 4.5561,
  },
  {
    name: 'Cultuurcafé Schoten',
    street: 'Verbertstraat 3',
    postalCode: '2900',
    municipality: 'Schoten',
    latitude: 51.2529,
    longitude: 4.5021,
  },
];
