import { expect, test } from '@jest/globals';
import { PassingMap } from '../../../src/adapter/wire/passing-map.js';

test('holds what was set last under a key, until it is deleted', () => {
  const map = new PassingMap<string, { readonly name: string }>();
  map.set('a', { name: 'first' });
  map.set('b', { name: 'other' });
  map.set('a', { name: 'second' });
  expect(map.get('a')).toEqual({ name: 'second' });
  expect(map.values().map(({ name }) => name)).toEqual(['other', 'second']);

  map.delete('a');
  map.delete('never set');
  expect(map.get('a')).toBeUndefined();
  expect(map.values()).toEqual([{ name: 'other' }]);
});
