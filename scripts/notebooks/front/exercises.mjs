// The graded exercises on the site: a list on the front page, and a link on the pages of the notebooks that they belong to.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describeNotebook, readNotebook } from '../notebook.mjs';
import { escapeHtml, inlineMarkdown } from './html.mjs';

/**
 * An assignment of the graded exercises.
 * @typedef {object} Exercise
 * @property {string} name its folder's
 * @property {string} title
 * @property {string} lead its first paragraph, in Markdown
 * @property {string[]} notebooks the names of the notebooks that it belongs to
 */

/** The id of an exercise on the front page. @param {Exercise} exercise */
export const exerciseId = ({ name }) => `exercise-${name}`;

/**
 * The assignments beside the notebooks of a folder; those that belong to none of them are left out.
 * @param {string} folder
 * @param {import('../notebook.mjs').Notebook[]} notebooks
 * @returns {Exercise[]}
 */
export function readExercises(folder, notebooks) {
  const source = path.join(folder, 'exercises', 'source');
  if (!existsSync(source)) return [];
  const known = new Set(notebooks.map(({ name }) => name));
  return readdirSync(source)
    .sort()
    .flatMap((name) => {
      const file = readdirSync(path.join(source, name)).find((one) => one.endsWith('.ipynb'));
      if (file === undefined) return [];
      const { title, lead } = describeNotebook(path.join(source, name, file));
      const { notebooks: belongsTo = [] } =
        readNotebook(path.join(source, name, file)).metadata?.vanishing_gradients ?? {};
      const here = belongsTo.filter((one) => known.has(one));
      return here.length > 0 ? [{ name, title, lead, notebooks: here }] : [];
    });
}

/**
 * The section of the front page.
 * @param {Exercise[]} exercises
 * @param {import('./cards.mjs').Card[]} cards
 */
export function exercisesHtml(exercises, cards) {
  if (exercises.length === 0) return '';
  /** @param {string} name */
  const link = (name) => {
    const card = cards.find((one) => one.name === name);
    const words = escapeHtml(card?.title ?? name);
    return card?.page ? `<a href="${card.page}">${words}</a>` : words;
  };
  const items = exercises.map(
    (exercise) => `<li id="${escapeHtml(exerciseId(exercise))}">
<h3>${escapeHtml(exercise.title)}</h3>
<p>${inlineMarkdown(exercise.lead)}</p>
<p class="after">After ${exercise.notebooks.map(link).join(', ')}</p>
</li>`,
  );
  return `<section aria-labelledby="exercises">
<h2 id="exercises">Exercises</h2>
<p>Each has stubs to write and checks that say whether an answer is right, and where it is not. In a clone of the course, <code>npm run exercises -- release</code> writes them to <code>notebooks/exercises/release</code>, and <code>npm start</code> opens them there. An instructor grades them with nbgrader.</p>
<ol class="exercises">
${items.join('\n')}
</ol>
</section>`;
}
