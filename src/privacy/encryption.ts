import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { NationalNumber } from '../identifiers/national-number.js';

/** One AES-256 key: 32 bytes, known by an id that is stored beside everything it encrypts. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

export interface Encrypted {
  /** IV (12 bytes), authentication tag (16 bytes), cipher text. */
  readonly data: Uint8Array<ArrayBuffer>;
  readonly keyId: string;
}

/** Encrypts the fields that hold a national number or a token, and files. */
export interface FieldCipher {
  encrypt(text: string): Encrypted;
  /** Throws {@link DecryptionError} when the key is unknown or the data is not what was encrypted. */
  decrypt(data: Uint8Array, keyId: string): string;
  encryptBytes(content: Uint8Array): Encrypted;
  /** Throws as `decrypt` does. */
  decryptBytes(data: Uint8Array, keyId: string): Buffer;
}

/** Turns a personal identifier into one that finds the same rows again and tells nothing without the key. */
export interface KeyedHash {
  /** HMAC-SHA-256 of the eleven digits, 64 hexadecimal characters. */
  ofNationalNumber(nationalNumber: NationalNumber): string;
  /** HMAC-SHA-256 of the text, 64 hexadecimal characters. */
  of(text: string): string;
}

export type DecryptionProblem = 'UNKNOWN_KEY' | 'TAMPERED';

/** The stored field cannot be read. It names the key, never the data. */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError';

  constructor(
    readonly code: DecryptionProblem,
    readonly keyId: string,
  ) {
    super(
      code === 'UNKNOWN_KEY'
        ? `No encryption key with id "${keyId}": keep an old key in keys.encryption as long as data was encrypted with it.`
        : `A field encrypted with key "${keyId}" was changed, or the key with that id is another one than before.`,
    );
  }
}

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

/**
 * Encrypts with the first key and decrypts with any of them, so a key is replaced by putting the new one in front.
 * Throws when there is no key, a key is not 32 bytes, or two keys share an id.
 */
export function createFieldCipher(keys: readonly EncryptionKey[]): FieldCipher {
  const [current] = keys;
  if (!current) throw new Error('At least one encryption key is needed.');
  const byId = new Map<string, Uint8Array>();
  for (const { id, key } of keys) {
    if (key.length !== keyBytes)
      throw new Error(`Encryption key "${id}" has ${key.length} bytes; AES-256 needs ${keyBytes}.`);
    if (byId.has(id)) throw new Error(`Two encryption keys have the id "${id}".`);
    byId.set(id, Uint8Array.from(key));
  }
  const currentId = current.id;
  const currentKey = byId.get(currentId) as Uint8Array;

  function encryptBytes(content: Uint8Array): Encrypted {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', currentKey, iv, { authTagLength: tagBytes });
    // The key id is authenticated too: a row whose key id was rewritten does not decrypt under another key.
    cipher.setAAD(Buffer.from(currentId, 'utf8'));
    const body = Buffer.concat([cipher.update(content), cipher.final()]);
    return { data: Uint8Array.from(Buffer.concat([iv, cipher.getAuthTag(), body])), keyId: currentId };
  }

  function decryptBytes(data: Uint8Array, keyId: string): Buffer {
    const key = byId.get(keyId);
    if (!key) throw new DecryptionError('UNKNOWN_KEY', keyId);
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(keyId, 'utf8'));
      decipher.setAuthTag(data.subarray(ivBytes, ivBytes + tagBytes));
      return Buffer.concat([decipher.update(data.subarray(ivBytes + tagBytes)), decipher.final()]);
    } catch {
      throw new DecryptionError('TAMPERED', keyId);
    }
  }

  return {
    encrypt: (text) => encryptBytes(Buffer.from(text, 'utf8')),
    decrypt: (data, keyId) => decryptBytes(data, keyId).toString('utf8'),
    encryptBytes,
    decryptBytes,
  };
}

/** Throws when the key is shorter than 32 bytes: the national numbers are few enough to be tried one by one. */
export function createKeyedHash(key: Uint8Array): KeyedHash {
  if (key.length < keyBytes)
    throw new Error(`The hash key has ${key.length} bytes; at least ${keyBytes} are needed.`);
  const secretKey = Uint8Array.from(key);
  const of = (text: string) => createHmac('sha256', secretKey).update(text, 'utf8').digest('hex');
  return { of, ofNationalNumber: (nationalNumber) => of(nationalNumber.reveal()) };
}
