import { magdaWatch } from '../../src/adapter/magda/checks.js';
import { createMagdaTransport, magdaConnection } from '../../src/adapter/magda/transport.js';
import { checkStep } from '../../src/adapter/check-step.js';
import { type CheckResult, defineAdapter } from '../../src/adapter/contract.js';
import { createTokenVerifier } from '../../src/adapter/token-verifier.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { DossierPublicationPort } from '../../src/capabilities/dossiers/dossier-publication.port.js';
import type { DossiersPort, DossierOverview } from '../../src/capabilities/dossiers/dossiers.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import { createDossiersClient, service, sourcesOf } from './client.js';
import { toHeader } from './header.js';
import {
  noteUnknownStates,
  toDossier,
  toOutcome,
  toSourceFailures,
  unreadable,
  visibilityIn,
} from './mapping.js';
import { attestsPort } from './portal.js';
import { createPublicationClient } from './publication.js';
import { refusalOf } from './publication-rules.js';
import { type Settings, settings } from './settings.js';
import { startBurgerprofielSimulator } from './simulator.js';

const name = 'burgerprofiel';

export const burgerprofiel = defineAdapter({
  name,
  title: 'Mijn Burgerprofiel',
  operator: 'Digitaal Vlaanderen',
  provides: ['dossiers', 'dossierPublication', 'attests', 'profileHeader'],
  settings,
  simulator: startBurgerprofielSimulator,
  start(values, { connect, clock, noteUnknownValue }) {
    const wire = connect(magdaConnection(values));
    const transport = createMagdaTransport({ platform: name, settings: values, clock });
    const client = createDossiersClient(name, transport, values);

    /** `cacheKey` left out: asked anew. */
    async function overview(
      nationalNumber: NationalNumber,
      context: CallContext,
      cacheKey?: string,
    ): Promise<Sourced<DossierOverview>> {
      const { value, source } = await wire.call<DossierOverview>(
        {
          operation: service.name,
          effect: 'read',
          ...(cacheKey === undefined ? { scope: 'NONE' } : { scope: 'SUBJECT', cacheKey }),
          async perform(send) {
            const found = await client.dossiers(nationalNumber, context, send);
            const failures = found.sourceFailures.flatMap((failure) =>
              toSourceFailures(failure, sourcesOf(failure)),
            );
            const dossiers = found.dossiers.flatMap((element) => {
              const dossier = toDossier(element);
              if (dossier) noteUnknownStates(dossier, noteUnknownValue);
              else failures.push(unreadable(element));
              return dossier ?? [];
            });
            return { dossiers, failures };
          },
        },
        context,
      );
      if (value.failures.length === 0) return { value, source };
      return { value, source: { ...source, reason: source.reason ?? 'PARTIAL' } };
    }

    const dossiers: DossiersPort = {
      dossiersOf: (nationalNumber, context) =>
        overview(
          nationalNumber,
          context,
          `${nationalNumber.reveal()} ${transport.identityFor(service.name, context).hoedanigheid}`,
        ),
    };

    const { publication: publishing } = values;
    const publisher =
      publishing &&
      createPublicationClient(
        name,
        connect({
          name: 'publication',
          baseUrl: publishing.url,
          tls: magdaConnection(values).tls,
          policy: { timeoutMs: 30_000 },
        }),
        publishing,
      );
    const dossierPublication: DossierPublicationPort = {
      offered: publisher !== undefined,
      refusalOf,
      honoursRepetition: publishing?.honoursRepetition ?? false,
      async publish(publication, context) {
        if (!publisher) throw new PlatformError(name, 'NOT_CONFIGURED');
        const refusal = refusalOf(publication);
        if (refusal) return { kind: 'REFUSED', reason: refusal, platformCode: null };
        return toOutcome(await publisher.publish(publication, context));
      },
      async visibility(publication, context) {
        const [subject] = publication.subjects;
        if (!publishing) throw new PlatformError(name, 'NOT_CONFIGURED');
        if (!subject) throw new PlatformError(name, 'REFUSED', { platformCode: 'SUBJECTS' });
        const { value, source } = await overview(subject, context);
        const asked = values.sources.length === 0 || values.sources.includes(publishing.source);
        return { value: asked ? visibilityIn(value, publication, publishing.source) : 'UNKNOWN', source };
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
      ports: {
        dossiers,
        dossierPublication,
        attests: attestsPort(portal, name),
        profileHeader: { header: () => (values.header ? toHeader(values.header) : null) },
      },
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
        if (publishing) results.push(checkPublication(values));
        return results;
      },
    };
  },
});

/** Nothing harmless is known to ask where states of dossiers go, so only the settings are looked at. */
function checkPublication({ tls }: Settings): CheckResult {
  const passed = tls.certificate !== undefined && tls.privateKey !== undefined;
  return {
    level: 'settings',
    passed,
    finding: passed
      ? 'publication: has keys; nothing harmless is known to ask there, so the first state published will tell more'
      : 'publication: no keys with which the hub makes itself known',
    advice: passed ? null : 'Set `tls.certificate` and `tls.privateKey`.',
  };
}
