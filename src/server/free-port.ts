import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PortInUse } from './server.js';

const host = '127.0.0.1';

export interface HeldPort {
  readonly port: number;
  /** Lets go of it, for whoever listens there next. */
  release(): Promise<void>;
}

/**
 * A port on 127.0.0.1 that nobody uses now: `wanted`, or any when that is 0. For who must know its own address before it
 * listens; held until then, so that nothing that is started meanwhile is given it. Rejects with PortInUse when somebody
 * listens on the wanted one.
 */
export async function holdPort(wanted = 0): Promise<HeldPort> {
  const server = createServer((socket) => socket.destroy());
  server.listen(wanted, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortInUse(host, wanted) : error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async release() {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/** A port on 127.0.0.1 that nobody uses now. */
export async function freePort(): Promise<number> {
  const held = await holdPort();
  await held.release();
  return held.port;
}
