export type IdentityErrorCode =
  /** The bearer token is malformed, forged, expired or not meant for this hub. */
  | 'INVALID_TOKEN'
  /** ACM/IDM cannot be asked who this is; trying again later may help. */
  | 'IDENTITY_UNAVAILABLE';

const identityTexts: Record<IdentityErrorCode, string> = {
  INVALID_TOKEN: 'Het toegangsbewijs is ongeldig of verlopen. Vraag een nieuw aan bij ACM/IDM.',
  IDENTITY_UNAVAILABLE:
    'ACM/IDM is niet bereikbaar, daarom kan niet worden nagegaan wie u bent. Probeer later opnieuw.',
};

/** The asker showed credentials that cannot be accepted. Never holds a token or a claim. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  /** HTTP status: 401 or 503. */
  readonly status: 401 | 503;
  /** The Dutch text for the asker. */
  readonly text: string;

  /** @param reason for the log and the developer, in English. */
  constructor(
    readonly code: IdentityErrorCode,
    reason: string,
  ) {
    super(reason);
    this.status = code === 'INVALID_TOKEN' ? 401 : 503;
    this.text = identityTexts[code];
  }
}

export type LoginErrorCode =
  | 'INVALID_RETURN_TO'
  | 'ATTEMPT_UNKNOWN'
  | 'ATTEMPT_EXPIRED'
  | 'OTHER_BROWSER'
  | 'CANCELLED'
  | 'PROVIDER_ERROR'
  | 'PROVIDER_UNAVAILABLE'
  | 'INVALID_RESPONSE'
  | 'INSUFFICIENT_MEANS'
  | 'NO_NATIONAL_NUMBER'
  | 'NO_ROLE'
  | 'SECOND_FACTOR_REQUIRED'
  | 'FOREIGN_REQUEST';

const loginAnswers: Record<LoginErrorCode, { status: number; title: string; text: string }> = {
  INVALID_RETURN_TO: {
    status: 400,
    title: 'Deze link klopt niet',
    text: 'De pagina waar u na het aanmelden naartoe wilt, ligt niet op deze website.',
  },
  ATTEMPT_UNKNOWN: {
    status: 400,
    title: 'Deze aanmelding is al gebruikt',
    text: 'Deze aanmelding is al gebruikt of bestaat niet. Begin opnieuw met aanmelden.',
  },
  ATTEMPT_EXPIRED: {
    status: 400,
    title: 'Het aanmelden duurde te lang',
    text: 'U hebt tien minuten om u aan te melden. Begin opnieuw met aanmelden.',
  },
  OTHER_BROWSER: {
    status: 400,
    title: 'Deze aanmelding begon ergens anders',
    text: 'Deze aanmelding is in een andere browser begonnen, of uw browser bewaart geen cookies. Begin opnieuw met aanmelden in deze browser.',
  },
  CANCELLED: {
    status: 403,
    title: 'Het aanmelden is gestopt',
    text: 'U hebt het aanmelden gestopt. U bent niet aangemeld.',
  },
  PROVIDER_ERROR: {
    status: 502,
    title: 'Aanmelden is niet gelukt',
    text: 'Het aanmeldplatform van de Vlaamse overheid (ACM/IDM) kon u niet aanmelden. Probeer het opnieuw.',
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    title: 'Aanmelden lukt nu niet',
    text: 'Het aanmeldplatform van de Vlaamse overheid (ACM/IDM) is nu niet bereikbaar. Probeer het over enkele minuten opnieuw.',
  },
  INVALID_RESPONSE: {
    status: 400,
    title: 'Aanmelden is niet gelukt',
    text: 'Het antwoord van het aanmeldplatform kon niet worden vertrouwd. U bent niet aangemeld. Begin opnieuw met aanmelden.',
  },
  INSUFFICIENT_MEANS: {
    status: 403,
    title: 'Kies een ander middel om u aan te melden',
    text: 'Meld u aan met eID, itsme of een beveiligingscode via mobiele app.',
  },
  NO_NATIONAL_NUMBER: {
    status: 403,
    title: 'Aanmelden is niet gelukt',
    text: 'Het aanmeldplatform gaf geen geldig rijksregisternummer door. Zonder dat nummer kunnen wij uw gegevens niet tonen.',
  },
  NO_ROLE: {
    status: 403,
    title: 'U hebt geen toegang',
    text: 'U hebt geen rol voor deze toepassing. Vraag een rol aan bij de lokale beheerder van uw organisatie.',
  },
  SECOND_FACTOR_REQUIRED: {
    status: 403,
    title: 'Een tweede factor is nodig',
    text: 'Medewerkers melden zich aan met een tweede factor: eID, itsme of een beveiligingscode via mobiele app. Meld u opnieuw aan en kies een van die middelen.',
  },
  FOREIGN_REQUEST: {
    status: 403,
    title: 'Deze vraag kwam van een andere website',
    text: 'Afmelden kan alleen vanop deze website.',
  },
};

/** A login that did not succeed. Holds a code and texts, never a claim, a token or a parameter of the callback. */
export class LoginError extends Error {
  override readonly name = 'LoginError';
  readonly status: number;
  /** Dutch heading and text for the page. */
  readonly title: string;
  readonly text: string;

  /** @param reason for the log, in English; null when the code says it all. */
  constructor(
    readonly code: LoginErrorCode,
    readonly reason: string | null = null,
  ) {
    super(reason ?? code);
    ({ status: this.status, title: this.title, text: this.text } = loginAnswers[code]);
  }
}
