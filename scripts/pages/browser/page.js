// Functions of a page beside its charts: math, light and dark, code shown or hidden, a table of contents.
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

  function math() {
    if (!window.renderMathInElement) return;
    const delimiters = [
      { left: '$$', right: '$$', display: true },
      { left: '\\[', right: '\\]', display: true },
      ...['equation', 'align', 'gather', 'align*', 'gather*', 'equation*'].map((name) => ({
        left: `\\begin{${name}}`,
        right: `\\end{${name}}`,
        display: true,
      })),
      { left: '\\(', right: '\\)', display: false },
      { left: '$', right: '$', display: false },
    ];
    for (const element of find('.markdown, .output.html, .output.latex, .lead')) {
      window.renderMathInElement(element, {
        delimiters,
        throwOnError: false,
        ignoredClasses: ['mathjax_ignore', 'tex2jax_ignore'],
      });
    }
  }

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

  function code() {
    const button = document.getElementById('toggle-code');
    const cells = find('.code');
    if (!button || cells.length === 0) return;
    button.hidden = false;
    const set = (shown) => {
      for (const cell of cells) cell.open = shown;
      button.textContent = shown ? 'Hide code' : 'Show code';
    };
    if (memory.get('code') === 'hidden') set(false);
    button.addEventListener('click', () => {
      const shown = button.textContent === 'Show code';
      set(shown);
      memory.set('code', shown ? null : 'hidden');
    });
  }

  function contents() {
    const nav = document.getElementById('contents');
    const headings = find('main :is(h2, h3)[id]');
    if (!nav || headings.length < 2) return;
    const list = document.createElement('ol');
    const links = new Map();
    for (const heading of headings) {
      const link = document.createElement('a');
      link.href = `#${heading.id}`;
      link.append(
        ...[...heading.cloneNode(true).childNodes].filter((node) => !node.classList?.contains('anchor-link')),
      );
      const item = document.createElement('li');
      item.className = heading.localName;
      item.append(link);
      list.append(item);
      links.set(heading, link);
    }
    nav.append(list);
    nav.hidden = false;
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

  /** A link to something that can be folded unfolds it. */
  function unfold() {
    const open = () => {
      const target = document.getElementById(location.hash.slice(1));
      if (target?.localName === 'details') target.open = true;
    };
    addEventListener('hashchange', open);
    open();
  }

  math();
  theme();
  code();
  contents();
  unfold();
})();
