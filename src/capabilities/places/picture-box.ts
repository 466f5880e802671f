import type { Box } from './places.port.js';

/**
 * The box of a picture: the one around a parcel with so many metres around it, made wider or higher to have the picture's
 * own proportions. A map service would stretch any other.
 */
export function pictureBox(
  around: Box,
  marginM: number,
  { width, height }: { readonly width: number; readonly height: number },
): Box {
  const centre = { x: (around.minX + around.maxX) / 2, y: (around.minY + around.maxY) / 2 };
  const wide = around.maxX - around.minX + 2 * marginM;
  const high = around.maxY - around.minY + 2 * marginM;
  // A metre at least: a parcel without extent is no box.
  const metresToPixel = Math.max(wide / width, high / height, 1 / Math.max(width, height));
  const half = { x: (metresToPixel * width) / 2, y: (metresToPixel * height) / 2 };
  return {
    minX: centre.x - half.x,
    minY: centre.y - half.y,
    maxX: centre.x + half.x,
    maxY: centre.y + half.y,
  };
}
