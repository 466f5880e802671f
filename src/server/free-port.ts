import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PortInUse } from './server.js';

const host = '127.0.0.1';

/**
 * A port on 127.0.0.1 that nobody uses now: `wanted`, or any when that is 0. For who must know its own address before it
 * listens. Rejects with PortInUse when somebody listens on the wanted one.
 */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  server.listen(wanted, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortInUse(host, wanted) : error;
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
