import { idempotencyConflict, notConfigured, PlatformUnavailable } from '../../vocabulary/problem.js';
import type { BatchRowRecord } from './letter-batch.records.js';
import type { NotMoved, PrepareOutcome, ShownBatch } from './letter-batches.service.js';
import {
  LetterBatch,
  LetterBatchFaulty,
  LetterBatchForeseen,
  LetterBatchNotChanged,
  LetterBatchRepeated,
  LetterBatchRow,
  type PrepareLetterBatchResult,
} from './letter-batches.types.js';
import { LetterNotSendable } from './letter-sending.types.js';

const notMoved: Readonly<Record<NotMoved, string>> = {
  NOT_FOUND: 'Deze verzending bestaat niet.',
  NOT_DRAFT: 'Deze verzending werd al gestart of stopgezet.',
  NOT_SENDING: 'Deze verzending is niet bezig.',
  NOT_PAUSED: 'Deze verzending is niet gepauzeerd.',
  ENDED: 'Deze verzending is al afgelopen of stopgezet.',
};

export const toNotChanged = (code: NotMoved): LetterBatchNotChanged =>
  Object.assign(new LetterBatchNotChanged(), { code, message: notMoved[code] });

export function toBatch({ record, template, foreseen, progress }: ShownBatch): LetterBatch {
  const { id, state, messageTypeId, registered, registeredCost, purpose } = record;
  const { preparedBy, preparedAt, startedBy, startedAt, endedAt } = record;
  const sum = (of: (group: (typeof foreseen)[number]) => number) =>
    foreseen.reduce((all, group) => all + of(group), 0);
  return Object.assign(new LetterBatch(), {
    id,
    state,
    templateName: template.name,
    templateVersion: template.version,
    messageType: messageTypeId,
    registered,
    purpose,
    recipients: sum(({ letters }) => letters),
    foreseen: foreseen.map(({ reason, ...group }) =>
      Object.assign(new LetterBatchForeseen(), { ...group, channelReason: reason }),
    ),
    foreseenCost: sum(({ cost }) => cost ?? 0),
    foreseenSavedByEbox: sum(({ channel, letters, cost }) =>
      channel === 'EBOX' ? letters * registeredCost - (cost ?? 0) : 0,
    ),
    progress: {
      waiting: progress.WAITING,
      sending: progress.SENDING,
      sent: progress.SENT,
      byHand: progress.BY_HAND,
      inDoubt: progress.IN_DOUBT,
      failed: progress.FAILED,
      cancelled: progress.CANCELLED,
    },
    preparedBy,
    preparedAt,
    startedBy,
    startedAt,
    endedAt,
    record,
  } satisfies LetterBatch);
}

export function toBatchRow({
  row,
  recipient,
  state,
  channel,
  channelReason,
  cost,
  letterId,
  reason,
}: BatchRowRecord): LetterBatchRow {
  return Object.assign(new LetterBatchRow(), {
    row,
    recipient: {
      kind: recipient.kind,
      nationalNumber: recipient.kind === 'CITIZEN' ? recipient.nationalNumber : null,
      kboNumber: recipient.kind === 'ENTERPRISE' ? recipient.kboNumber : null,
    },
    state,
    foreseenChannel: channel,
    foreseenChannelReason: channelReason,
    foreseenCost: cost,
    letterId,
    reason,
  } satisfies LetterBatchRow);
}

export function toPreparing(outcome: PrepareOutcome): typeof PrepareLetterBatchResult {
  switch (outcome.kind) {
    case 'BATCH':
      return toBatch(outcome.batch);
    case 'CONFLICT':
      return idempotencyConflict();
    case 'NOT_CONFIGURED':
      return notConfigured(outcome.platform, 'Brieven versturen is hier niet ingesteld.');
    case 'NOT_SENDABLE':
      return Object.assign(new LetterNotSendable(), outcome.fault);
    case 'REPEATED':
      return Object.assign(new LetterBatchRepeated(), {
        code: 'BATCH_REPEATED',
        message: 'Dezelfde verzending werd de voorbije 30 dagen al voorbereid.',
        batchId: outcome.batchId,
      });
    case 'FAULTY':
      return Object.assign(new LetterBatchFaulty(), {
        code: 'BATCH_FAULTY',
        message: 'Het bestand heeft fouten; er is niets bewaard en niets verstuurd.',
        faults: outcome.faults.faults,
        faultCount: outcome.faults.count,
      });
    case 'UNAVAILABLE':
      return Object.assign(new PlatformUnavailable(), {
        code: 'PLATFORM_UNAVAILABLE',
        message: 'Het platform hierachter zegt nu niet welke ondernemingen een e-Box hebben.',
        source: outcome.platform,
        retryAfter: outcome.retryAfterMs === null ? null : Math.ceil(outcome.retryAfterMs / 1000),
      });
  }
}
