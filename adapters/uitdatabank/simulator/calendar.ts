import { type Document, listAt, textAt } from './records.js';

/** From when until when something is, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const moment = (text: string, open: number) => (text === '' ? open : Date.parse(text));

/** When it takes place. A permanent event is always there. */
export function spansOf(event: Document): readonly Span[] {
  const times = listAt(event, 'subEvent');
  const spans = times.map((time) => ({
    from: moment(textAt(time, 'startDate'), -Infinity),
    to: moment(textAt(time, 'endDate'), Infinity),
  }));
  if (spans.length > 0) return spans;
  return [
    { from: moment(textAt(event, 'startDate'), -Infinity), to: moment(textAt(event, 'endDate'), Infinity) },
  ];
}

/** From when until when it may be in agendas. */
export function availableSpan(event: Document): Span {
  return {
    from: moment(textAt(event, 'availableFrom'), -Infinity),
    to: moment(textAt(event, 'availableTo'), Infinity),
  };
}

export function overlap(one: Span, other: Span): boolean {
  return one.from <= other.to && one.to >= other.from;
}
