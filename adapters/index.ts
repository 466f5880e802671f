import type { AdapterDefinition } from '../src/adapter/contract.js';
import { basisregisters } from './basisregisters/index.js';
import { burgerprofiel } from './burgerprofiel/index.js';
import { digitaalOndertekenen } from './digitaal-ondertekenen/index.js';
import { ebox } from './ebox/index.js';
import { ipdc } from './ipdc/index.js';
import { jcc } from './jcc/index.js';
import { magda } from './magda/index.js';
import { omgevingsloket } from './omgevingsloket/index.js';
import { qmatic } from './qmatic/index.js';
import { smsCm } from './sms-cm/index.js';
import { smsSpryng } from './sms-spryng/index.js';
import { uitdatabank } from './uitdatabank/index.js';
import { verenigingsregister } from './verenigingsregister/index.js';

/** The adapters this hub is built with. */
export const adapters: readonly AdapterDefinition[] = [
  basisregisters,
  burgerprofiel,
  digitaalOndertekenen,
  ebox,
  ipdc,
  jcc,
  magda,
  omgevingsloket,
  qmatic,
  smsCm,
  smsSpryng,
  uitdatabank,
  verenigingsregister,
];
