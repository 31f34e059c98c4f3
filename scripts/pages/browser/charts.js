// Draws the charts of the page. Titles become text of the page, which wraps on a phone and can be selected and read aloud.
(function () {
  const CLEAR = 'rgba(0, 0, 0, 0)';
  const HEIGHT = 420; // of a figure that has none
  const TOP = 24; // px above a plot whose title stands outside, for the mode bar

  // With a mouse, charts zoom and have a mode bar; a finger on a chart scrolls the page.
  const touch = matchMedia('(pointer: coarse)').matches;
  const config = {
    responsive: true,
    displaylogo: false,
    displayModeBar: touch ? false : 'hover',
    modeBarButtonsToRemove: [
      'sendChartToCloud',
      'zoom2d',
      'pan2d',
      'zoomIn2d',
      'zoomOut2d',
      'select2d',
      'lasso2d',
      'autoScale2d',
    ],
  };

  /** The tags of Plotly's titles that the page shows as they are. */
  const marks = new Set(['B', 'I', 'EM', 'STRONG', 'SUB', 'SUP']);

  /** A title of Plotly as nodes of the page. */
  function textOf(html) {
    const copy = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
      if (node.nodeName === 'BR') return document.createTextNode(' '); // the page breaks lines where they need it
      const out = marks.has(node.nodeName)
        ? document.createElement(node.nodeName)
        : document.createDocumentFragment();
      for (const child of node.childNodes) out.append(copy(child));
      return out;
    };
    const out = document.createDocumentFragment();
    for (const node of new DOMParser().parseFromString(html, 'text/html').body.childNodes)
      out.append(copy(node));
    return out;
  }

  const titleOf = (layout) =>
    typeof layout?.title === 'string' ? { text: layout.title } : (layout?.title ?? {});

  /** Whether a button or a slider changes the title: such a title stays in the plot. */
  const movesTitle = ({ sliders, updatemenus }) => JSON.stringify([sliders, updatemenus]).includes('"title');

  function caption(figure, { text, subtitle }) {
    const words = document.createElement('figcaption');
    const line = (tag, html) => {
      const element = document.createElement(tag);
      element.append(textOf(html));
      words.append(element);
    };
    if (text) line('strong', text);
    if (subtitle?.text) line('small', subtitle.text);
    figure.querySelector('figcaption')?.remove();
    figure.prepend(words);
  }

  /** Removes the title from a layout, and its space. */
  function untitled({ title, height, margin = {}, legend, ...rest }) {
    const { t = 100 } = margin; // Plotly's own default
    const top = titleOf({ title }).text || margin.t === undefined ? Math.min(t, TOP) : t;
    const above = legend?.orientation === 'h' && legend.y >= 1;
    return {
      ...rest,
      margin: { ...margin, t: top },
      height: height - (t - top),
      legend: above ? { ...legend, x: 0, xanchor: 'left' } : legend,
    };
  }

  /** Converts titles of axes to objects: Plotly no longer draws titles that are strings. */
  const withTitles = (layout) =>
    Object.fromEntries(
      Object.entries(layout).map(([name, part]) => {
        const plain = /axis\d*$/.test(name) && typeof part?.title === 'string';
        return [name, plain ? { ...part, title: { text: part.title } } : part];
      }),
    );

  /** Gives a figure without a background of its own the page's colours. */
  function onPage(layout) {
    const theme = layout.template?.layout ?? {};
    const ground = (name) => layout[name] ?? theme[name] ?? CLEAR;
    return {
      ...layout,
      height: layout.height ?? HEIGHT,
      paper_bgcolor: ground('paper_bgcolor'),
      plot_bgcolor: ground('plot_bgcolor'),
      modebar: { bgcolor: CLEAR, color: '#8a929c', activecolor: '#5c6570', ...layout.modebar },
      ...(touch ? { dragmode: false } : {}),
    };
  }

  const isClear = (color) => color === 'transparent' || /^rgba\(.*,\s*0(\.0*)?\)$/.test(color);

  /** Converts objects such as { 0: 1, 1: 3 }, JSON's form of typed arrays, to arrays. */
  function withLists(value) {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(withLists);
    const keys = Object.keys(value);
    if (keys.length > 0 && keys.every((key, i) => key === String(i)))
      return Object.values(value).map(withLists);
    return Object.fromEntries(keys.map((key) => [key, withLists(value[key])]));
  }

  /** Lets a drawing shrink to the paper that it is printed on. */
  function fitPaper(plot) {
    const { width, height } = plot._fullLayout;
    plot.style.setProperty('--width', `${width}px`);
    plot.style.setProperty('--ratio', `${width} / ${height}`);
    for (const svg of plot.querySelectorAll('.main-svg'))
      svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  }

  async function draw(figure) {
    const plot = figure.querySelector('.plot');
    const {
      data,
      layout: given,
      frames = [],
      config: own,
    } = withLists(JSON.parse(figure.querySelector('script').textContent));
    let layout = onPage(withTitles(given ?? {}));
    if (layout.width > plot.clientWidth) layout.width = undefined; // a chart wider than the page gets the page's width
    figure.classList.toggle('clear', isClear(layout.paper_bgcolor));
    const outside = !movesTitle(given ?? {});
    if (outside) {
      if (titleOf(given).text) caption(figure, titleOf(given));
      layout = untitled(layout);
    }
    const drawn = outside
      ? frames.map((frame) => ({ ...frame, layout: frame.layout && { ...frame.layout, title: undefined } }))
      : frames;
    plot.style.height = `${layout.height}px`;
    plot.style.minHeight = '';
    await Plotly.newPlot(plot, { data, layout, frames: drawn, config: { ...own, ...config } });
    const whenDrawn = () => {
      fitPaper(plot);
      window.reachControls(plot);
      window.hideDrawing(plot);
    };
    whenDrawn();
    plot.on('plotly_afterplot', whenDrawn);
    plot.on('plotly_animated', whenDrawn);
    if (!outside) return;
    plot.on('plotly_animatingframe', ({ name }) => {
      const title = titleOf(frames.find((frame) => frame.name === name)?.layout);
      if (title.text) caption(figure, { ...titleOf(given), ...title });
    });
  }

  for (const figure of document.querySelectorAll('.chart')) {
    draw(figure).catch((error) => {
      // The description takes the place of a chart that can't be drawn.
      const plot = figure.querySelector('.plot');
      const words = document.createElement('p');
      words.textContent =
        figure.querySelector('.said')?.getAttribute('aria-label') || 'This chart could not be drawn.';
      plot.replaceChildren(words);
      plot.style.minHeight = '';
      console.error(error);
    });
  }
})();
