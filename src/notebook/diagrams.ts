// Drawings of the parts of networks: blocks, gates and cells, as SVG that takes the text colour of the page.
import { oneOf, type NameOf } from '../errors';
import { escapeHtml } from '../html';
import { DIAGRAM_NAMES, type DiagramName } from './diagram-names';
import { display } from './display';

/** A drawing: shapes with coordinates in pixels, and its description in words. */
interface Drawing {
  readonly size: readonly [width: number, height: number];
  readonly words: string;
  readonly shapes: readonly string[];
}

type Point = readonly [x: number, y: number];

const PAST = '#2b83ba'; // the way past: the blue of the charts
const LAYER = '#d1600f'; // weights: the vermillion of the charts

const text = ([x, y]: Point, words: string, more = ''): string =>
  `<text x="${x}" y="${y}" text-anchor="middle" dominant-baseline="central" ${more}>${escapeHtml(words)}</text>`;

/** A box with words; layers with weights have a colour of their own. */
const box = ([x, y]: Point, words: string, { width = 92, weights = false } = {}): string =>
  `<rect x="${x - width / 2}" y="${y - 14}" width="${width}" height="28" rx="4" fill="none" stroke="${weights ? LAYER : 'currentColor'}"${weights ? ' stroke-width="2"' : ''}/>${text([x, y], words)}`;

/** An operation on numbers: a sum or a product. */
const operation = ([x, y]: Point, sign: string, color = 'currentColor'): string =>
  `<circle cx="${x}" cy="${y}" r="11" fill="none" stroke="${color}" stroke-width="2"/>${text([x, y], sign)}`;

/** A line through points 'x,y x,y …', with an arrowhead at its end; the way past is thick and blue. */
function arrow(points: string, { past = false, head = true } = {}): string {
  const [[x0, y0], [x1, y1]] = points
    .split(' ')
    .slice(-2)
    .map((point) => point.split(',').map(Number)) as unknown as [Point, Point];
  const angle = Math.atan2(y1 - y0, x1 - x0);
  const side = (turn: number): string =>
    `${(x1 - 8 * Math.cos(angle + turn)).toFixed(1)},${(y1 - 8 * Math.sin(angle + turn)).toFixed(1)}`;
  const color = past ? PAST : 'currentColor';
  return `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="${past ? 3 : 1.5}"/>${
    head ? `<polygon points="${x1},${y1} ${side(0.45)} ${side(-0.45)}" fill="${color}"/>` : ''
  }`;
}

const label = (at: Point, words: string): string => text(at, words, 'font-style="italic"');

/** A block of two layers with a way past: its parts from top to bottom, the sum, and what follows the sum. */
function residual(parts: readonly string[], after: string | null, words: string): Drawing {
  const [middle, past, top] = [80, 190, 62];
  const end = top + 38 * parts.length;
  const bottom = end + (after === null ? 42 : 80);
  return {
    size: [230, bottom + 24],
    words,
    shapes: [
      label([135, 14], 'in'),
      arrow(`135,24 135,34 ${middle},34 ${middle},${top - 14}`),
      arrow(`135,34 ${past},34 ${past},${end} 146,${end}`, { past: true }),
      ...parts.map((part, i) => box([middle, top + 38 * i], part, { weights: part === 'weights' })),
      ...parts
        .slice(1)
        .map((_, i) => arrow(`${middle},${top + 38 * i + 14} ${middle},${top + 38 * (i + 1) - 14}`)),
      arrow(`${middle},${end - 24} ${middle},${end} 124,${end}`),
      operation([135, end], '+', PAST),
      ...(after === null ? [] : [arrow(`135,${end + 11} 135,${end + 24}`), box([135, end + 38], after)]),
      arrow(`135,${after === null ? end + 11 : end + 52} 135,${bottom}`, { past: after === null }),
      label([135, bottom + 12], 'out'),
      label([past + 14, (34 + end) / 2], '× 1'),
    ],
  };
}

const highway: Drawing = {
  size: [330, 240],
  words:
    'A highway layer. What comes in goes three ways: through a layer f, to a gate t between 0 and 1, and past both. The output of f is multiplied by t, what goes past by 1 − t, and the two are added.',
  shapes: [
    label([165, 14], 'in'),
    arrow('165,24 165,36 60,36 60,62'),
    arrow('165,36 165,62'),
    arrow('165,36 285,36 285,143', { past: true }),
    box([60, 76], 'layer f', { weights: true }),
    box([165, 76], 'gate t', { weights: true }),
    arrow('60,90 60,143'),
    arrow('165,90 165,154 71,154'),
    arrow('165,154 274,154'),
    label([118, 142], 't'),
    label([222, 142], '1 − t'),
    operation([60, 154], '×'),
    operation([285, 154], '×', PAST),
    arrow('60,165 60,196 154,196'),
    arrow('285,165 285,196 176,196', { past: true }),
    operation([165, 196], '+', PAST),
    arrow('165,207 165,222', { past: true }),
    label([165, 232], 'out'),
  ],
};

