// Text and data in HTML.
import { withPowers } from './format';

/** Escapes the characters that HTML gives a meaning to. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** The hyphen before a number that stands for a minus sign: -0.75, (-1, z = -2. */
const HYPHEN_AS_MINUS = /(?<=^|[\s(=])-(?=\d)/g;

/**
 * Escapes a text, and sets it: the indices of single letters below the line, those of σ_w² and n_in, 1e-5 as 10⁻⁵, minus signs
 * before numbers, and no line break between a number and its per cent sign.
 */
export const escapeProse = (text: string): string =>
  escapeHtml(
    withPowers(text)
      .replace(HYPHEN_AS_MINUS, '−')
      .replace(/(?<=\d) (?=%)/g, '\u00a0'),
  ).replace(/(?<![\p{L}\p{Nd}_])(\p{L})_(\p{L}{1,3}|\p{Nd})(?![\p{L}\p{Nd}_])/gu, '$1<sub>$2</sub>');

/** Serialises a value as JSON that is safe inside a script element. */
export const scriptJson = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');
