import { createPrivateKey } from 'node:crypto';
import { checkStep } from '../check-step.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { CheckResult, RunningAdapter } from '../contract.js';
import type { PlatformError } from '../platform-error.js';
import type { HttpRequest, Send, Wire } from '../wire/wire.js';
import { certificatesOf } from '../soap/signature.js';
import type { MagdaSettings } from './settings.js';

/** How long before its end a certificate is worth a warning. */
const renewalMs = 30 * 86_400_000;

/** Whether the signing certificate can be read, belongs to the key and holds now. Looks at the settings only. */
function checkCertificate(settings: MagdaSettings, now: number): CheckResult {
  const { certificateChain, privateKey, passphrase } = settings.signature;
  const result = (passed: boolean, finding: string, advice: string | null): CheckResult => ({
    level: 'settings',
    passed,
    finding,
    advice,
  });
  try {
    const signer = certificatesOf(certificateChain)[0];
    if (!signer)
      return result(
        false,
        'no certificate in signature.certificateChain',
        'Put the PEM of the certificate there.',
      );
    if (!signer.checkPrivateKey(createPrivateKey({ key: privateKey, passphrase })))
      return result(
        false,
        'the signing key does not belong to the certificate',
        'Use the key and certificate of one request.',
      );
    const until = Date.parse(signer.validTo);
    const day = new Date(until).toISOString().slice(0, 10);
    if (now < Date.parse(signer.validFrom) || now > until)
      return result(
        false,
        `the signing certificate holds until ${day}`,
        'Renew the organisation certificate.',
      );
    return result(
      true,
      `signing certificate holds until ${day}`,
      until - now < renewalMs ? 'Renew it within a month.' : null,
    );
  } catch {
    return result(
      false,
      'the signing certificate or key cannot be read',
      'Check the PEM text and the passphrase.',
    );
  }
}

/** A step of `schakel check` that talks to MAGDA. */
function magdaStep(
  level: CheckResult['level'],
  passed: string,
  attempt: () => Promise<void>,
): Promise<CheckResult> {
  return checkStep({ level, passed, advice: adviceOf, attempt });
}

function adviceOf(failure: PlatformError | null): string {
  switch (failure?.code) {
    case 'NETWORK':
    case 'TIMEOUT':
    case 'DEADLINE':
      return 'Check the address, the firewall and the certificates of the connection (tls).';
    case 'CREDENTIALS':
      return 'Ask Digitaal Vlaanderen whether this afnemer (sender) may ask this with this Hoedanigheid.';
    case 'SERVER_FAULT':
    case 'CLIENT_FAULT':
      return 'Check the style and digest of the signature, and whether MAGDA knows the certificate.';
    default:
      return 'Try again later; look in the log with the correlation id when it stays.';
  }
}

export interface MagdaWatchOptions {
  readonly settings: MagdaSettings;
  readonly clock: Clock;
  readonly wire: Wire;
  /** A request that any service answers, whoever asks. */
  readonly probe: () => HttpRequest;
  /** A question about nobody, signed and in our name. */
  readonly greet: (context: CallContext, send: Send) => Promise<void>;
}

/** How an adapter of MAGDA tells whether MAGDA answers, and whether it accepts us. */
export function magdaWatch({
  settings,
  clock,
  wire,
  probe,
  greet,
}: MagdaWatchOptions): Pick<RunningAdapter, 'health' | 'check'> {
  const ask = async (operation: string, context: CallContext, perform: (send: Send) => Promise<unknown>) => {
    await wire.call({ operation, effect: 'read', scope: 'NONE', perform }, context);
  };
  const health = (context: CallContext) => ask('health', context, (send) => send(probe()));
  return {
    health,
    async check(context) {
      const results = [checkCertificate(settings, clock.now())];
      results.push(await magdaStep('connection', 'MAGDA answers', () => health(context)));
      if (results.every(({ passed }) => passed))
        results.push(
          await magdaStep('credentials', 'MAGDA accepts our signature and afnemer', () =>
            ask('check', context, (send) => greet(context, send)),
          ),
        );
      return results;
    },
  };
}
