import type { AdapterDefinition } from '../src/adapter/contract.js';
import { burgerprofiel } from './burgerprofiel/index.js';
import { magda } from './magda/index.js';
import { smsCm } from './sms-cm/index.js';
import { smsSpryng } from './sms-spryng/index.js';
import { verenigingsregister } from './verenigingsregister/index.js';

/** The adapters this hub is built with. */
export const adapters: readonly AdapterDefinition[] = [
  burgerprofiel,
  magda,
  smsCm,
  smsSpryng,
  verenigingsregister,
];
