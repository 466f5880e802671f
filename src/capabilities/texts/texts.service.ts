import { GraphQLError } from 'graphql';
import { partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import { toSource } from '../../vocabulary/source.js';
import type { DeliveryReports, TextProvider } from './delivery-reports.js';
import type { GatewayFailover } from './gateway-failover.js';
import { segmentsOf } from './segments.js';
import { TextCharacter, TextGateway, TextSegments } from './texts.types.js';

export interface TextsServiceOptions {
  /** Every configured gateway: each may send reports, one sends. */
  readonly providers: readonly TextProvider[];
  /** The one that sends unless it fails; null when there is none. */
  readonly preferred: TextProvider | null;
  readonly failover: Pick<GatewayFailover, 'current'>;
  readonly reports: Pick<DeliveryReports, 'lastAt'>;
}

/** Sixty parts and more; whoever writes that is not writing a text. */
const longestContent = 10_000;

/** Texts (sms), as far as the graph reads them. */
export class TextsService {
  constructor(private readonly options: TextsServiceOptions) {}

  segments(content: string): TextSegments {
    if (content.length > longestContent)
      throw new GraphQLError(`A text has at most ${longestContent} characters.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    const { outsideGsm7, ...counted } = segmentsOf(content);
    return Object.assign(new TextSegments(), counted, {
      outsideGsm7: outsideGsm7.map((one) => Object.assign(new TextCharacter(), one)),
    });
  }

  /** Every configured gateway; the balance of one that is down is null, with its source. */
  gateways(context: CallContext): Promise<TextGateway[]> {
    return Promise.all(
      this.options.providers.map(async (provider) => {
        const { platform, port } = provider;
        const part = port.balance
          ? await partFrom(port, platform, context, (asked, aside) => asked.balance!(aside))
          : { value: null, source: null };
        return Object.assign(new TextGateway(), {
          name: platform,
          preferred: provider === this.options.preferred,
          sends: provider === this.options.failover.current(),
          balanceCents: part.value && 'euroCents' in part.value ? part.value.euroCents : null,
          balanceCredits: part.value && 'credits' in part.value ? part.value.credits : null,
          source: part.source && toSource(part.source),
          expectsReports: port.webhook !== null,
          lastReportAt: this.options.reports.lastAt(platform),
        });
      }),
    );
  }
}
