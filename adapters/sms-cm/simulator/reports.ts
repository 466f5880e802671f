import { plannedReports, type TextEvent } from '../../../src/adapter/simulator/text-deliveries.js';
import type { Sent } from './messages.js';

interface Status {
  readonly code: number;
  readonly errorCode: string;
  readonly errorDescription: string;
}

const statuses: Readonly<Record<TextEvent, Status>> = {
  ACCEPTED: { code: 0, errorCode: '', errorDescription: 'Accepted' },
  // CM.com has no status for a phone that is off: it says again that it has the message.
  BUFFERED: { code: 0, errorCode: '', errorDescription: 'Accepted' },
  DELIVERED: { code: 2, errorCode: '', errorDescription: 'Delivered' },
  FAILED: { code: 3, errorCode: '5', errorDescription: 'Failed' },
  READ: { code: 4, errorCode: '', errorDescription: 'Read' },
  UNHEARD_OF: { code: 77, errorCode: '', errorDescription: 'Something new' },
};

export interface ScheduledReport {
  readonly afterMs: number;
  readonly body: object;
}

/** The status reports of a message; one without a reference has reports too, which say nothing that anybody could use. */
export function reportsOf({ to, reference }: Sent, acceptedAt: number): ScheduledReport[] {
  return plannedReports(to).map(({ afterMs, event }) => ({
    afterMs,
    body: {
      messages: {
        msg: {
          received: new Date(acceptedAt + afterMs).toISOString().slice(0, 19),
          to,
          reference: reference ?? '',
          status: statuses[event],
          operator: '20601',
        },
      },
    },
  }));
}
