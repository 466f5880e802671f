import Bull from 'bull';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { CommandQueue, Lane, QueuedCommand, QueueWorker } from './queue.js';

export interface BullQueueOptions {
  readonly redisUrl: string;
  readonly lanes: ReadonlyMap<string, Lane>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a command belongs to the hub that took it up: a job is given to another one no sooner, and not much later. */
  readonly leaseMs: number;
  /** Keeps hubs apart that share a Redis. */
  readonly prefix?: string;
}

/** The command goes on later: bull puts its job back, under the same id, in one step. */
class PutBack extends Error {
  override readonly name = 'PutBack';
  constructor(readonly delayMs: number) {
    super('waits');
  }
}

/** In bull a retry has a number; a command comes back as often as it must. */
const manyAttempts = 2 ** 31 - 1;
/** How soon to look again at a command that another hub holds. */
const heldMs = 2_000;

export interface BullQueue extends CommandQueue {
  /** A bull queue for each lane, for who wants to look at them. */
  readonly queues: readonly Bull.Queue[];
}

/** One bull queue for each platform: what waits, how much at once and how much in a second is counted in Redis for all hubs. */
export function createBullQueue({
  redisUrl,
  lanes,
  clock,
  log,
  leaseMs,
  prefix = 'schakel',
}: BullQueueOptions): BullQueue {
  const queues = new Map<string, Bull.Queue>();
  for (const [lane, { perSecond }] of lanes) {
    const queue = new Bull(lane, redisUrl, {
      prefix,
      redis: { maxRetriesPerRequest: null, enableReadyCheck: false, retryStrategy: () => 1_000 },
      ...(perSecond === null ? {} : { limiter: { max: perSecond, duration: 1_000 } }),
      settings: {
        lockDuration: leaseMs,
        stalledInterval: leaseMs,
        maxStalledCount: manyAttempts,
        backoffStrategies: { putBack: (_attempts, error) => (error as Partial<PutBack>).delayMs ?? heldMs },
      },
      defaultJobOptions: {
        attempts: manyAttempts,
        backoff: { type: 'putBack' },
        removeOnComplete: true,
        removeOnFail: true,
        stackTraceLimit: 0,
      },
    });
    queue.on('error', (error: { code?: string }) =>
      log.warn('commands.queue.redis', { lane, code: error.code ?? null }),
    );
    queues.set(lane, queue);
  }

  function delayUntil({ dueAt }: QueuedCommand): number {
    return Math.max(0, dueAt.getTime() - clock.now());
  }

  function announce(command: QueuedCommand): void {
    const queue = queues.get(command.lane);
    // While Redis is away ioredis would keep everything in memory; the sweeper announces it again.
    if (queue?.client.status !== 'ready') return;
    const delay = delayUntil(command);
    queue
      // Bull's own highest priority is 1, and 0 is none at all.
      .add({}, { jobId: command.id, priority: command.priority + 1, delay })
      .then((job) => (delay === 0 ? hurry(job) : undefined))
      .catch((error: { code?: string }) =>
        log.warn('commands.queue.redis', { lane: command.lane, code: error.code ?? null }),
      );
  }

  /** A job that bull has already keeps the moment until which it waits, whatever is added now. */
  async function hurry(job: Bull.Job): Promise<void> {
    await job.promote().catch((error: Error) => {
      if (!error.message.endsWith('is not in a delayed state')) throw error;
    });
  }

  async function process(worker: QueueWorker, lane: string, id: string): Promise<void> {
    const taken = await worker.takeOne(id);
    const standing = taken ? await worker.run(taken) : await worker.standing(id);
    if (!standing) return;
    if (standing.lane !== lane) return announce(standing);
    throw new PutBack(taken ? delayUntil(standing) : Math.max(heldMs, delayUntil(standing)));
  }

  return {
    queues: [...queues.values()],
    announce,
    start(worker) {
      for (const [lane, { places }] of lanes)
        void queues
          .get(lane)!
          .process(places, ({ id }) => process(worker, lane, String(id)))
          .catch((error: { code?: string }) =>
            log.warn('commands.queue.redis', { lane, code: error.code ?? null }),
          );
    },
    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}
