// What people do about changes: sign, look at a platform and decide what is in doubt, try again what failed. All of it through the
// graph, with the rights of an administrator.
import { randomUUID } from 'node:crypto';
import { toBeRecalled } from './journey-changes.mjs';
import { effectsOf } from './journey-count.mjs';

const list = `query ($state: CommandState!, $after: String) {
  commands(state: $state, first: 100, after: $after) {
    nodes { id kind state reason step nextTryAt history { at } } pageInfo { hasNextPage endCursor } } }`;
const decide = `mutation ($id: ID!, $done: Boolean!, $reference: String, $key: String!) {
  change: decideCommand(id: $id, done: $done, reference: $reference, idempotencyKey: $key) {
    __typename ... on Problem { code } } }`;
const retry = `mutation ($id: ID!, $key: String!) {
  change: retryCommand(id: $id, idempotencyKey: $key) { __typename ... on Problem { code } } }`;
const appointment = 'query ($id: ID!) { one: appointment(id: $id) { state } }';

/** By then whatever was on its way to a platform has arrived, or never will. */
const settledMs = 4_000;
/** Whoever waits longer than this is not waited for: an administrator takes it up now. */
const hurriedMs = 5_000;
/** Trying again would not help: the time was taken, or the request was taken back before it was sent. */
const rightFailures = new Set(['SLOT_TAKEN', 'RECALLED']);

/** `client` has the rights of an office, `administrator` those of one. */
export function createClerk({ client, administrator, changes, platforms, post }) {
  const told = { decidedDone: 0, decidedAbsent: 0, retried: 0 };

  async function inState(state) {
    const found = [];
    for (let after = null; ;) {
      const { commands } = await administrator.ask(list, { state, after });
      found.push(...commands.nodes);
      if (!commands.pageInfo.hasNextPage) return found;
      after = commands.pageInfo.endCursor;
    }
  }

  const changedAt = ({ history }) => Math.max(...history.map(({ at }) => Date.parse(at)));
  const act = (query, variables) => administrator.change(query, { ...variables, key: randomUUID() });

  async function decideOne({ id, step }, seen) {
    const change = changes.find(({ command }) => command === id);
    const found =
      step === 'cancel'
        ? await leftToCancel(change, seen)
        : change && effectsOf(change, seen).find((effect) => effect.step === step)?.found;
    // The application that asked it has no answer yet: nobody can tell what it is about.
    if (found === undefined) return;
    const done = step === 'cancel' ? found.length === 0 : found.length > 0;
    const reference = step === 'cancel' ? null : found[0];
    const { __typename } = await act(decide, { id, done, reference });
    if (__typename !== 'Command') return;
    told[done ? 'decidedDone' : 'decidedAbsent'] += 1;
    if (done && change && step === 'publish') change.decidedBoxOnly = true;
  }

  /**
   * What a cancellation in doubt was to take away and is there still; undefined when that cannot be told. The command does not
   * say which appointment it is about: of those that are being cancelled all must be gone, or all there.
   */
  async function leftToCancel(moved, seen) {
    const asked = moved ? [moved] : await changesBeingCancelled();
    const there = asked.filter(({ before }) =>
      seen.bookings.some(({ remarks }) => remarks === before.command),
    );
    return asked.length > 0 && (there.length === 0 || there.length === asked.length) ? there : undefined;
  }

  async function changesBeingCancelled() {
    const found = [];
    for (const change of changes.filter(({ kind, refused }) => kind === 'cancel' && !refused)) {
      const { one } = await client.ask(appointment, { id: change.before.id });
      if (one?.state === 'CANCELLING') found.push(change);
    }
    return found;
  }

  /** One look at everything that waits for people. */
  async function work() {
    await post('sign', { except: toBeRecalled });
    const doubtful = await inState('IN_DOUBT');
    const seen = await platforms();
    for (const command of doubtful) {
      const nobodyAsks = command.nextTryAt === null;
      // A gateway shows a text only some time after it took it: the hub itself goes on asking.
      const unanswered = command.reason === 'UNTOLD' && command.kind !== 'text.send';
      if ((nobodyAsks || unanswered) && Date.now() - changedAt(command) > settledMs)
        await decideOne(command, seen);
    }
    for (const command of await inState('FAILED')) {
      if (rightFailures.has(command.reason)) continue;
      await act(retry, { id: command.id });
      told.retried += 1;
    }
  }

  /** When nothing is killed any more: what waits for people, or for long, goes on now. */
  async function hurry() {
    for (const { id, nextTryAt } of await inState('WAITING'))
      if (nextTryAt !== null && Date.parse(nextTryAt) - Date.now() > hurriedMs) await act(retry, { id });
  }

  return { told, work, hurry, inState };
}
