import type { ProfileHeaderPort } from './profile-header.port.js';
import type { ProfileHeaderView } from './profile-header.types.js';
import { profileSessionPaths } from './profile-session.paths.js';

/** The header of Mijn Burgerprofiel on a website of the municipality. */
export class ProfileHeaderService {
  constructor(
    private readonly port: ProfileHeaderPort | undefined,
    /** Where browsers reach the hub. */
    private readonly publicUrl: () => string,
  ) {}

  header(): ProfileHeaderView | null {
    const header = this.port?.header() ?? null;
    if (!header) return null;
    const { environment, scripts, widgetUrl, embedUrl, afterLogin } = header;
    const address = (path: string) => new URL(path, this.publicUrl()).href;
    return {
      environment,
      scripts,
      widgetUrl,
      embedUrl,
      session: {
        loginUrl: address(profileSessionPaths.login),
        loginRedirectUrl: address(afterLogin),
        logoutUrl: address(profileSessionPaths.logout),
        switchCapacityUrl: null,
        userUrl: address(profileSessionPaths.user),
      },
    };
  }
}
