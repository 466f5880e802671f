// Processes that are killed at random moments and started again.
import { fork } from 'node:child_process';

/** What takes longer than this, with hubs that are killed every few seconds, never comes. */
export const patienceMs = 300_000;
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Forks a file of this folder; `ready` is the first thing it says, or null when it ended before. */
export function start(file, argument) {
  const child = fork(new URL(file, import.meta.url), argument ? [JSON.stringify(argument)] : [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const said = new Promise((resolve) => child.once('message', resolve));
  return { child, gone, ready: Promise.race([said, gone.then(() => null)]) };
}

/** Keeps `count` hubs at work. `begin(index)` starts one: its process, when it is gone, and its address once it listens. */
export function keepHubs(count, begin, random) {
  const hubs = [];
  let stopping = false;
  async function keep(index) {
    while (!stopping) {
      const hub = { ...begin(index), url: null };
      hubs[index] = hub;
      const url = await hub.ready;
      if (hub.killed !== true) hub.url = url;
      await hub.gone;
      hub.url = null;
    }
  }
  const running = Array.from({ length: count }, (_, index) => keep(index));
  const any = () => hubs[Math.floor(random() * count)];
  return {
    /** The address of one that listens; null when the one that was drawn does not. */
    address: () => any()?.url ?? null,
    /** Kills `times` hubs; `pause()` lies between two, in milliseconds, `mayKill(hub)` says whether this one may go now. */
    async killAll(times, pause, mayKill, told = () => {}) {
      for (let killed = 0; killed < times;) {
        await wait(pause());
        const hub = any();
        if (!hub || hub.child.exitCode !== null || hub.killed || !mayKill(hub)) continue;
        hub.killed = true;
        hub.url = null;
        hub.child.kill('SIGKILL');
        await hub.gone;
        killed += 1;
        told(killed);
      }
    },
    async stop() {
      stopping = true;
      for (const { child } of hubs) child.kill('SIGKILL');
      await Promise.all(running);
    },
  };
}
