/** A fictional person who can log in at the simulator, with the claims ACM/IDM would give. */
export interface SandboxPerson {
  /** ACM/IDM's own id: 40 hexadecimal characters. */
  readonly accountId: string;
  readonly name: string;
  readonly hint: string;
  readonly group: 'citizen' | 'staff';
  readonly means: readonly SandboxMeans[];
  readonly claims: Readonly<Record<string, unknown>>;
}

export interface SandboxMeans {
  readonly label: string;
  /** Last part of the acr, `urn:be:vlaanderen:authmech:<name>`. */
  readonly name: string;
}

/** Fictional, as is its number. */
export const sandboxOrganisation = { code: '0297500186', name: 'Gemeente Schilde (zandbak)' };

const eid: SandboxMeans = { label: 'eID', name: 'eid' };
const itsme: SandboxMeans = { label: 'itsme', name: 'itsme' };
/** ACM/IDM's own name for a means without second factor is not known to us; this one stands for any of them. */
const password: SandboxMeans = { label: 'gebruikersnaam en wachtwoord', name: 'usernamepassword' };

let made = 0;

function person(
  group: SandboxPerson['group'],
  givenName: string,
  familyName: string,
  rrn: string,
  hint: string,
  extra: { means?: SandboxMeans[]; claims?: Record<string, unknown> } = {},
): SandboxPerson {
  made += 1;
  const serial = String(made).padStart(4, '0');
  return {
    accountId: `5c4a1de0${'0'.repeat(28)}${serial}`,
    name: `${givenName} ${familyName}`,
    hint,
    group,
    means: extra.means ?? [eid, itsme],
    claims: {
      given_name: givenName,
      family_name: familyName,
      rrn,
      vo_id: `00000000-0000-4000-8000-00000000${serial}`,
      vo_doelgroepcode: 'BUR',
      vo_doelgroepnaam: 'Burgers',
      ...extra.claims,
    },
  };
}

function civilServant(
  code: 'LB' | 'GID',
  email: string,
  roles: Record<string, string[]>,
): Record<string, unknown> {
  return {
    cot: 'vo',
    vo_doelgroepcode: code,
    vo_doelgroepnaam: code === 'LB' ? 'Lokale besturen' : 'VO-medewerkers',
    vo_email: email,
    vo_orgcode: sandboxOrganisation.code,
    vo_orgnaam: sandboxOrganisation.name,
    ...roles,
  };
}

const inSchilde = (role: string) => `${role}:${sandboxOrganisation.code}`;

export const sandboxPeople: readonly SandboxPerson[] = [
  person('citizen', 'Emma', 'Peeters', '85671421468', 'gehuwd, twee kinderen, drie dossiers'),
  person('citizen', 'Lucas', 'Janssens', '83630211767', 'de echtgenoot van Emma'),
  person('citizen', 'Maria', 'De Smet', '48613011631', 'weduwe, een van haar bronnen antwoordt niet'),
  person('citizen', 'Ahmed', 'El Amrani', '91691715184', 'woont alleen, geen dossiers'),
  person('citizen', 'Jan', 'Claes', '75720511964', 'kreeg een nieuw rijksregisternummer'),
  person('citizen', 'Noor', 'Janssens', '14652114206', 'kind in het gezin van Emma en Lucas'),
  person('citizen', 'Milan', 'Janssens', '17710813325', 'kind in het gezin van Emma en Lucas'),
  person('citizen', 'Onbekende', 'Persoon', '99620311874', 'niet gekend bij MAGDA'),
  person('staff', 'Sofie', 'Vermeulen', '88660922272', 'medewerker', {
    claims: civilServant('LB', 'sofie.vermeulen@schilde.example', {
      schakel_rol_3d: [inSchilde('Schakel-medewerker')],
    }),
  }),
  person('staff', 'Tom', 'Wouters', '79702317127', 'beheerder', {
    // The capital is on purpose: ACM/IDM does not spell this claim the same way for everybody.
    claims: civilServant('GID', 'tom.wouters@schilde.example', {
      schakel_rol_3D: [inSchilde('Schakel-beheerder'), inSchilde('Schakel-medewerker')],
    }),
  }),
  person('staff', 'Bart', 'Goossens', '69641110111', 'beheerder zonder tweede factor: wordt geweigerd', {
    means: [password],
    claims: civilServant('LB', 'bart.goossens@schilde.example', {
      schakel_rol_3d: [inSchilde('Schakel-beheerder')],
    }),
  }),
];
