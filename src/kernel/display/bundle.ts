// One thing in several forms, by MIME type, in the form in which it travels to a front end.
import { plainJson } from './plain-json';

export type Bundle = Readonly<Record<string, unknown>>;

/** The MIME types that every front end draws. */
const COMMON_TYPES = /^(?:text\/|image\/(?:png|jpeg|svg\+xml)$)/;
const isJson = (type: string): boolean => /^application\/(?:.+\+)?json$/.test(type);

/**
 * Bytes become base64, typed arrays in JSON become arrays, an SVG gets the namespace without which it is no picture, and what
 * not every front end draws gets a line of text, which the others show.
 */
export function wireBundle(bundle: Bundle): Bundle {
  const entries = Object.entries(bundle).map(([type, value]): [string, unknown] => [
    type,
    onWire(type, value),
  ]);
  const data = Object.fromEntries(entries);
  const drawn = entries.some(([type]) => COMMON_TYPES.test(type) || type.startsWith('application/vnd.'));
  const [first] = entries;
  return drawn || !first ? data : { ...data, 'text/plain': inWords(...first) };
}

function onWire(type: string, value: unknown): unknown {
  if (type === 'application/vnd.plotly.v1+json') return withLayout(plainJson(value));
  if (isJson(type)) return plainJson(value);
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (type === 'image/svg+xml' && typeof value === 'string') return withNamespaces(value);
  return value;
}

/** JupyterLab's renderer for Plotly throws where there is none. */
const withLayout = (figure: unknown): unknown =>
  typeof figure === 'object' && figure !== null && !('layout' in figure) ? { ...figure, layout: {} } : figure;

/** JupyterLab shows an SVG as an image file, where it has to say that it is one. */
function withNamespaces(svg: string): string {
  return svg.replace(/<svg\b((?:"[^"]*"|'[^']*'|[^>"'])*)/, (tag: string, attributes: string) => {
    const missing = [
      /\sxmlns\s*=/.test(attributes) ? '' : ' xmlns="http://www.w3.org/2000/svg"',
      /\sxmlns:xlink\s*=/.test(attributes) || !/\sxlink:/.test(svg)
        ? ''
        : ' xmlns:xlink="http://www.w3.org/1999/xlink"',
    ].join('');
    return `<svg${missing}${tag.slice('<svg'.length)}`;
  });
}

function inWords(type: string, value: unknown): string {
  if (isJson(type)) return JSON.stringify(value, null, 2) ?? String(value);
  const name = type.replace(/^\w+\//, '').toUpperCase();
  const size = typeof value === 'string' ? `, ${Buffer.byteLength(value, 'base64')} bytes` : '';
  return `[${name}${size}]`;
}
