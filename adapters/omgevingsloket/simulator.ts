import type { Simulator, SimulatorOptions } from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import { answerExchange, exchangeNamespace } from './simulator/exchange.js';
import type { FeaturePatch, FeatureRecord, LayerName, LayerStore } from './simulator/records.js';
import { schilde, seedLayers } from './simulator/seed.js';
import { answerWfs, operationOf } from './simulator/wfs.js';

export interface OmgevingsloketSimulator extends Simulator<SettingsInput> {
  readonly layers: LayerStore;
  /** Every query string the WFS was asked, in order. */
  readonly queries: readonly URLSearchParams[];
  /** Changes every object of a project in a layer. Throws when there is none. */
  change(layer: LayerName, projectnummer: string, patch: FeaturePatch): void;
  remove(layer: LayerName, projectnummer: string): void;
  /** Adds an object; what is left out is as the first object of the layer has it. */
  add(layer: LayerName, patch: FeaturePatch): FeatureRecord;
  /** The exchange platform's settings; not in `settings`, because without an agreement it is not asked. */
  readonly exchangeSettings: NonNullable<SettingsInput['exchange']>;
}

const wfsPath = '/raadpleegdienstenmercatorpubliek/wfs';

/** Mercator's WFS and the doors of the exchange platform on loopback. */
export async function startSimulator({ clock, port }: SimulatorOptions): Promise<OmgevingsloketSimulator> {
  const layers = seedLayers(clock.now());
  const queries: URLSearchParams[] = [];
  const server = await startSimulatorServer({
    name: 'omgevingsloket',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf: ({ path, query }) =>
      path === wfsPath ? operationOf(query) : (/(GeefDossier|GeefProject)/.exec(path)?.[1] ?? 'unknown'),
    route(request) {
      if (request.path === wfsPath) {
        queries.push(request.query);
        return Promise.resolve(answerWfs(request, layers, clock.now()));
      }
      return Promise.resolve(answerExchange(request) ?? { operation: 'unknown', status: 404, body: '' });
    },
  });
  const placesOf = (layer: LayerName, projectnummer: string) => {
    const places = layers[layer].features.flatMap((feature, at) =>
      feature.projectnummer === projectnummer ? [at] : [],
    );
    if (places.length === 0) throw new Error(`no project ${projectnummer} in ${layer}`);
    return places;
  };
  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: {
      url: `${server.url}${wfsPath}`,
      boundingBox: schilde,
      procedures: { omv2019_aanvraag: 'NORMAL', omv2017_vk_nieuw: 'SIMPLIFIED', omv2017_melding: 'NONE' },
      states: {
        Ingediend: 'SUBMITTED',
        'Volledig en ontvankelijk': 'COMPLETE',
        'In openbaar onderzoek': 'PUBLIC_INQUIRY',
        'Beslissing genomen': 'DECIDED',
        'Beslissing aangeplakt': 'POSTED',
        Afgerond: 'CLOSED',
      },
    },
    exchangeSettings: { url: `${server.url}/cxf/omgeving/ws`, namespace: exchangeNamespace },
    layers,
    queries,
    change(layer, projectnummer, patch) {
      const { features } = layers[layer];
      for (const at of placesOf(layer, projectnummer)) features[at] = { ...features[at]!, ...patch };
    },
    remove(layer, projectnummer) {
      for (const at of placesOf(layer, projectnummer).reverse()) layers[layer].features.splice(at, 1);
    },
    add(layer, patch) {
      const { features } = layers[layer];
      const feature = { ...features[0]!, ...patch };
      features.push(feature);
      return feature;
    },
  };
}
