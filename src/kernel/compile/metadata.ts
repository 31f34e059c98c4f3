// Reads the tags in a cell's first comments: `/** @module NAME */` makes it a module that others import, `/** @browser */` is tslab's
// for code that runs in a page.

export interface Metadata {
  readonly module: string | undefined;
  readonly mode: 'node' | 'browser';
}

const LEADING_COMMENTS = /^(?:\s|\/\/[^\n]*\n|\/\*[^*][\s\S]*?\*\/)*((?:\/\*\*[\s\S]*?\*\/\s*)*)/;

export function codeMetadata(text: string): Metadata {
  const comments = LEADING_COMMENTS.exec(text)?.[1] ?? '';
  const module = /^[\s*/]*@module\s+([\w-]+)/m.exec(comments)?.[1];
  return { module, mode: /^[\s*/]*@browser\b/m.test(comments) ? 'browser' : 'node' };
}
