// What every change must have come to at its platform, and what it did.
import { unreached } from './journey-changes.mjs';

const titled = (name, title) => name.startsWith(`${title} [`);

/** Where a letter went: channels in order, the first for the step `publish`, the second for `paper`. */
function channelsOf({ variables: { kbo } }) {
  if (kbo === undefined) return ['PAPER'];
  return kbo === unreached ? ['EBOX', 'PAPER'] : ['EBOX'];
}

const subjectOf = ({ variables: { letter } }) => letter.subject ?? `Proef ${letter.template.fields[0].value}`;

/**
 * What a change may have done, by the step that does it: what is found of it at the platform (each with the platform's own
 * id, where it has one), and how often it must be there when all is over.
 */
export function effectsOf(change, platforms) {
  const { kind, variables, command, replaced, decidedBoxOnly } = change;
  const wanted = replaced ? 0 : 1;
  switch (kind) {
    case 'text':
      return [
        {
          step: 'send',
          wanted,
          found: platforms.texts.filter((content) => content === variables.input.content).map(() => null),
        },
      ];
    case 'letter':
    case 'enterprise':
      return channelsOf(change).map((channel, index) => ({
        step: index === 0 ? 'publish' : 'paper',
        // Whoever said that the e-Box took it could not say that nobody opens it: then it does not go on paper too.
        wanted: index === 1 && decidedBoxOnly ? 0 : 1,
        found: platforms.letters
          .filter((letter) => letter.subject === subjectOf(change) && letter.channel === channel)
          .map(({ messageId }) => messageId),
      }));
    case 'status':
      return [
        {
          step: 'publish',
          wanted,
          found: platforms.states.filter(({ number }) => number === variables.status.number).map(() => null),
        },
      ];
    case 'signature':
      return [
        {
          step: 'share',
          wanted,
          found: platforms.packages
            .filter(({ name, status }) => titled(name, variables.input.title) && status !== 'DRAFT')
            .map(({ id }) => id),
        },
      ];
    case 'book':
    case 'reschedule':
      return [
        {
          step: 'book',
          wanted,
          found: platforms.bookings.filter(({ remarks }) => remarks === command).map(({ id }) => id),
        },
      ];
    default:
      // What it takes away is counted with the change that made it.
      return [];
  }
}

/** Counts by kind of change; `before` is what the platforms kept before anything was asked. */
export function count(changes, platforms, before) {
  const kinds = {};
  const wrong = [];
  const totals = { effects: 0, lost: 0, twice: 0, unasked: 0 };
  for (const change of changes) {
    const { kind, refused, command } = change;
    const counted = (kinds[kind] ??= { asked: 0, refused: 0, effects: 0 });
    counted.asked += 1;
    if (refused) counted.refused += 1;
    for (const { step, wanted, found } of effectsOf(change, platforms)) {
      const right = refused ? 0 : wanted;
      totals.effects += found.length;
      counted.effects += found.length;
      if (found.length === right) continue;
      // What was to go away, or was refused, and is there: the change that was to take it away is lost.
      const what = found.length > right && right === 1 ? 'twice' : 'lost';
      totals[what] += 1;
      wrong.push(`${what}: ${change.key}, command ${command}, ${step}: ${found.length} in place of ${right}`);
    }
  }
  const all = ({ texts, letters, bookings, states, packages }) =>
    texts.length +
    letters.length +
    bookings.length +
    states.length +
    packages.filter(({ status }) => status !== 'DRAFT').length;
  totals.unasked = all(platforms) - all(before) - totals.effects;
  const drafts = ({ packages }) => packages.filter(({ status }) => status === 'DRAFT').length;
  return { wrong, kinds, ...totals, drafts: drafts(platforms) - drafts(before) };
}
