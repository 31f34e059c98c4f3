// Terms of the glossary: what a term means appears beside it, under the pointer, at the keyboard's focus and at a tap.
(function () {
  const GAP = 8; // px between a term and its meaning, and from the edge of the window
  const DELAY_MS = 120; // so that a pointer on its way elsewhere opens nothing, and can move onto the meaning

  const tip = document.createElement('div');
  tip.id = 'meaning';
  tip.setAttribute('role', 'tooltip');
  tip.setAttribute('popover', 'manual');
  let shown = null;
  let timer;

  function hide() {
    clearTimeout(timer);
    if (!shown) return;
    shown.removeAttribute('aria-describedby');
    shown = null;
    tip.hidePopover();
  }

  function show(term) {
    clearTimeout(timer);
    if (shown === term) return;
    hide();
    shown = term;
    tip.textContent = term.dataset.meaning;
    term.setAttribute('aria-describedby', tip.id);
    tip.showPopover();
    const at = term.getClientRects()[0];
    const below = at.bottom + GAP + tip.offsetHeight < innerHeight;
    tip.style.top = `${below ? at.bottom + GAP : Math.max(GAP, at.top - GAP - tip.offsetHeight)}px`;
    tip.style.left = `${Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - GAP))}px`;
  }

  const soon = (act) => {
    clearTimeout(timer);
    timer = setTimeout(act, DELAY_MS);
  };

  const terms = [...document.querySelectorAll('a.term')];
  if (terms.length === 0 || !tip.showPopover) return; // the terms are links to the glossary then
  document.body.append(tip);
  for (const term of terms) {
    term.removeAttribute('title');
    let tapped = false;
    term.addEventListener('pointerdown', ({ pointerType }) => (tapped = pointerType === 'touch'));
    term.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType !== 'touch') soon(() => show(term));
    });
    term.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType !== 'touch') soon(hide);
    });
    term.addEventListener('focus', () => {
      if (!tapped) show(term);
    });
    term.addEventListener('blur', hide);
    term.addEventListener('click', (event) => {
      // The first tap shows the meaning, a second one follows the link.
      if (!tapped || shown === term) return;
      event.preventDefault();
      show(term);
    });
  }
  tip.addEventListener('pointerenter', () => clearTimeout(timer));
  tip.addEventListener('pointerleave', () => soon(hide));
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (shown && target !== shown && !shown.contains(target) && !tip.contains(target)) hide();
  });
  addEventListener('scroll', hide, { passive: true });
})();
