import { magdaWatch } from '../../src/adapter/magda/checks.js';
import { createMagdaTransport, magdaConnection } from '../../src/adapter/magda/transport.js';
import { checkStep } from '../../src/adapter/check-step.js';
import { defineAdapter } from '../../src/adapter/contract.js';
import { createTokenVerifier } from '../../src/adapter/token-verifier.js';
import type { DossiersPort, DossierOverview } from '../../src/capabilities/dossiers/dossiers.port.js';
import { createDossiersClient, service, sourcesOf } from './client.js';
import { toDossier, toSourceFailures, unreadable } from './mapping.js';
import { attestsPort } from './portal.js';
import { settings } from './settings.js';
import { startBurgerprofielSimulator } from './simulator.js';

const name = 'burgerprofiel';

export const burgerprofiel = defineAdapter({
  name,
  title: 'Mijn Burgerprofiel',
  operator: 'Digitaal Vlaanderen',
  provides: ['dossiers', 'attests'],
  settings,
  simulator: startBurgerprofielSimulator,
  start(values, { connect, clock }) {
    const wire = connect(magdaConnection(values));
    const transport = createMagdaTransport({ platform: name, settings: values, clock });
    const client = createDossiersClient(name, transport, values);

    const dossiers: DossiersPort = {
      async dossiersOf(nationalNumber, context) {
        const { value, source } = await wire.call<DossierOverview>(
          {
            operation: service.name,
            effect: 'read',
            scope: 'SUBJECT',
            cacheKey: `${nationalNumber.reveal()} ${transport.identityFor(service.name, context).hoedanigheid}`,
            async perform(send) {
              const found = await client.dossiers(nationalNumber, context, send);
              const failures = found.sourceFailures.flatMap((failure) =>
                toSourceFailures(failure, sourcesOf(failure)),
              );
              const dossiers = found.dossiers.flatMap((element) => {
                const dossier = toDossier(element);
                if (!dossier) failures.push(unreadable(element));
                return dossier ?? [];
              });
              return { dossiers, failures };
            },
          },
          context,
        );
        if (value.failures.length === 0) return { value, source };
        return { value, source: { ...source, reason: source.reason ?? 'PARTIAL' } };
      },
    };

    const portal = values.attests
      ? createTokenVerifier({
          wire: connect({ name: 'portal', baseUrl: new URL(values.attests.issuer).origin }),
          platform: name,
          issuer: values.attests.issuer,
          audiences: values.attests.clientIds,
          requiredClaims: ['rrn'],
          clock,
        })
      : null;
    const watch = magdaWatch({
      settings: values,
      clock,
      wire,
      probe: () => transport.probe(service),
      greet: (context, send) => client.greet(context, send),
    });

    return {
      ports: { dossiers, attests: attestsPort(portal, name) },
      health: watch.health,
      async check(context) {
        const results = await watch.check(context);
        if (portal)
          results.push(
            await checkStep({
              level: 'connection',
              passed: 'the portal gives the keys of its tokens',
              advice: () => 'Check `attests.issuer`, and that the firewall lets traffic out to it.',
              attempt: () => portal.greet(context),
            }),
          );
        return results;
      },
    };
  },
});
