/** Where the hub answers the header of Mijn Burgerprofiel: the addresses that the public component asks by itself. */
export const profileSessionPaths = {
  login: '/sso/aanmelden',
  logout: '/sso/afgemeld',
  user: '/sso/ingelogde_gebruiker',
} as const;
