import { createLog, type Log } from '../operations/log.js';

/** Everything must be over this long after the signal; the server needs 4 seconds at most for the questions under way. */
const endMs = 4_800;
/** SIGHUP: the terminal was closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface StopWatch {
  /** Resolves with the exit code once the hub is to end: 0 when somebody asked for it, 1 when it must not go on. */
  readonly asked: Promise<number>;
  /** Aborts at that moment: a hub that is still starting goes no further. */
  readonly signal: AbortSignal;
  /** Where a fault that nobody caught is told from now on. */
  logTo(log: Log): void;
  /** Everything is closed: leaves the process as it was found. */
  done(): void;
}

/**
 * Watches for what ends this process. A signal that comes again changes nothing (npm passes on the Ctrl-C that the terminal
 * already gave to every process), for the end has a limit of its own.
 */
export function watchStop(): StopWatch {
  let log = createLog({ level: 'error' });
  const stopping = new AbortController();
  let limit: NodeJS.Timeout | null = null;
  let ask: (code: number) => void;
  const asked = new Promise<number>((resolve) => (ask = resolve));

  const end = (code: number) => {
    limit ??= setTimeout(() => {
      console.error(`Schakel did not end within ${endMs / 1000} s; what was left is cut off.`);
      process.exit(1);
    }, endMs);
    ask(code);
    stopping.abort();
  };
  const onSignal = () => end(0);
  // One question's fault is no reason to drop the questions of all others.
  const onRejection = (error: unknown) => log.error('process.rejection.unhandled', { error });
  // After this nothing is sure any more; whoever watches the process starts it again.
  const onException = (error: unknown) => {
    log.error('process.exception.uncaught', { error });
    end(1);
  };

  for (const signal of signals) process.on(signal, onSignal);
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return {
    asked,
    signal: stopping.signal,
    logTo: (given) => void (log = given),
    done() {
      if (limit) clearTimeout(limit);
      for (const signal of signals) process.off(signal, onSignal);
      process.off('unhandledRejection', onRejection);
      process.off('uncaughtException', onException);
    },
  };
}
