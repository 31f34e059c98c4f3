// Sliders, buttons and legends of Plotly's charts for the keyboard and for screen readers: Plotly makes them for the mouse alone.
(function () {
  const MOVES = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };

  const plain = (html) => html.replace(/<[^>]*>/g, ' ').trim();

  /** The step that a key leads to; undefined where the key means nothing. */
  function stepOf(key, active, count) {
    if (key === 'Home') return 0;
    if (key === 'End') return count - 1;
    return key in MOVES ? Math.min(count - 1, Math.max(0, active + MOVES[key])) : undefined;
  }

  /** Sliders of a plot that are drawn, in the order of its layout. */
  const drawnSliders = (plot) =>
    (plot._fullLayout?.sliders ?? []).filter(({ visible, steps }) => visible && steps.length > 0);

  /** Writes the state of a slider into its attributes. */
  function describe(group, { active, steps, currentvalue }) {
    const prefix = plain(currentvalue?.prefix ?? '').replace(/[:=]$/, '');
    const attributes = {
      role: 'slider',
      tabindex: '0',
      'aria-label': prefix || 'Slider',
      'aria-valuemin': '0',
      'aria-valuemax': String(steps.length - 1),
      'aria-valuenow': String(active),
      'aria-valuetext': plain(steps[active]?.label ?? ''),
    };
    for (const [name, value] of Object.entries(attributes))
      if (group.getAttribute(name) !== value) group.setAttribute(name, value);
  }

  /** Moves a slider as a click on its rail does, which needs no hold of the Plotly that drew it. */
  function moveTo(group, index) {
    const rail = group.querySelector('.slider-rail-touch-rect');
    const tick = group.querySelectorAll('.slider-tick-rect')[index]?.getBoundingClientRect();
    if (!rail || !tick) return;
    const at = {
      bubbles: true,
      view: window,
      clientX: tick.left + tick.width / 2,
      clientY: tick.top + tick.height / 2,
    };
    rail.dispatchEvent(new MouseEvent('mousedown', at));
    rail.dispatchEvent(new MouseEvent('mouseup', at));
  }

  function reachSlider(plot, group, index) {
    const slider = () => drawnSliders(plot)[index];
    describe(group, slider());
    if (group.dataset.reached) return;
    group.dataset.reached = 'true';
    group.addEventListener('keydown', (event) => {
      const { steps, active } = slider();
      const next = stepOf(event.key, active, steps.length);
      if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation(); // JupyterLab has commands on arrow keys
      if (next !== active) moveTo(group, next);
      describe(group, slider());
    });
    plot.on?.('plotly_sliderchange', () => describe(group, slider()));
  }

  function reachButton(button) {
    if (button.dataset.reached) return;
    button.dataset.reached = 'true';
    button.setAttribute('role', 'button');
    button.setAttribute('tabindex', '0');
    button.setAttribute('aria-label', plain(button.textContent));
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      event.stopPropagation();
      button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    });
  }

  /** Whether the trace of a legend's entry is drawn; Plotly keeps the trace with the entry's element. */
  const isDrawn = (entry) => entry.__data__?.[0]?.trace?.visible === true;

  /** Writes the state of a legend into the attributes of its entries. One of them is a tab stop, the others are reached by arrow keys. */
  function describeLegend(entries) {
    const stop = entries.find((entry) => entry.getAttribute('tabindex') === '0') ?? entries[0];
    for (const entry of entries) {
      const attributes = {
        role: 'button',
        tabindex: entry === stop ? '0' : '-1',
        'aria-label': plain(entry.textContent),
        'aria-pressed': String(isDrawn(entry)),
      };
      for (const [name, value] of Object.entries(attributes))
        if (entry.getAttribute(name) !== value) entry.setAttribute(name, value);
    }
  }

  function reachLegend(legend) {
    const entriesOf = () => [...legend.querySelectorAll('.traces')];
    describeLegend(entriesOf());
    for (const entry of entriesOf()) {
      if (entry.dataset.reached) continue;
      entry.dataset.reached = 'true';
      entry.addEventListener('keydown', (event) => {
        const entries = entriesOf();
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === 'Enter' || event.key === ' ') {
          // As a click on its entry does: it hides the trace, or shows it again.
          const toggle = entry.querySelector('.legendtoggle');
          for (const type of ['mousedown', 'mouseup'])
            toggle?.dispatchEvent(new MouseEvent(type, { bubbles: true, view: window }));
        } else {
          const next = stepOf(event.key, entries.indexOf(entry), entries.length);
          if (next === undefined) return;
          entries.forEach((other, i) => other.setAttribute('tabindex', i === next ? '0' : '-1'));
          entries[next].focus();
        }
        event.preventDefault();
        event.stopPropagation(); // JupyterLab has commands on these keys
      });
    }
  }

  /** Makes the controls of a plot reachable. To be called again whenever Plotly has drawn. */
  window.reachControls = (plot) => {
    plot.querySelectorAll('.slider-group').forEach((group, i) => {
      if (drawnSliders(plot)[i]) reachSlider(plot, group, i);
    });
    for (const button of plot.querySelectorAll('.updatemenu-button')) reachButton(button);
    for (const legend of plot.querySelectorAll('.infolayer > [class^="legend"]')) reachLegend(legend);
  };

  /** Hides a drawing from screen readers, but for its controls: on a page, its description stands beside it. */
  window.hideDrawing = (plot) => {
    for (const svg of plot.querySelectorAll('.main-svg')) {
      if (!svg.querySelector('[data-reached]')) svg.setAttribute('aria-hidden', 'true');
      else
        for (const part of svg.querySelectorAll(':scope > g, :scope > .infolayer > g, .slider-group > *'))
          if (!part.querySelector('[data-reached]') && !part.closest('.updatemenu-container'))
            part.setAttribute('aria-hidden', 'true');
    }
  };
})();
