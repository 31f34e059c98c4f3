// Describes a name or a call as text: its type, its documentation, and the tags of that with their names and links.
import type { TypeScript } from './typescript';

type Parts = readonly TypeScript.SymbolDisplayPart[] | undefined;

export function describeName({ displayParts, documentation, tags }: TypeScript.QuickInfo): string {
  return paragraphs(signatureOf(displayParts), textOf(documentation), ...(tags ?? []).map(tagText));
}

/** Describes a call: its overloads, the best one first, and the documentation of the parameter. */
export function describeCall({
  items,
  selectedItemIndex,
  argumentIndex,
}: TypeScript.SignatureHelpItems): string {
  const others = items.filter((_, index) => index !== selectedItemIndex);
  const selected = items.filter((_, index) => index === selectedItemIndex);
  const parameters = selected.flatMap((item) => item.parameters);
  const parameter = parameters[Math.min(argumentIndex, parameters.length - 1)];
  const aboutParameter = parameter && textOf(parameter.documentation);
  return paragraphs(
    [...selected, ...others].map(callText).join('\n'),
    aboutParameter ? `${parameter.name}: ${aboutParameter}` : '',
    ...selected.map((item) => textOf(item.documentation)),
    ...selected.flatMap((item) => item.tags.map(tagText)),
  );
}

const callText = (item: TypeScript.SignatureHelpItem): string =>
  textOf(item.prefixDisplayParts) +
  item.parameters.map(({ displayParts }) => textOf(displayParts)).join(textOf(item.separatorDisplayParts)) +
  textOf(item.suffixDisplayParts);

const paragraphs = (...texts: readonly string[]): string => texts.filter((text) => text !== '').join('\n\n');

/** An earlier cell's name is an import for the compiler, which says so in a second line that is of no use here. */
const signatureOf = (parts: Parts): string =>
  textOf(parts)
    .replace(/^\(alias\) /, '')
    .replace(/\nimport \S+(?: = \S+)?$/, '')
    .replace(/\$\d+\./g, '');

/** `@param name text`; a link as its text and where it leads. */
const tagText = ({ name, text }: TypeScript.JSDocTagInfo): string => `@${name} ${textOf(text)}`.trimEnd();

function textOf(parts: Parts): string {
  return (parts ?? [])
    .map(({ text, kind }) => {
      if (kind === 'link') return /^\{@link(?:code|plain)?\s?$/.test(text) || text === '}' ? '' : text;
      return text;
    })
    .join('');
}
