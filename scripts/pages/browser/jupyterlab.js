// JupyterLab's charts for the keyboard: an extension as JupyterLab loads them, of one plugin, with controls.js before it.
(function () {
  const seen = new WeakSet();

  /** Looks for charts that have been drawn since the last time. */
  function reachAll() {
    for (const plot of document.querySelectorAll('.js-plotly-plot')) {
      if (seen.has(plot) || !plot.querySelector('.slider-group, .updatemenu-button, .legend')) continue;
      seen.add(plot);
      window.reachControls(plot);
      plot.on?.('plotly_afterplot', () => window.reachControls(plot));
    }
  }

  const plugin = {
    id: 'vanishing-gradients-charts:keyboard',
    description: 'Sliders, buttons and legends of charts for the keyboard.',
    autoStart: true,
    activate() {
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
