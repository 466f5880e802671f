import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './error-handler.js';
import { isFromThisMachine, namesThisMachine } from './loopback.js';

const simulatorStates = ['up', 'slow', 'down'] as const;
export type SimulatorState = (typeof simulatorStates)[number];

export interface SimulatorSwitch {
  /** The adapter's name, e.g. `magda`. */
  readonly name: string;
  readonly state: SimulatorState;
}

/** The sandbox's own controls; the hub has none when it talks to real platforms. */
export interface SandboxControl {
  simulators(): readonly SimulatorSwitch[];
  /** Only called with a name that `simulators()` lists. */
  setState(name: string, state: SimulatorState): void | Promise<void>;
  /** A token of the sandbox's service client for the playground; null when there is none. */
  clientToken?(): Promise<string | null>;
}

/** Only from this machine, under its own name, with a header that no other site can send without asking first. */
const mayControl = (request: FastifyRequest) =>
  isFromThisMachine(request) && namesThisMachine(request) && request.headers['x-schakel-sandbox'] === '1';

/**
 * `GET /sandbox/simulators` lists the simulators, `POST /sandbox/simulators/:name` with `{"state": "up" | "slow" | "down"}` switches one.
 * Exists in the sandbox only.
 */
export function sandboxRoutes(app: FastifyInstance, sandbox: SandboxControl): void {
  app.get('/sandbox/simulators', (request, reply) =>
    mayControl(request) ? reply.send({ simulators: sandbox.simulators() }) : refuse(request, reply, 403),
  );

  app.post<{ Params: { name: string }; Body: { state: SimulatorState } | null }>(
    '/sandbox/simulators/:name',
    async (request, reply) => {
      if (!mayControl(request))
        return refuse(request, reply, 403, {
          message: 'Alleen vanaf deze machine, met x-schakel-sandbox: 1.',
        });
      const { name } = request.params;
      const state = request.body?.state;
      if (!sandbox.simulators().some((simulator) => simulator.name === name)) {
        return refuse(request, reply, 404, {
          code: 'UNKNOWN_SIMULATOR',
          message: 'Deze simulator bestaat niet.',
        });
      }
      if (!state || !simulatorStates.includes(state)) {
        return refuse(request, reply, 400, {
          code: 'UNKNOWN_STATE',
          message: `Kies een toestand: ${simulatorStates.join(', ')}.`,
        });
      }
      await sandbox.setState(name, state);
      return reply.send({ name, state });
    },
  );
}
