import type { ProfileHeader } from '../../src/capabilities/profile-header/profile-header.port.js';
import type { Settings } from './settings.js';

const production = 'https://prod.widgets.burgerprofiel.vlaanderen.be/api/v1';
const bases = {
  production,
  test: 'https://tni.widgets.burgerprofiel.dev-vlaanderen.be/api/v1',
};
/** The test environment has no scripts of its own that anybody is known to use. */
const scripts = ['polyfill', 'client'].map(
  (name) => `${production}/node_modules/@govflanders/vl-widget-${name}/dist/index.js`,
);

/** The header that Mijn Burgerprofiel made for this municipality. */
export function toHeader({
  widget,
  environment,
  afterLogin,
}: NonNullable<Settings['header']>): ProfileHeader {
  const widgetUrl = `${bases[environment]}/widget/${widget}`;
  return {
    environment: environment === 'production' ? 'PRODUCTION' : 'TEST',
    scripts,
    widgetUrl,
    embedUrl: `${widgetUrl}/embed`,
    afterLogin,
  };
}
