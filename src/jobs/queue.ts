import type { TakenCommand } from './command-store.js';

/** A command as a queue knows it: an id and where it stands in line, never what it is about. */
export interface QueuedCommand {
  readonly id: string;
  readonly lane: string;
  readonly priority: number;
  readonly dueAt: Date;
}

/** Who does the work that a queue hands out. */
export interface QueueWorker {
  /** Takes up what is due: as many in each lane as it has room for. */
  takeDue(room: ReadonlyMap<string, number>): Promise<readonly TakenCommand[]>;
  /** Takes this one up; null when it is not due, or somebody is at work on it. */
  takeOne(id: string): Promise<TakenCommand | null>;
  /** When something next becomes due in these lanes, or its lease ends; null when there is nothing. */
  nextDue(lanes: readonly string[]): Promise<Date | null>;
  /** Where a command stands that is to be worked on again; null when it ended, or waits for a person. */
  standing(id: string): Promise<QueuedCommand | null>;
  /** Works on it until it ends or has to wait; where it stands then. Never fails. */
  run(command: TakenCommand): Promise<QueuedCommand | null>;
}

/** How much of one platform's capacity commands may take. */
export interface Lane {
  /** Commands at work at the same time, in this process. */
  readonly places: number;
  /** Commands taken up in a second, by all processes together; null: no limit but the platform's own quota. Kept with Redis only. */
  readonly perSecond: number | null;
}

/**
 * Says who works on a command, and when. The table of commands is the truth: a queue that forgets everything, or hands
 * something out twice, costs time and nothing else.
 */
export interface CommandQueue {
  /** There is something to do. Never waits and never fails. */
  announce(command: QueuedCommand): void;
  start(worker: QueueWorker): void;
  /** Hands out nothing more; resolves when what was handed out is done. */
  close(): Promise<void>;
}
