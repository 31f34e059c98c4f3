// The linter's rules of docs/STYLE.md: names that were replaced, and how comments begin.
import { readFileSync } from 'node:fs';

const vocabularyFile = new URL('../../docs/vocabulary.json', import.meta.url);

/** @type {Record<string, string>} the name that must not come back -> the name that took its place */
const vocabulary = JSON.parse(readFileSync(vocabularyFile, 'utf8'));

// A comment that begins so is a clause without a main clause: "What is said where …", "Of a constant".
const NO_MAIN_CLAUSE = /^\W*(?:What|Where|Who|Whose|Of|In place of)\b(?![^.]*\?)/;

/** @type {import('eslint').Rule.RuleModule} */
const replacedNames = {
  meta: {
    type: 'suggestion',
    docs: { description: 'refuse the names that docs/vocabulary.json replaced' },
    messages: { replaced: "'{{name}}' was replaced: write '{{instead}}' (docs/STYLE.md)." },
    schema: [],
  },
  create(context) {
    /** @param {any} node */
    const check = (node) => {
      const { name } = node;
      if (!Object.hasOwn(vocabulary, name)) return;
      context.report({ node, messageId: 'replaced', data: { name, instead: vocabulary[name] } });
    };
    return { Identifier: check, PrivateIdentifier: check };
  },
};

/** @type {import('eslint').Rule.RuleModule} */
const commentSubject = {
  meta: {
    type: 'suggestion',
    docs: { description: 'let the comment of a file or a definition begin with its main clause' },
    messages: {
      subject: "Begin with the main clause and name the subject, not '{{word}} …' (docs/STYLE.md).",
    },
    schema: [],
  },
  create(context) {
    const { sourceCode } = context;
    return {
      Program() {
        let previousLine = -1;
        for (const comment of sourceCode.getAllComments()) {
          const { loc } = comment;
          if (!loc) continue;
          const continues = comment.type === 'Line' && loc.start.line === previousLine + 1;
          previousLine = loc.end.line;
          const word = NO_MAIN_CLAUSE.exec(comment.value)?.[0].trim();
          if (continues || word === undefined) continue;
          context.report({ loc, messageId: 'subject', data: { word: word.replace(/^\W+/, '') } });
        }
      },
    };
  },
};

export default { rules: { 'replaced-names': replacedNames, 'comment-subject': commentSubject } };
