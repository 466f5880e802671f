import { crc32, deflateSync } from 'node:zlib';

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture to draw in. */
export class Canvas {
  readonly #pixels: Buffer;

  constructor(
    readonly width: number,
    readonly height: number,
    ground: Colour,
  ) {
    this.#pixels = Buffer.alloc(width * height * 3, Buffer.from(ground));
  }

  /** Whatever lies outside the picture is left out. */
  rectangle(left: number, top: number, right: number, bottom: number, colour: Colour): void {
    const [from, to] = [Math.max(0, Math.floor(left)), Math.min(this.width, Math.ceil(right))];
    if (to <= from) return;
    const row = Buffer.alloc((to - from) * 3, Buffer.from(colour));
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(this.height, Math.ceil(bottom)); y += 1)
      row.copy(this.#pixels, (y * this.width + from) * 3);
  }

  /** As PNG: eight bits of red, green and blue to a pixel. */
  png(): Buffer {
    const lines = Buffer.alloc(this.height * (1 + this.width * 3));
    for (let y = 0; y < this.height; y += 1)
      this.#pixels.copy(lines, y * (1 + this.width * 3) + 1, y * this.width * 3, (y + 1) * this.width * 3);
    return encode(this.width, this.height, 2, lines);
  }
}

/** A picture of nothing, as a map service gives for a layer that it does not know. */
export function transparentPng(width: number, height: number): Buffer {
  return encode(width, height, 6, Buffer.alloc(height * (1 + width * 4)));
}

function encode(width: number, height: number, colourType: number, lines: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
