// The report as HTML: a card a root, with its evidence, its remedy and what it explains.
import { escapeHtml } from '../../html';
import type { DiagnosisJson } from '../diagnosis-json';
import type { Finding } from '../finding';
import { evidenceText, sectionsOf, sentence, type RootSection, type Sections } from './sections';

// JupyterLab's own variables where there are some, so that cards follow its theme; the values after them are for other pages.
const INK = 'var(--jp-ui-font-color1, currentColor)';
const LINE = 'var(--jp-border-color2, #8886)';
const COLORS: Readonly<Record<Finding['severity'], string>> = {
  error: 'var(--jp-error-color1, #d84a40)',
  warning: 'var(--jp-warn-color1, #b8791a)',
  info: 'var(--jp-info-color1, #3b82c4)',
};

/** The report of a diagnosis as a fragment of HTML without scripts, readable in light and dark. */
export function reportHtml(reported: DiagnosisJson): string {
  const { headline, isWell, training, firstChange, roots, notes, ruledOut, skipped } = sectionsOf(reported);
  const paragraph = (text: string | null): string =>
    text === null ? '' : `<p style="margin:.3em 0">${escapeHtml(text)}</p>`;
  return [
    `<div class="vg-diagnosis mathjax_ignore" style="color:${INK};max-width:52em">`,
    `<p style="font-weight:600">${isWell ? '✓ ' : ''}${escapeHtml(headline)}</p>`,
    paragraph(training),
    firstChange === null ? '' : change(firstChange),
    ...roots.map(card),
    notes.length === 0 ? '' : folded('Also measured', notes),
    paragraph(ruledOut),
    ...skipped.map(paragraph),
    '</div>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const folded = (title: string, sentences: readonly string[]): string =>
  `<details><summary style="cursor:pointer">${escapeHtml(title)}</summary><ul>` +
  `${sentences.map((one) => `<li>${escapeHtml(one)}</li>`).join('')}</ul></details>`;

const change = ({ what, brought }: NonNullable<Sections['firstChange']>): string =>
  `<p style="margin:.3em 0">First change, tried on copies: <code>${escapeHtml(what)}</code>; ${escapeHtml(sentence(brought))}</p>`;

/** The card of a root: the first one is open, the others are folded behind their problem. */
function card({ finding, effects, sameAs }: RootSection, place: number): string {
  const { severity, rule, problem, meaning, remedy, notebook } = finding;
  const color = COLORS[severity];
  const style = `border:1px solid ${LINE};border-left:4px solid ${color};border-radius:4px;padding:.6em 1em;margin:.6em 0`;
  const title = `<strong style="color:${color}">${severity}</strong> · ${escapeHtml(rule)}`;
  const isFirst = place === 0;
  const content = [
    `<p>${isFirst ? `<strong>${escapeHtml(sentence(problem))}</strong> ` : ''}${escapeHtml(meaning)}</p>`,
    `<p style="opacity:.85">Measured: ${escapeHtml(evidenceText(finding))}</p>`,
    `<p>Do: ${escapeHtml(sameAs === null ? remedy.text : `what ${sameAs} says does this too.`)}</p>`,
    remedy.code === null || sameAs !== null
      ? ''
      : `<pre style="white-space:pre-wrap"><code>${escapeHtml(remedy.code)}</code></pre>`,
    effects.length === 0
      ? ''
      : folded(
          `It explains ${effects.length === 1 ? 'one more finding' : `${effects.length} more findings`}`,
          effects.map((effect) => sentence(effect.problem)),
        ),
    notebook === null ? '' : `<p>Read on: <code>notebooks/${escapeHtml(notebook)}.ipynb</code></p>`,
  ].filter((part) => part !== '');
  const number = `${place + 1}. `;
  const body = isFirst
    ? [`<p style="margin:0">${number}${title}</p>`, ...content]
    : [
        `<details><summary style="cursor:pointer">${number}${title}: ${escapeHtml(sentence(problem))}</summary>`,
        ...content,
        '</details>',
      ];
  return [`<section style="${style}">`, ...body, '</section>'].join('\n');
}
