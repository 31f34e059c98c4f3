// Sliders and buttons of Plotly's charts for the keyboard and for screen readers: Plotly makes them for the mouse alone.
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

  /** Makes the sliders and the buttons of a plot reachable. To be called again whenever Plotly has drawn. */
  window.reachControls = (plot) => {
    plot.querySelectorAll('.slider-group').forEach((group, i) => {
      if (drawnSliders(plot)[i]) reachSlider(plot, group, i);
    });
    for (const button of plot.querySelectorAll('.updatemenu-button')) reachButton(button);
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
