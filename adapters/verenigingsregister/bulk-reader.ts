/** The register's bulk file broke off, or holds something else than documents. */
export class BrokenBulkFile extends Error {
  override readonly name = 'BrokenBulkFile';
}

const quote = 0x22;
const backslash = 0x5c;
const open = 0x7b;
const close = 0x7d;

/**
 * Cuts a bulk file into documents, piece by piece. It takes JSON lines (which the register's source code writes) and a
 * JSON array alike: at the outer level it skips white space, byte order mark, brackets and commas. Memory holds one
 * document more than the piece it is given.
 */
export class BulkReader {
  #rest: Buffer = Buffer.alloc(0);
  #scanned = 0;
  #depth = 0;
  #start = 0;
  #inString = false;
  #escaped = false;

  /** The documents that end in this piece, in order. Throws {@link BrokenBulkFile}. */
  read(piece: Buffer): unknown[] {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece;
    const documents: unknown[] = [];
    for (let at = this.#scanned; at < data.length; at++) {
      const byte = data[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
      } else if (byte === open) {
        if (this.#depth++ === 0) this.#start = at;
      } else if (byte === close) {
        if (--this.#depth < 0) throw new BrokenBulkFile('a closing brace without an opening one');
        if (this.#depth === 0) documents.push(parse(data.toString('utf8', this.#start, at + 1)));
      } else if (this.#depth > 0) {
        if (byte === quote) this.#inString = true;
      } else if (!isBetweenDocuments(byte)) {
        throw new BrokenBulkFile('something else than documents');
      }
    }
    this.#rest = data.subarray(this.#depth === 0 ? data.length : this.#start);
    this.#start = 0;
    this.#scanned = this.#rest.length;
    return documents;
  }

  /** Call at the end of the file: throws {@link BrokenBulkFile} when it ends within a document. */
  end(): void {
    if (this.#depth > 0) throw new BrokenBulkFile('the file ends within a document');
  }
}

function isBetweenDocuments(byte: number | undefined): boolean {
  return (
    byte === 0x20 ||
    byte === 0x0a ||
    byte === 0x0d ||
    byte === 0x09 || // white space
    byte === 0x2c ||
    byte === 0x5b ||
    byte === 0x5d || // , [ ]
    byte === 0xef ||
    byte === 0xbb ||
    byte === 0xbf // byte order mark
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BrokenBulkFile('a document that is not JSON');
  }
}
