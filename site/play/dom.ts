// Elements from text, and what is found in them.

/** An element of a kind, with attributes and content; a text is not HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  kind: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

let ids = 0;

/** An id that no other element of the page has. */
export const freshId = (name: string): string => `vg-${name}-${++ids}`;

/** Runs work once, after a time without another call. */
export function afterPause(milliseconds: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, milliseconds);
  };
}

/** A text with σ_w as σ and a subscript. */
export const withSubscripts = (text: string): (Node | string)[] =>
  text
    .split(/(σ_w)/)
    .map((part) => (part === 'σ_w' ? element('span', {}, 'σ', element('sub', {}, 'w')) : part));
