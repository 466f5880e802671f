import { letterChannels } from './letters.port.js';

/** Beside those of platforms. BY_HAND: somebody brought it. */
export const deliveryChannels = [...letterChannels, 'BY_HAND'] as const;
export type DeliveryChannel = (typeof deliveryChannels)[number];
