import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../src/context/clock.js';

const dayMs = 86_400_000;

/** A letter that was taken, by either platform. */
export interface StoredLetter {
  readonly messageId: string;
  readonly channel: 'EBOX' | 'PAPER';
  readonly owner: { readonly eboxType: string; readonly eboxIdValue: string };
  readonly registered: boolean;
  readonly subject: string;
  /** The main document, or the body; what `read` opens. */
  readonly files: readonly {
    readonly fileName: string;
    readonly mediaType: string;
    readonly bytes: number;
  }[];
  readonly expiresAt: number;
  readStatus: boolean;
}

export interface Mailbox {
  readonly letters: readonly StoredLetter[];
  /** Citizens and enterprises, by number, that never opened an e-Box. */
  readonly withoutEbox: Set<string>;
  /** Enterprises that want no paper any more. */
  readonly exclusivelyEbox: Set<string>;
  /** Takes a letter as it is, among those with which it starts. */
  keep(letter: StoredLetter): void;
  add(letter: Omit<StoredLetter, 'messageId' | 'readStatus' | 'expiresAt'>, days: number): StoredLetter;
  find(messageId: string): StoredLetter | undefined;
  /** The recipient opens its main content. Throws when there is no such letter. */
  read(messageId: string): void;
}

export function createMailbox(clock: Clock): Mailbox {
  const letters: StoredLetter[] = [];
  const find = (messageId: string) => letters.find((letter) => letter.messageId === messageId);
  return {
    letters,
    withoutEbox: new Set(),
    exclusivelyEbox: new Set(),
    add(letter, days) {
      const stored = {
        ...letter,
        messageId: randomUUID(),
        readStatus: false,
        expiresAt: clock.now() + days * dayMs,
      };
      letters.push(stored);
      return stored;
    },
    find,
    keep: (letter) => void letters.push(letter),
    read(messageId) {
      const letter = find(messageId);
      if (!letter) throw new Error(`no letter ${messageId}`);
      letter.readStatus = true;
    },
  };
}

/** As the registry writes moments: yyyy-MM-dd'T'HH:mm:ssXXX. */
export function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
