import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { CommandQueue, Lane, QueueWorker } from './queue.js';

export interface EmbeddedQueueOptions {
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly clock: Clock;
  readonly log: Log;
  /** How often the table is looked at for what nobody announced here, in milliseconds. */
  readonly pollMs: number;
}

/** However much is late, the table is not asked more often than this for what comes next. */
const shortestMs = 50;

/** The queue of a hub without Redis: it looks at the table itself, when something was announced, when the next is due, and at times. */
export function createEmbeddedQueue({ lanes, clock, log, pollMs }: EmbeddedQueueOptions): CommandQueue {
  const atWork = new Map<string, number>();
  const running = new Set<Promise<unknown>>();
  let worker: QueueWorker | null = null;
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let closed = false;
  let cancel = () => {};
  let nextLookAt = Infinity;

  function room(): Map<string, number> {
    const free = [...lanes].map(([lane, { places }]) => [lane, places - (atWork.get(lane) ?? 0)] as const);
    return new Map(free.filter(([, places]) => places > 0));
  }

  /** Hands out everything for which there is room; when to look again. */
  async function look(by: QueueWorker): Promise<number> {
    for (;;) {
      lookAgain = false;
      const free = room();
      // Whoever gives a place back looks again.
      if (free.size === 0) return Infinity;
      const taken = await by.takeDue(free);
      for (const command of taken) {
        const { lane } = command;
        atWork.set(lane, (atWork.get(lane) ?? 0) + 1);
        const run = by.run(command).then(() => {
          atWork.set(lane, (atWork.get(lane) ?? 1) - 1);
          running.delete(run);
          wake();
        });
        running.add(run);
      }
      if (closed) return Infinity;
      if (taken.length > 0 || lookAgain) continue;
      return (await by.nextDue([...free.keys()]))?.getTime() ?? Infinity;
    }
  }

  function wake(): void {
    if (closed || !worker) return;
    lookAgain = true;
    looking ??= look(worker)
      .catch((error: unknown) => {
        log.warn('commands.queue.unread', { code: (error as { code?: string }).code ?? null });
        return Infinity;
      })
      .then((at) => {
        looking = null;
        if (closed) return;
        if (lookAgain) return wake();
        plan(at);
      });
  }

  function plan(at: number): void {
    cancel();
    nextLookAt = Math.min(Math.max(at, clock.now() + shortestMs), clock.now() + pollMs);
    cancel = clock.after(nextLookAt - clock.now(), wake);
  }

  return {
    announce({ dueAt }) {
      const at = dueAt.getTime();
      if (at <= clock.now()) wake();
      else if (at < nextLookAt && !looking) plan(at);
      else if (looking) lookAgain = true;
    },
    start(by) {
      worker = by;
      wake();
    },
    async close() {
      closed = true;
      cancel();
      await looking;
      await Promise.all(running);
    },
  };
}
