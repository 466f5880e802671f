import type { SeedProduct } from './seed-product.js';

/** Papers, civil status, care and schools. */
export const peopleProducts: readonly SeedProduct[] = [
  {
    number: '51001',
    type: 'Bewijs',
    themes: ['BurgerOverheid'],
    authored: 'informal',
    name: 'Identiteitskaart (eID)',
    description:
      '<p>Vanaf 12 jaar {heeft u|heb je} een elektronische identiteitskaart. Een maand voor ze vervalt, {krijgt u|krijg je} een uitnodiging.</p>',
    more: '<p>{U moet|Je moet} ze persoonlijk afhalen, want we nemen vingerafdrukken.</p><ul><li>Voor kinderen jonger dan 12 jaar bestaat de <strong>Kids-ID</strong>.</li></ul>',
    conditions: [
      [
        'Ingeschreven in Schilde',
        '<p>{U bent|Je bent} Belg en ingeschreven in het bevolkingsregister.</p>',
        '<p>{Uw|Je} oude kaart en een recente pasfoto.</p>',
      ],
    ],
    procedure: '<p>Maak een afspraak bij Burgerzaken. Na twee weken ligt {uw|je} kaart klaar.</p>',
    procedureUrl: 'https://afspraken.schilde.example/identiteitskaart',
    cost: '<p>27,30 euro. Met spoed 139,40 euro.</p>',
    keywords: ['eid', 'identiteitsbewijs', 'pas'],
    desk: 'burgerzaken',
    english: ['Identity card (eID)', '<p>From the age of 12 you have an electronic identity card.</p>'],
    related: ['51002', '51003'],
  },
  {
    number: '51002',
    type: 'Bewijs',
    themes: ['BurgerOverheid'],
    authored: 'informal',
    name: 'Reispas',
    description:
      '<p>Voor een reis buiten Europa {heeft u|heb je} meestal een reispas nodig. Vraag ze ruim op tijd aan.</p>',
    conditions: [
      ['Aanwezigheid', '<p>Ook kinderen komen mee naar het gemeentehuis.</p>', '<p>Een pasfoto.</p>'],
    ],
    procedure:
      '<p>{U maakt|Je maakt} een afspraak bij Burgerzaken en {brengt uw|brengt je} identiteitskaart mee.</p>',
    cost: '<p>Volwassenen: 75 euro. Kinderen: 45 euro. Met spoed: 250 euro.</p>',
    keywords: ['paspoort', 'internationaal paspoort', 'reizen', 'visum'],
    desk: 'burgerzaken',
    yourEurope: 'ReizenDocumenten',
    english: ['Passport', '<p>You usually need a passport for a journey outside Europe.</p>'],
  },
  {
    number: '51003',
    type: 'Bewijs',
    themes: ['BurgerOverheid', 'MobiliteitOpenbareWerken'],
    authored: 'formal',
    name: 'Rijbewijs',
    description:
      '<p>{U bent|Je bent} geslaagd voor het praktijkexamen? Dan {vraagt u|vraag je} {uw|je} rijbewijs aan bij de gemeente. Het blijft tien jaar geldig.</p>',
    conditions: [
      [
        'Geslaagd',
        '<p>{U heeft|Je hebt} het aanvraagformulier van het examencentrum.</p>',
        '<p>Het formulier.</p>',
      ],
    ],
    procedure: '<p>Maak een afspraak bij Burgerzaken.</p>',
    cost: '<p>26 euro.</p>',
    keywords: ['voorlopig rijbewijs', 'auto', 'bromfiets', 'internationaal rijbewijs'],
    desk: 'burgerzaken',
  },
  {
    number: '51004',
    type: 'Bewijs',
    themes: ['BurgerOverheid'],
    authored: 'informal',
    name: 'Uittreksel uit het strafregister',
    description:
      '<p>Een werkgever of vereniging kan {u|je} vragen om een bewijs van goed gedrag en zeden.</p>',
    procedure: '<p>{U vraagt|Je vraagt} het online aan met {uw|je} eID of itsme.</p>',
    procedureUrl: 'https://loket.schilde.example/strafregister',
    cost: '<p>Gratis.</p>',
    keywords: ['goed gedrag en zeden', 'model 596', 'strafblad', 'attest'],
    desk: 'burgerzaken',
  },
  {
    number: '51005',
    type: 'Bewijs',
    themes: ['BurgerOverheid'],
    authored: 'informal',
    name: 'Geboorteakte: afschrift of uittreksel',
    description:
      '<p>Van elke geboorte in Schilde maken we een akte. {U kunt|Je kan} er een afschrift van vragen.</p>',
    conditions: [
      [
        'Wie mag het vragen',
        '<p>{Uzelf|Jijzelf}, {uw|je} (groot)ouders, kinderen, echtgenoot of wettelijke vertegenwoordiger.</p>',
      ],
    ],
    procedure: '<p>Online, of aan het loket.</p>',
    cost: '<p>Gratis.</p>',
    law: [
      'Oud Burgerlijk Wetboek, artikel 29',
      'https://www.ejustice.just.fgov.be/eli/wet/1804/03/21/1804032150/justel',
    ],
    keywords: ['geboortebewijs', 'geboorteattest', 'burgerlijke stand'],
    desk: 'burgerzaken',
    yourEurope: 'ProcedureGeboorteBewijs',
  },
  {
    number: '51006',
    type: 'Voorwerp',
    themes: ['BurgerOverheid', 'BouwenWonen'],
    authored: 'informal',
    name: 'Adreswijziging',
    description:
      '<p>{U verhuist|Je verhuist} naar of binnen Schilde? Geef {uw|je} nieuwe adres binnen de acht werkdagen door.</p>',
    procedure:
      '<p>Geef {uw|je} verhuizing <a target="_blank" href=https://loket.schilde.example/verhuizen>online</a> door. De wijkagent komt langs.</p>',
    cost: '<p>Gratis.</p>',
    keywords: ['verhuizen', 'verhuis', 'domicilie', 'inschrijving'],
    desk: 'burgerzaken',
    yourEurope: 'ProcedureVerhuizingAdreswijziging',
  },
  {
    number: '51007',
    type: 'AdviesBegeleiding',
    themes: ['WelzijnGezondheid'],
    authored: 'informal',
    name: 'Poetshulp aan huis',
    description:
      '<p>{Bent u|Ben je} 65-plusser of ziek en {lukt het poetsen niet meer alleen|lukt het poetsen niet meer alleen}? Het Sociaal Huis helpt.</p>',
    conditions: [['Inwoner', '<p>{U woont|Je woont} in Schilde of ’s-Gravenwezel.</p>']],
    procedure: '<p>Bel het Sociaal Huis. Een medewerker komt bij {u|je} thuis kennismaken.</p>',
    cost: '<p>Tussen 7,50 en 11 euro per uur, volgens {uw|je} inkomen.</p>',
    keywords: ['schoonmaken', 'dienstencheques', 'thuiszorg', 'ouderen'],
    desk: 'welzijn',
  },
  {
    number: '51008',
    type: 'FinancieelVoordeel',
    themes: ['WelzijnGezondheid', 'CultuurSportVrijeTijd'],
    authored: 'informal',
    name: 'UiTPAS met kansentarief',
    description:
      '<p>Met een laag inkomen {betaalt u|betaal je} minder voor sport, cultuur en jeugdbeweging.</p>',
    conditions: [
      [
        'Inkomen',
        '<p>{U heeft|Je hebt} een verhoogde tegemoetkoming, of {uw|je} inkomen ligt onder de grens.</p>',
        '<p>Een kleefbriefje van {uw|je} ziekenfonds.</p>',
      ],
    ],
    procedure: '<p>{U vraagt|Je vraagt} ze aan bij het Sociaal Huis of in de bibliotheek.</p>',
    benefit: '<p>80 procent korting op activiteiten.</p>',
    keywords: ['korting', 'vrije tijd', 'armoede', 'cultuur'],
    desk: 'welzijn',
  },
  {
    number: '51009',
    type: 'AdviesBegeleiding',
    themes: ['WelzijnGezondheid', 'OnderwijsWetenschap'],
    authored: 'informal',
    name: 'Buitenschoolse kinderopvang',
    description: '<p>Voor en na school en op woensdagnamiddag vangen we kinderen van 2,5 tot 12 jaar op.</p>',
    procedure: '<p>Schrijf {uw|je} kind in via het platform van de kinderopvang.</p>',
    cost: '<p>1,20 euro per begonnen half uur. Derde kind: 25 procent korting.</p>',
    keywords: ['opvang', 'BKO', 'school', 'vakantieopvang', 'crèche'],
    desk: 'welzijn',
  },
  {
    number: '685',
    type: 'FinancieelVoordeel',
    themes: ['OnderwijsWetenschap'],
    authored: 'formal',
    name: 'Schooltoeslag',
    description:
      '<p>De schooltoeslag is een jaarlijks bedrag voor leerlingen uit gezinnen met een lager inkomen. {U hoeft|Je hoeft} ze meestal niet aan te vragen.</p>',
    conditions: [
      ['Inkomen en school', '<p>Het inkomen van het gezin en de aanwezigheid op school tellen.</p>'],
    ],
    benefit: '<p>Van 125 tot 4.600 euro, volgens leeftijd en inkomen.</p>',
    keywords: ['studietoelage', 'studiebeurs', 'groeipakket'],
    url: 'https://www.vlaanderen.be/schooltoeslag',
    over: {
      publicatieLink: {
        naam: { nl: 'Lees meer op vlaanderen.be' },
        url: 'https://www.vlaanderen.be/schooltoeslag',
      },
    },
  },
];
