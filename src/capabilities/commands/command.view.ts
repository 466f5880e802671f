import type { CommandSummary } from '../../jobs/command.js';
import { Command } from './commands.types.js';

/** A command as the graph shows it. */
export function toCommand(command: CommandSummary, title: string): Command {
  const { id, kind, organisation, state, reason, platformCode, lane, step } = command;
  const { attempts, dueAt, requestedBy, acceptedAt, endedAt } = command;
  return Object.assign(new Command(), {
    id,
    kind,
    title,
    organisation,
    state,
    reason,
    platformCode,
    platform: lane,
    step,
    attempts,
    nextTryAt: dueAt,
    requestedBy,
    acceptedAt,
    endedAt,
  });
}
