import { partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { toSource } from '../../vocabulary/source.js';
import type { CitizensPort } from './citizens.port.js';
import type {
  AttestQuestion,
  LivingWageQuestion,
  LivingWageYear,
  SocialStatus,
  SocialStatusQuestion,
  WrittenPeriod,
} from './social-records.port.js';
import type {
  CitizenAttest,
  LivingWages,
  LivingWageYearView,
  SocialStatuses,
  SocialStatusView,
  WrittenPeriodView,
} from './social-records.types.js';

/** Social statuses, living wages and attests of a person. */
export class SocialRecordsService {
  constructor(
    private readonly port: CitizensPort | undefined,
    /** The adapter that provides the port: named in the source of what it cannot give. */
    private readonly platform: string,
  ) {}

  async statuses(
    nationalNumber: NationalNumber,
    question: SocialStatusQuestion,
    context: CallContext,
  ): Promise<SocialStatuses> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.socialStatuses(nationalNumber, question, aside),
    );
    const items = value?.map(toStatus) ?? [...new Set(question.names)].map(unknown);
    return { items, source: toSource(source) };
  }

  async livingWages(
    nationalNumber: NationalNumber,
    question: LivingWageQuestion,
    context: CallContext,
  ): Promise<LivingWages> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.livingWages(nationalNumber, question, aside),
    );
    return { years: value?.map(toYear) ?? null, source: toSource(source) };
  }

  async attest(
    nationalNumber: NationalNumber,
    question: AttestQuestion,
    context: CallContext,
  ): Promise<CitizenAttest> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.attest(nationalNumber, question, aside),
    );
    const document = value?.document ?? null;
    return {
      pdf: document?.format === 'PDF' ? document.base64 : null,
      unreadable: document?.format === 'UNKNOWN',
      source: toSource(source),
    };
  }
}

function toStatus({ status, periods, ...rest }: SocialStatus): SocialStatusView {
  return {
    ...rest,
    periods: periods.map(toPeriod),
    statusCode: status?.code ?? null,
    statusText: status?.description ?? null,
  };
}

function unknown(name: string): SocialStatusView {
  return {
    name,
    result: 'UNKNOWN',
    resultCode: null,
    resultText: null,
    periods: [],
    statusCode: null,
    statusText: null,
  };
}

function toPeriod({ from, until, possible }: WrittenPeriod): WrittenPeriodView {
  const raw = `${from ?? ''}/${until ?? ''}`;
  return possible
    ? { from: from?.slice(0, 10) ?? null, until: until?.slice(0, 10) ?? null, possible, raw }
    : { from: null, until: null, possible, raw };
}

function toYear({ year, paid, totals, payments }: LivingWageYear): LivingWageYearView {
  return {
    year,
    paid,
    totals,
    payments: payments.map(({ period, centre, ...payment }) => ({
      ...payment,
      period: period && toPeriod(period),
      centre: centre?.kboNumber ?? null,
    })),
  };
}
