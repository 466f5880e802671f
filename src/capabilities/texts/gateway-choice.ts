import { UnfitAdapter } from '../../adapter/registry.js';
import type { TextProvider } from './delivery-reports.js';

/**
 * The gateway that texts are sent through: the one that the setting `texts.gateway` names, or the only one; null when there is none.
 * Throws UnfitAdapter when the settings leave it open, or name one that is not there.
 */
export function chooseGateway(
  providers: readonly TextProvider[],
  gateway: string | undefined,
): TextProvider | null {
  const names = providers.map(({ platform }) => platform);
  if (gateway === undefined && providers.length > 1)
    throw new UnfitAdapter(
      `Several gateways for texts are configured: ${names.join(', ')}. Say in the setting texts.gateway through which one texts are sent.`,
    );
  if (gateway !== undefined && !names.includes(gateway))
    throw new UnfitAdapter(
      `The setting texts.gateway names "${gateway}", which is not a configured gateway for texts. Configured: ${names.join(', ') || 'none'}.`,
    );
  return providers.find(({ platform }) => platform === gateway) ?? providers[0] ?? null;
}
