import type { z } from 'zod';
import { policySchema } from './adapter/wire/policy.js';
import { identitySettings } from './identity/identity-settings.js';
import type {
  AdapterSettingsCard,
  HubSettings as SettingsOf,
  SettingsSchema,
} from './settings/hub-settings.js';
import { buildSettingsSchema } from './settings/hub-settings.js';

/** The schema of `schakel.yaml` for a hub built with these adapters. */
export function settingsSchema(
  adapters: readonly AdapterSettingsCard[],
): SettingsSchema<typeof identitySettings, typeof policySchema> {
  return buildSettingsSchema({ identity: identitySettings, adapters, policy: policySchema });
}

/** Settings that were read and checked. */
export type Settings = SettingsOf<typeof identitySettings, typeof policySchema>;

/** The same before defaults are filled in, as the sandbox writes them. */
export type SettingsInput = z.input<ReturnType<typeof settingsSchema>>;
