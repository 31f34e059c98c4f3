// The linter's rules of docs/STYLE.md: names that were replaced, the spelling of names, and how comments begin.
import { readFileSync } from 'node:fs';

const vocabularyFile = new URL('../../docs/vocabulary.json', import.meta.url);

/** @type {Record<string, string>} the name that must not come back -> the name that took its place */
const vocabulary = JSON.parse(readFileSync(vocabularyFile, 'utf8'));

/** @type {Record<string, string>} British spellings in names, alone or inside a compound -> the American ones */
const AMERICAN = Object.fromEntries([
  ['behaviour', 'behavior'],
  ['cancelled', 'canceled'],
  ['centred', 'centered'],
  ['colour', 'color'],
  ['initialis', 'initializ'],
  ['labelled', 'labeled'],
  ['modelled', 'modeled'],
  ['neighbour', 'neighbor'],
  ['normalis', 'normaliz'],
  ['optimise', 'optimize'],
  ['optimisa', 'optimiza'],
  ['optimisi', 'optimizi'],
  ['recognis', 'recogniz'],
  ['regularis', 'regulariz'],
  ['serialis', 'serializ'],
  ['standardis', 'standardiz'],
  ['summaris', 'summariz'],
]);
const BRITISH = new RegExp(Object.keys(AMERICAN).join('|'), 'i');

// A comment that begins so is a clause without a main clause: "What is said where …", "Of a constant".
const NO_MAIN_CLAUSE = /^\W*(?:What|Where|Who|Whose|Of|In place of)\b(?![^.]*\?)/;

/**
 * A rule on names: `find` gives what its message says of a name, and null where there is nothing to say.
 * @param {string} description
 * @param {string} message
 * @param {(name: string) => Record<string, string> | null} find
 * @returns {import('eslint').Rule.RuleModule}
 */
const ruleOnNames = (description, message, find) => ({
  meta: { type: 'suggestion', docs: { description }, messages: { name: message }, schema: [] },
  create(context) {
    /** @param {any} node */
    const check = (node) => {
      const data = find(node.name);
      if (data !== null) context.report({ node, messageId: 'name', data: { name: node.name, ...data } });
    };
    return { Identifier: check, PrivateIdentifier: check };
  },
});

const replacedNames = ruleOnNames(
  'refuse the names that docs/vocabulary.json replaced',
  "'{{name}}' was replaced: write '{{instead}}' (docs/STYLE.md).",
  (name) => (Object.hasOwn(vocabulary, name) ? { instead: vocabulary[name] } : null),
);

const spelling = ruleOnNames(
  'spell names as Americans do',
  "'{{name}}' has the British '{{found}}': write '{{instead}}' (docs/STYLE.md).",
  (name) => {
    const found = BRITISH.exec(name)?.[0].toLowerCase();
    return found === undefined ? null : { found, instead: AMERICAN[found] };
  },
);

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

export default { rules: { spelling, 'replaced-names': replacedNames, 'comment-subject': commentSubject } };
