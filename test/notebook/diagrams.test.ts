import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { diagram, type DiagramName } from '../../src/notebook';
import { printedBy, sentBy } from './kernel';

const NAMES: DiagramName[] = ['residual block', 'pre-activation block', 'highway layer', 'LSTM cell'];

const drawn = async (...names: [DiagramName, ...DiagramName[]]): Promise<Document> => {
  const [{ data }] = await sentBy(() => {
    diagram(...names);
  });
  return new JSDOM(data['text/html'] as string).window.document;
};

describe('A diagram', () => {
  it.each(NAMES)('of a %s is one SVG, with its description, inside its own bounds', async (name) => {
    const [svg, ...others] = (await drawn(name)).querySelectorAll('svg');
    expect(others).toEqual([]);
    expect(svg.getAttribute('role')).toBe('img');
    expect(svg.getAttribute('aria-label')!.length).toBeGreaterThan(60);
    const [, , width, height] = svg.getAttribute('viewBox')!.split(' ').map(Number);
    for (const line of svg.querySelectorAll('polyline')) {
      for (const point of line.getAttribute('points')!.split(' ')) {
        const [x, y] = point.split(',').map(Number);
        expect(x >= 0 && x <= width && y >= 0 && y <= height, point).toBe(true);
      }
    }
    for (const text of svg.querySelectorAll('text')) {
      const [x, half] = [Number(text.getAttribute('x')), 3.3 * text.textContent.length];
      expect(x - half >= 0 && x + half <= width, text.textContent).toBe(true);
    }
  });

  it('has the text colour of the page, so that it is seen on light and dark', async () => {
    const [svg] = (await drawn('LSTM cell')).querySelectorAll('svg');
    expect(svg.getAttribute('fill')).toBe('currentColor');
    const colors = new Set([...svg.querySelectorAll('[stroke]')].map((one) => one.getAttribute('stroke')));
    expect(colors).toEqual(new Set(['currentColor', '#2b83ba', '#d1600f']));
  });

  it('stands beside another, each under its name', async () => {
    const page = await drawn('residual block', 'pre-activation block');
    const captions = [...page.querySelectorAll('figcaption')].map(({ textContent }) => textContent);
    expect(captions).toEqual(['residual block', 'pre-activation block']);
  });

  it('is told in words where nothing can be drawn', async () => {
    expect(await printedBy(() => diagram('highway layer'))).toMatch(/^A highway layer\. .* added\.\n$/);
  });

  it('is one of those that there are', () => {
    expect(() => {
      diagram('residual blok' as never);
    }).toThrow("did you mean 'residual block'?");
    expect(() => {
      (diagram as () => void)();
    }).toThrow('diagram: name at least one of residual block');
  });
});
