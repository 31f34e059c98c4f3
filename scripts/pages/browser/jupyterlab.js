// JupyterLab's charts for the keyboard, in the colours of its theme: an extension as JupyterLab loads them, of one plugin, with
// controls.js before it.
(function () {
  const seen = new WeakSet();

  // A figure does not know the theme that it is shown in, so its texts are a grey between black and white.
  const STYLE = `
    .clear-chart .main-svg :is(
      [class^='x'][class$='title'], [class^='y'][class$='title'], .annotation-text, [class^='legend'][class$='text'],
      .slider-label, .updatemenu-item-text, .gtitle, .cbaxis text, .cbtitle text
    ) { fill: var(--jp-ui-font-color1) !important; }
    .clear-chart .main-svg :is(.gtitle-subtitle, [class$='tick'] text) { fill: var(--jp-ui-font-color2) !important; }
  `;

  const isClear = (color) => color === 'transparent' || /^rgba\(.*,\s*0(\.0*)?\)$/.test(color ?? '');

  /** Looks for charts that have been drawn since the last time. */
  function reachAll() {
    for (const plot of document.querySelectorAll('.js-plotly-plot')) {
      plot.classList.toggle('clear-chart', isClear(plot._fullLayout?.paper_bgcolor));
      if (seen.has(plot) || !plot.querySelector('.slider-group, .updatemenu-button, .legend')) continue;
      seen.add(plot);
      window.reachControls(plot);
      plot.on?.('plotly_afterplot', () => window.reachControls(plot));
    }
  }

  const plugin = {
    id: 'vanishing-gradients-charts:keyboard',
    description: 'Charts for the keyboard, in the colours of the theme.',
    autoStart: true,
    activate() {
      const style = document.createElement('style');
      style.textContent = STYLE;
      document.head.append(style);
      let waiting = false;
      new MutationObserver(() => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          reachAll();
        });
      }).observe(document.body, { childList: true, subtree: true });
    },
  };

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB['vanishing-gradients-charts'] = {
    init: () => undefined,
    get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
  };
})();
