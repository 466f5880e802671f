/** Which header of Mijn Burgerprofiel a website shows, and where its scripts are. */
export interface ProfileHeader {
  readonly environment: 'PRODUCTION' | 'TEST';
  /** In the order in which a page loads them. */
  readonly scripts: readonly string[];
  /** What the loaded client starts the header from. */
  readonly widgetUrl: string;
  /** One script that does all of it, for a page without code of its own. */
  readonly embedUrl: string;
  /** The local path at which a login through the header ends when it names no other. */
  readonly afterLogin: string;
}

/** What the hub asks of the adapter of a citizen portal that lends its header to websites. Nothing is asked of the platform. */
export interface ProfileHeaderPort {
  /** Null when the settings name no header. */
  header(): ProfileHeader | null;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    profileHeader: ProfileHeaderPort;
  }
}
