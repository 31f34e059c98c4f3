// The report as HTML: a card a root, with its evidence, its remedy and what it explains.
import { escapeHtml } from '../../html';
import type { Finding } from '../finding';
import {
  headlineOf,
  sectionsOf,
  sentence,
  skippedSentences,
  type Reported,
  type RootSection,
} from './sections';
import { evidenceText } from './text';

// JupyterLab's own variables where there are some, so that cards follow its theme; the values after them are for other pages.
const INK = 'var(--jp-ui-font-color1, currentColor)';
const LINE = 'var(--jp-border-color2, #8886)';
const COLORS: Readonly<Record<Finding['severity'], string>> = {
  error: 'var(--jp-error-color1, #c62828)',
  warning: 'var(--jp-warn-color1, #b26a00)',
  info: 'var(--jp-info-color1, #1565c0)',
};

/** The report of a diagnosis as a fragment of HTML without scripts, readable in light and dark. */
export function reportHtml(reported: Reported): string {
  const { roots, notes, skipped } = sectionsOf(reported);
  const isWell = roots.length === 0;
  return [
    `<div class="vg-diagnosis mathjax_ignore" style="color:${INK};max-width:52em">`,
    `<p style="font-weight:600">${isWell ? '✓ ' : ''}${escapeHtml(headlineOf(reported))}</p>`,
    ...roots.map(card),
    notes.length === 0
      ? ''
      : `<p>Also measured</p><ul>${notes.map(({ problem }) => item(problem)).join('')}</ul>`,
    ...skippedSentences(skipped).map((one) => `<p>${escapeHtml(one)}</p>`),
    '</div>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

const item = (text: string): string => `<li>${escapeHtml(sentence(text))}</li>`;

function card({ finding, effects }: RootSection): string {
  const { severity, rule, problem, meaning, remedy, notebook } = finding;
  const color = COLORS[severity];
  const style = `border:1px solid ${LINE};border-left:4px solid ${color};border-radius:4px;padding:.6em 1em;margin:.6em 0`;
  const code =
    remedy.code === null ? '' : `<pre style="overflow-x:auto"><code>${escapeHtml(remedy.code)}</code></pre>`;
  return [
    `<section style="${style}">`,
    `<p style="margin:0"><strong style="color:${color}">${severity}</strong> · ${escapeHtml(rule)}</p>`,
    `<p><strong>${escapeHtml(sentence(problem))}</strong> ${escapeHtml(meaning)}</p>`,
    `<p style="opacity:.85">Measured: ${escapeHtml(evidenceText(finding))}</p>`,
    `<p>${escapeHtml(remedy.text)}</p>${code}`,
    effects.length === 0
      ? ''
      : `<p>It explains</p><ul>${effects.map((effect) => item(effect.problem)).join('')}</ul>`,
    notebook === null ? '' : `<p>Read on: <code>notebooks/${escapeHtml(notebook)}.ipynb</code></p>`,
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}
