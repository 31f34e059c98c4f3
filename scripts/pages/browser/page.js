// Functions of a page beside its charts: light and dark, code shown or hidden, a table of contents.
(function () {
  const HALF_DISC =
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor"/></svg>';
  const root = document.documentElement;
  const find = (selector) => [...document.querySelectorAll(selector)];

  /** The reader's choices of earlier visits; none where the browser stores nothing for this page. */
  const memory = {
    get(name) {
      try {
        return localStorage.getItem(name);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        if (value === null) localStorage.removeItem(name);
        else localStorage.setItem(name, value);
      } catch {
        // The choice lasts as long as the page.
      }
    },
  };

  function theme() {
    const controls = document.querySelector('.controls');
    if (!controls) return;
    const button = document.createElement('button');
    Object.assign(button, {
      type: 'button',
      id: 'toggle-theme',
      title: 'Light or dark',
      innerHTML: HALF_DISC,
    });
    button.setAttribute('aria-label', 'Switch between light and dark');
    controls.append(button);
    const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    button.addEventListener('click', () => {
      const next = (root.dataset.theme ?? system()) === 'dark' ? 'light' : 'dark';
      // A choice that equals the system's setting follows the system again.
      const choice = next === system() ? null : next;
      if (choice) root.dataset.theme = choice;
      else delete root.dataset.theme;
      memory.set('theme', choice);
    });
  }

  /** Hides and shows the code; where there is little room, it is hidden until the reader asks for it. */
  function code() {
    const button = document.getElementById('toggle-code');
    const cells = find('.code');
    if (!button || cells.length === 0) return;
    button.hidden = false;
    // Code that the notebook folds stays so: that of a question has its answer in it.
    const shown = cells.filter((cell) => !cell.classList.contains('folded'));
    const usual = matchMedia('(max-width: 40rem)').matches ? 'hidden' : 'shown';
    const set = (choice) => {
      for (const cell of shown) cell.open = choice === 'shown';
      if (choice === 'hidden') for (const cell of cells) cell.open = false;
      button.textContent = choice === 'shown' ? 'Hide code' : 'Show code';
    };
    joinFolded(cells);
    const choice = memory.get('code') ?? usual;
    if (choice !== 'shown') set(choice);
    button.addEventListener('click', () => {
      const next = button.textContent === 'Show code' ? 'shown' : 'hidden';
      set(next);
      memory.set('code', next === usual ? null : next);
    });
  }

  /** Cells that stand in a row without outputs between them fold as one: the first opens and closes the others. */
  function joinFolded(cells) {
    const isLast = (cell) =>
      cell.parentElement.querySelector('.outputs')?.textContent.trim() ||
      cell.parentElement.querySelector('.outputs :is(.plot, img, svg)');
    let first;
    for (const cell of cells) {
      const before = cell.parentElement.previousElementSibling?.querySelector(':scope > .code');
      const isJoined = before && !isLast(before) && !cell.classList.contains('folded');
      const leader = isJoined ? first : undefined;
      if (leader) {
        cell.classList.add('joined');
        leader.addEventListener('toggle', () => (cell.open = leader.open));
      } else first = cell;
    }
  }

  /** The contents of the page: in the margin where there is one, else folded above the text. */
  function contents() {
    const nav = document.getElementById('contents');
    const headings = find('main :is(h2, h3)[id]');
    if (!nav || headings.length < 2) return;
    const list = document.createElement('ol');
    const links = new Map();
    for (const heading of headings) {
      const link = document.createElement('a');
      link.href = `#${heading.id}`;
      const words = heading.cloneNode(true);
      for (const part of words.querySelectorAll('.anchor-link, .katex-mathml')) part.remove();
      for (const term of words.querySelectorAll('.term')) term.replaceWith(...term.childNodes);
      link.append(...words.childNodes);
      const item = document.createElement('li');
      item.className = heading.localName;
      item.append(link);
      list.append(item);
      links.set(heading, link);
    }
    const folded = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = 'On this page';
    folded.append(summary, list);
    nav.append(folded);
    nav.hidden = false;
    const margin = matchMedia('(min-width: 76rem)');
    const place = () => (folded.open = margin.matches);
    margin.addEventListener('change', place);
    place();
    list.addEventListener('click', () => {
      if (!margin.matches) folded.open = false;
    });
    // The section being read: the last heading above the upper third of the window.
    const mark = () => {
      const passed = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
      for (const [heading, link] of links) {
        if (heading === passed.at(-1)) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    addEventListener('scroll', mark, { passive: true });
    mark();
  }

  /** Lets the keyboard reach, and so scroll, each box that is wider than its place. */
  function scrollers() {
    const fit = (box) => {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    };
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) fit(target);
    });
    for (const box of find('.output.html, .katex-display, pre, .markdown table, .scroll'))
      observer.observe(box);
  }

  /** On paper nothing can be unfolded: answers and checks are printed open, and folded again after that. */
  function paper() {
    let opened = [];
    addEventListener('beforeprint', () => {
      opened = find('details:not(.code, .words, [open])').filter((one) => !one.closest('#contents'));
      for (const one of opened) one.open = true;
    });
    addEventListener('afterprint', () => {
      for (const one of opened) one.open = false;
    });
  }

  /** A link to something that can be folded unfolds it. */
  function unfold() {
    const open = () => {
      let id = location.hash.slice(1);
      try {
        id = decodeURIComponent(id);
      } catch {
        // A % of no escape: the id as it stands.
      }
      const target = document.getElementById(id);
      const folded = target?.closest('details:not(.code)') ?? target?.querySelector(':scope > details');
      if (folded) folded.open = true;
    };
    addEventListener('hashchange', open);
    open();
  }

  theme();
  code();
  contents();
  unfold();
  scrollers();
  paper();
})();
