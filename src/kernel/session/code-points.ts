// Jupyter counts positions in code points, JavaScript in UTF-16 units: they differ after an emoji.
export function toUtf16(text: string, codePoints: number): number {
  let offset = 0;
  for (let i = 0; i < codePoints && offset < text.length; i++)
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  return offset;
}

export const toCodePoints = (text: string, offset: number): number =>
  Array.from(text.slice(0, offset)).length;
