import { checkStep } from '../../src/adapter/check-step.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { SignaturesPort } from '../../src/capabilities/signatures/signatures.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import { type Client, createClient, platform } from './client.js';
import {
  toAutoplace,
  toChange,
  toField,
  toFileName,
  toLinkRequest,
  toListedPackages,
  toPackageStatus,
  toUsers,
  toWorkflow,
} from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const digitaalOndertekenen = defineAdapter({
  name: platform,
  title: 'Digitaal Ondertekenen',
  operator: 'Digitaal Vlaanderen, on SigningHub of Ascertia',
  provides: ['signatures'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

const document = { timeoutMs: 30_000, maxAnswerBytes: 32 * 1024 * 1024 };
const policy: PolicySettings = {
  operations: { 'document-add': { timeoutMs: 30_000 }, document, report: document },
};

function start(settings: Settings, { connect, noteUnknownValue }: AdapterTools): RunningAdapter {
  const base = settings.url.replace(/\/+$/, '');
  const client = createClient(
    connect({
      baseUrl: base,
      credentials: {
        kind: 'oauth2-client-credentials',
        tokenUrl: settings.acmTokenUrl,
        clientId: settings.acmClientId,
        clientSecret: settings.acmClientSecret,
        exchange: {
          url: `${base}/authenticate/single-sign-on`,
          body: (token) => ({
            token,
            method: 'OAUTH2',
            profile_name: settings.profileName,
            client_id: settings.clientId,
            client_secret: settings.clientSecret,
          }),
        },
        renewBeforeMs: 60_000,
        // The platform does not say that a 401 means that nothing was done.
        repeatsChanges: false,
      },
      policy,
    }),
  );
  return {
    ports: { signatures: port(client, settings, { timeZone: settings.timeZone, noteUnknownValue }) },
    health: (context) => client.about(context),
    check: (context) => check(client, context),
  };
}

function port(
  client: Client,
  { language, levelOfAssurance }: Settings,
  reading: Parameters<typeof toPackageStatus>[1],
): SignaturesPort {
  const nothing = () => ({});
  return {
    createPackage: async (title, context) =>
      toChange(await client.createPackage(title, context), ({ package_id }) => ({ package: package_id })),
    addDocument: async (id, { fileName, content, asPdf }, context) =>
      toChange(
        await client.addDocument(id, { fileName: toFileName(fileName), content, convert: asPdf }, context),
        (added) => ({ document: added }),
      ),
    setWorkflow: async (id, choice, context) =>
      toChange(await client.setWorkflow(id, toWorkflow(choice), context), nothing),
    addRecipients: async (id, recipients, context) =>
      toChange(await client.addUsers(id, toUsers(recipients), context), nothing),
    addField: async (id, inDocument, field, context) =>
      toChange(
        await client.addField(id, inDocument, toField(field, levelOfAssurance), context),
        ({ field_name }) => ({ field: field_name }),
      ),
    addFieldsAtText: async (id, inDocument, fields, context) =>
      toChange(
        await client.autoplace(id, inDocument, toAutoplace(fields, levelOfAssurance), context),
        nothing,
      ),

    async share(id, context) {
      const shared = toChange(await client.share(id, context), nothing);
      if (shared.kind !== 'REFUSED' || shared.about !== 'NOT_FOUND') return shared;
      // The platform says 404 when it has no such package, and when there is nobody to sign.
      const there = await client.workflow(id, context).then(
        ({ value }) => value !== null,
        () => false,
      );
      return there ? { ...shared, about: 'NO_SIGNER' } : shared;
    },
    recall: async (id, context) => toChange(await client.recall(id, context), nothing),
    remove: async (id, context) => toChange(await client.remove(id, context), nothing),

    async status(id, context) {
      const { value, source } = await client.workflow(id, context);
      return { value: value && toPackageStatus(value, reading), source };
    },
    async packages(filter, page, size, context) {
      const { value, source } = await client.packages(filter, page, size, context);
      return { value: toListedPackages(value, reading), source };
    },
    signingLink: (request, context) => client.link(toLinkRequest(request, language), context),
    document: (id, inPackage, context) => client.download(id, inPackage, context),
    evidence: (id, context) => client.report(id, context),
  };
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  // Every question carries a token, so one that is refused shows that there is an answer.
  const connection = await checkStep({
    level: 'connection',
    passed: 'the platform answers',
    advice: () => 'Check `url` and `acmTokenUrl`, and that the firewall lets traffic out to both.',
    attempt: () =>
      client.about(context).catch((error: unknown) => {
        if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
      }),
  });
  if (!connection.passed) return [connection];
  const credentials = await checkStep({
    level: 'credentials',
    passed: 'ACM/IDM and the platform know us',
    advice: () =>
      'Check `acmClientId` and `acmClientSecret` (ACM/IDM), and `clientId`, `clientSecret` and `profileName` (the API connector of Digitaal Ondertekenen): all four come from Digitaal Vlaanderen.',
    attempt: () => client.profile(context),
  });
  return [connection, credentials];
}
