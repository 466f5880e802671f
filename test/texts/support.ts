import { smsCm } from '../../adapters/sms-cm/index.js';
import { type CmSimulator, startSimulator as startCm } from '../../adapters/sms-cm/simulator.js';
import { smsSpryng } from '../../adapters/sms-spryng/index.js';
import { type SpryngSimulator, startSimulator as startSpryng } from '../../adapters/sms-spryng/simulator.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import { segmentsOf } from '../../src/capabilities/texts/segments.js';
import type { Text, TextsPort } from '../../src/capabilities/texts/texts.port.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { parseMobileNumber } from '../../src/identifiers/mobile-number.js';
import { type AdapterOnWire, adapterOnWire } from '../support/adapter-on-wire.js';

export interface Gateway<S> {
  readonly simulator: S;
  readonly port: TextsPort;
  readonly running: AdapterOnWire;
  close(): Promise<void>;
}

export interface GatewayOptions {
  readonly clock?: Clock;
  readonly policy?: PolicySettings;
  /** Over what the simulator hands out. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function openCm(options: GatewayOptions = {}): Promise<Gateway<CmSimulator>> {
  const simulator = await startCm({ clock: options.clock ?? systemClock, folder: '' });
  return opened(simulator, adapterOnWire(smsCm, { ...simulator.settings, ...options.settings }, options));
}

export async function openSpryng(options: GatewayOptions = {}): Promise<Gateway<SpryngSimulator>> {
  const simulator = await startSpryng({ clock: options.clock ?? systemClock, folder: '' });
  return opened(simulator, adapterOnWire(smsSpryng, { ...simulator.settings, ...options.settings }, options));
}

function opened<S extends { close(): Promise<void> }>(simulator: S, running: AdapterOnWire): Gateway<S> {
  return {
    simulator,
    running,
    port: running.adapter.ports.texts!,
    async close() {
      await running.close();
      await simulator.close();
    },
  };
}

/** A text to somebody; the last digits of the number decide what the simulators make of it. */
export function textTo(number: string, changes: Partial<Text> = {}): Text {
  const content = changes.content ?? 'Uw identiteitskaart is klaar.';
  return {
    to: parseMobileNumber(number),
    content,
    encoding: segmentsOf(content).encoding,
    reference: 'T0001',
    ...changes,
  };
}
