import { adapters } from '../adapters/index.js';
import { policySchema } from './adapter/wire/policy.js';
import { identitySettings } from './identity/identity-settings.js';
import type { HubSettings } from './settings/hub-settings.js';
import { buildSettingsSchema } from './settings/settings-schema.js';

/** The schema of `schakel.yaml`: the hub's own settings, and those of every adapter it is built with. */
export const settingsSchema = buildSettingsSchema({
  identity: identitySettings,
  adapters,
  policy: policySchema,
});

/** Settings that were read and checked. */
export type Settings = HubSettings<typeof identitySettings, typeof policySchema>;
