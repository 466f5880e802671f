import Fastify from 'fastify';
import type { Switchboard } from '../adapter/simulator/switchboard.js';
import type { Log } from '../operations/log.js';
import { correlationIdOf } from './correlation.js';
import { handleErrors } from './error-handler.js';
import { sandboxRoutes } from './sandbox-routes.js';

export interface SimulatorControl {
  readonly url: string;
  close(): Promise<void>;
}

/** The sandbox's switches for a simulator that runs alone, on loopback and a port of their own. Rejects when the port is taken. */
export async function startSimulatorControl(
  switches: Switchboard,
  { port, log }: { readonly port: number; readonly log: Log },
): Promise<SimulatorControl> {
  const app = Fastify({ genReqId: correlationIdOf, forceCloseConnections: true });
  handleErrors(app, log);
  sandboxRoutes(app, switches);
  const url = await app.listen({ host: '127.0.0.1', port });
  return { url, close: () => app.close() };
}
