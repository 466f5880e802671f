import type { AdapterDefinition } from '../src/adapter/contract.js';
import { burgerprofiel } from './burgerprofiel/index.js';
import { magda } from './magda/index.js';
import { uitdatabank } from './uitdatabank/index.js';
import { verenigingsregister } from './verenigingsregister/index.js';

/** The adapters this hub is built with. */
export const adapters: readonly AdapterDefinition[] = [
  burgerprofiel,
  magda,
  uitdatabank,
  verenigingsregister,
];
