// Text and data in HTML.

/** Escapes the characters that HTML gives a meaning to. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** Escapes a text, and sets the indices of single letters below the line: those of σ_w² and n_in. */
export const escapeWithIndices = (text: string): string =>
  escapeHtml(text).replace(
    /(?<![\p{L}\p{Nd}_])(\p{L})_(\p{L}{1,3}|\p{Nd})(?![\p{L}\p{Nd}_])/gu,
    '$1<sub>$2</sub>',
  );

/** Serialises a value as JSON that is safe inside a script element. */
export const scriptJson = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');