const lstm: Drawing = {
  size: [340, 250],
  words:
    'An LSTM cell. The memory c of the step before is multiplied by the forget gate f; the product of the input gate i and the proposal g is added; the sum is the new memory. Its tanh times the output gate o is the new state h. The gates and the proposal are computed from the input x and the state h of the step before.',
  shapes: [
    label([30, 22], 'c, before'),
    arrow('8,40 79,40', { past: true }),
    operation([90, 40], '×', PAST),
    arrow('101,40 177,40', { past: true }),
    operation([188, 40], '+', PAST),
    arrow('199,40 304,40', { past: true }),
    label([322, 40], 'c'),
    box([60, 165], 'f', { width: 44, weights: true }),
    box([124, 165], 'i', { width: 44, weights: true }),
    box([188, 165], 'g', { width: 44, weights: true }),
    box([252, 165], 'o', { width: 44, weights: true }),
    arrow('60,151 60,75 90,75 90,51'),
    operation([188, 100], '×'),
    arrow('124,151 124,100 177,100'),
    arrow('188,151 188,111'),
    arrow('188,89 188,51'),
    arrow('270,40 270,62', {}),
    box([270, 76], 'tanh', { width: 52 }),
    arrow('270,90 270,109'),
    operation([270, 120], '×'),
    arrow('252,151 252,120 259,120'),
    arrow('281,120 304,120'),
    label([322, 120], 'h'),
    arrow('60,215 252,215', { head: false }),
    ...[60, 124, 188, 252].map((x) => arrow(`${x},215 ${x},179`)),
    arrow('156,232 156,215', { head: false }),
    label([156, 241], 'x, and h of the step before'),
  ],
};

const DRAWINGS: Readonly<Record<DiagramName, Drawing>> = {
  'residual block': residual(
    ['weights', 'activation', 'weights'],
    'activation',
    'A residual block. What comes in goes two ways: through weights, an activation and weights again, and past them, unchanged. The two are added, and an activation follows.',
  ),
  'pre-activation block': residual(
    ['norm', 'activation', 'weights', 'norm', 'activation', 'weights'],
    null,
    'A pre-activation block. What comes in goes two ways: through norm, activation, weights, norm, activation, weights, and past them, unchanged. The two are added; nothing follows the sum.',
  ),
  'highway layer': highway,
  'LSTM cell': lstm,
};

/** A drawing as SVG, as wide as in its own pixels and no wider than the page. */
function drawingSvg({ size: [width, height], words, shapes }: Drawing): string {
  return `<svg role="img" aria-label="${escapeHtml(words)}" viewBox="0 0 ${width} ${height}" style="display:inline-block;vertical-align:top;width:${1.25 * width}px;max-width:100%;margin:0 1.5em 1em 0" font-family="sans-serif" font-size="13" fill="currentColor">${shapes.join('')}</svg>`;
}

/**
 * Shows diagrams of the parts of networks, one beside the other: the way past is blue, layers with weights are vermillion, and
 * all else has the text colour of the page. In a plain Node program it prints what they show, in words.
 *
 * @param names 'residual block' or 'pre-activation block' (He et al. 2016), 'highway layer' (Srivastava et al. 2015), 'LSTM cell'
 * (Hochreiter and Schmidhuber 1997; Gers et al. 2000); at least one
 * @throws {TypeError} when there is no name, or one is not in this list
 * @example diagram('residual block', 'pre-activation block');
 */
export function diagram(...names: [NameOf<DiagramName>, ...NameOf<DiagramName>[]]): void {
  if (names.length === 0) throw new TypeError(`diagram: name at least one of ${DIAGRAM_NAMES.join(', ')}`);
  const drawings = names.map((name) => DRAWINGS[oneOf('diagram', 'name', name, DIAGRAM_NAMES)]);
  display({
    'text/html': `<div class="vg-diagram">${drawings
      .map(
        (drawing, i) =>
          `<figure style="display:inline-block;margin:0;vertical-align:top">${drawingSvg(drawing)}<figcaption style="font-size:0.9em">${names[i]}</figcaption></figure>`,
      )
      .join('')}</div>`,
    'text/plain': drawings.map(({ words }) => words).join('\n'),
  });
}
