import { type BudgetMonth, microsPerCent } from './text-budget.js';
import type { Fault } from './text-faults.js';
import {
  TextBudgetMonth,
  TextFault,
  TextMessage,
  TextNotSaved,
  TextNotSendable,
  TextTemplate,
} from './text-messages.types.js';
import { fieldsOf, type TextTemplateRecord } from './text-templates.js';
import type { TextRecord } from './text.records.js';

const toCents = (micros: bigint): number => Number(micros) / microsPerCent;

/** A text as the graph shows it. */
export function toTextMessage(record: TextRecord): TextMessage {
  const { id, to, content, sender, urgent, templateKey, templateVersion, encoding } = record;
  const { state, reason, platformCode, reported, gateway, commandId } = record;
  const { requestedBy, requestedAt, sentAt, reportedAt } = record;
  return Object.assign(new TextMessage(), {
    id,
    to,
    content,
    sender,
    urgent,
    templateKey,
    templateVersion,
    encoding,
    parts: record.chargedParts ?? record.parts,
    priceCents: record.booking === 'RELEASED' ? 0 : toCents(record.priceMicros),
    state,
    reason,
    platformCode,
    reported,
    gateway,
    commandId,
    requestedBy,
    requestedAt,
    sentAt,
    reportedAt,
  });
}

export function toTextTemplate(record: TextTemplateRecord): TextTemplate {
  const { id, key, version, content, savedAt, savedBy } = record;
  return Object.assign(new TextTemplate(), {
    id,
    key,
    version,
    content,
    fields: fieldsOf(content),
    savedAt,
    savedBy,
  });
}

export function toBudgetMonth({
  month,
  limitMicros,
  spentMicros,
  reservedMicros,
  alarmedAt,
}: BudgetMonth): TextBudgetMonth {
  return Object.assign(new TextBudgetMonth(), {
    month,
    budgetCents: limitMicros === null ? null : toCents(limitMicros),
    spentCents: toCents(spentMicros),
    reservedCents: toCents(reservedMicros),
    alarmedAt,
  });
}

const toFaults = (faults: readonly Fault[]) => faults.map((one) => Object.assign(new TextFault(), one));

export function toNotSendable(faults: readonly Fault[]): TextNotSendable {
  return Object.assign(new TextNotSendable(), {
    code: 'TEXT_NOT_SENDABLE',
    message: 'Deze sms kan zo niet verstuurd worden.',
    faults: toFaults(faults),
  });
}

export function toNotSaved(faults: readonly Fault[]): TextNotSaved {
  return Object.assign(new TextNotSaved(), {
    code: 'TEXT_NOT_SAVED',
    message: 'Dit kan zo niet bewaard worden.',
    faults: toFaults(faults),
  });
}
