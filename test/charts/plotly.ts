// Plotly's own validation, in a page without a screen.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { TextDecoder, TextEncoder } from 'node:util';
import { JSDOM } from 'jsdom';
import type { Figure } from '../../src/charts';

interface Plotly {
  validate(data: unknown, layout: unknown): { msg: string }[] | undefined;
}

let plotly: Plotly | undefined;

function load(): Plotly {
  const { window } = new JSDOM('<body></body>', { runScripts: 'outside-only' });
  // Functions that plotly.js uses as it loads, and jsdom lacks.
  Object.assign(window, { TextDecoder, TextEncoder });
  window.URL.createObjectURL = () => '';
  window.HTMLCanvasElement.prototype.getContext = () => null;
  window.eval(readFileSync(createRequire(import.meta.url).resolve('plotly.js-dist-min'), 'utf8'));
  return (window as unknown as { Plotly: Plotly }).Plotly;
}

/** Plotly's complaints about a figure; none where it is valid. */
export function complaints(figure: Figure): string[] {
  plotly ??= load();
  const { data, layout } = JSON.parse(JSON.stringify(figure)) as Figure;
  const messages = (plotly.validate(data, layout) ?? []).map((complaint) => complaint.msg);
  // Plotly compares the method of a slider's step with its own copy of it, by identity.
  return messages.filter((message) => !/key sliders\[\d+\]\.steps\[\d+\]\.args\[\d\]/.test(message));
}
