import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseFault, UnknownFault } from '../adapter/simulator/fault-text.js';
import { simulatorStates } from '../adapter/simulator/switchboard.js';
import type { SimulatorState, Switchboard } from '../adapter/simulator/switchboard.js';
import { refuse } from './error-handler.js';
import { isFromThisMachine, namesThisMachine } from './loopback.js';

export type { SimulatorState, SimulatorSwitch } from '../adapter/simulator/switchboard.js';

/** The sandbox's own controls; the hub has none when it talks to real platforms. */
export interface SandboxControl extends Switchboard {
  /** A token of the sandbox's service client for the playground; null when there is none. */
  clientToken?(): Promise<string | null>;
}

/** Only from this machine, under its own name, with a header that no other site can send without asking first. */
const mayControl = (request: FastifyRequest) =>
  isFromThisMachine(request) && namesThisMachine(request) && request.headers['x-schakel-sandbox'] === '1';

interface Named {
  readonly Params: { readonly name: string };
}
type Change = { readonly state?: unknown; readonly faults?: unknown } | null;

/**
 * `GET /sandbox/simulators` lists the simulators; `POST /sandbox/simulators/:name` switches one, with
 * `{"state": "up" | "slow" | "down"}` or `{"faults": ["status=503", …]}`; `GET` and `DELETE /sandbox/simulators/:name/calls` tell
 * and forget what it was asked. Exists in the sandbox, and beside a simulator that runs alone.
 */
export function sandboxRoutes(app: FastifyInstance, switches: Switchboard): void {
  /** Whether the request may be answered; refuses it when not. */
  const admits = (request: FastifyRequest<Named>, reply: FastifyReply): boolean => {
    if (!mayControl(request)) {
      refuse(request, reply, 403, { message: 'Alleen vanaf deze machine, met x-schakel-sandbox: 1.' });
      return false;
    }
    if (switches.simulators().some(({ name }) => name === request.params.name)) return true;
    refuse(request, reply, 404, { code: 'UNKNOWN_SIMULATOR', message: 'Deze simulator bestaat niet.' });
    return false;
  };

  app.get('/sandbox/simulators', (request, reply) =>
    mayControl(request) ? reply.send({ simulators: switches.simulators() }) : refuse(request, reply, 403),
  );

  app.post<Named & { Body: Change }>('/sandbox/simulators/:name', async (request, reply) => {
    if (!admits(request, reply)) return reply;
    const { name } = request.params;
    const { state, faults } = request.body ?? {};
    if (faults !== undefined) {
      try {
        if (!Array.isArray(faults)) throw new UnknownFault('"faults" is a list of texts.');
        await switches.setFaults(
          name,
          faults.map((fault) => parseFault(String(fault))),
        );
      } catch (error) {
        if (!(error instanceof UnknownFault)) throw error;
        return refuse(request, reply, 400, { code: 'UNKNOWN_FAULT', message: error.message });
      }
    } else if (isState(state)) await switches.setState(name, state);
    else
      return refuse(request, reply, 400, {
        code: 'UNKNOWN_STATE',
        message: `Kies een toestand: ${simulatorStates.join(', ')}.`,
      });
    return reply.send(switches.simulators().find((simulator) => simulator.name === name));
  });

  app.get<Named>('/sandbox/simulators/:name/calls', async (request, reply) =>
    admits(request, reply) ? reply.send({ calls: switches.calls(request.params.name) }) : reply,
  );

  app.delete<Named>('/sandbox/simulators/:name/calls', async (request, reply) => {
    if (!admits(request, reply)) return reply;
    switches.forgetCalls(request.params.name);
    return reply.code(204).send();
  });
}

function isState(value: unknown): value is SimulatorState {
  return simulatorStates.some((state) => state === value);
}
