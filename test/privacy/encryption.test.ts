import { describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { EncryptionKey } from '../../src/privacy/encryption.js';
import { createFieldCipher, createKeyedHash, DecryptionError } from '../../src/privacy/encryption.js';

const key = (id: string): EncryptionKey => ({ id, key: randomBytes(32) });
const number = NationalNumber.parse('85671421468');

describe('stored fields', () => {
  test('what was encrypted comes back, and the same text never looks the same twice', () => {
    const cipher = createFieldCipher([key('2026')]);
    const first = cipher.encrypt(number.reveal());
    const second = cipher.encrypt(number.reveal());

    expect(cipher.decrypt(first.data, first.keyId)).toBe('85671421468');
    expect(Buffer.from(first.data).equals(Buffer.from(second.data))).toBe(false);
    expect(Buffer.from(first.data).toString('latin1')).not.toContain('85671421468');
  });

  test('after a rotation old fields are still read and new ones take the new key', () => {
    const [old, next] = [key('2026'), key('2027')];
    const stored = createFieldCipher([old]).encrypt('één');
    const rotated = createFieldCipher([next, old]);

    expect(rotated.decrypt(stored.data, stored.keyId)).toBe('één');
    expect(rotated.encrypt('x').keyId).toBe('2027');
  });

  test('a key that was thrown away is named', () => {
    const stored = createFieldCipher([key('2026')]).encrypt('x');
    expect(() => createFieldCipher([key('2027')]).decrypt(stored.data, '2026')).toThrow(/"2026"/);
  });

  test.each(['iv', 'tag', 'text'])('a changed byte in the %s is found', (part) => {
    const cipher = createFieldCipher([key('2026')]);
    const { data, keyId } = cipher.encrypt('85671421468');
    const place = { iv: 0, tag: 12, text: 28 }[part] as number;
    data[place] = (data[place] as number) ^ 1;
    expect(() => cipher.decrypt(data, keyId)).toThrow(DecryptionError);
  });

  test('a key id that was rewritten in the row is found, even when both ids are one key', () => {
    const { key: bytes } = key('a');
    const cipher = createFieldCipher([
      { id: 'a', key: bytes },
      { id: 'b', key: bytes },
    ]);
    const { data } = cipher.encrypt('x');
    expect(() => cipher.decrypt(data, 'b')).toThrow('was changed');
  });

  test('data that is cut off is refused without a word of what it held', () => {
    const cipher = createFieldCipher([key('2026')]);
    for (const length of [0, 11, 20, 28])
      expect(() => cipher.decrypt(cipher.encrypt('85671421468').data.subarray(0, length), '2026')).toThrow(
        DecryptionError,
      );
  });

  test('wrong keys are refused at start', () => {
    expect(() => createFieldCipher([])).toThrow('At least one');
    expect(() => createFieldCipher([{ id: 'a', key: randomBytes(16) }])).toThrow('16 bytes');
    expect(() => createFieldCipher([key('a'), key('a')])).toThrow('Two encryption keys');
    expect(() => createKeyedHash(randomBytes(8))).toThrow('8 bytes');
  });
});

describe('keyed hash', () => {
  test('one number has one hash under one key, and another under another', () => {
    const [first, second] = [createKeyedHash(randomBytes(32)), createKeyedHash(randomBytes(32))];
    expect(first.ofNationalNumber(number)).toMatch(/^[0-9a-f]{64}$/);
    expect(first.ofNationalNumber(NationalNumber.parse('85.67.14-214.68'))).toBe(
      first.ofNationalNumber(number),
    );
    expect(second.ofNationalNumber(number)).not.toBe(first.ofNationalNumber(number));
  });

  test('it is HMAC-SHA-256 (RFC 4231, test case 6, a key of 131 bytes)', () => {
    const hash = createKeyedHash(Buffer.alloc(131, 0xaa)).of(
      'Test Using Larger Than Block-Size Key - Hash Key First',
    );
    expect(hash).toBe('60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54');
  });
});
