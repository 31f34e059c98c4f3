// What a page can do beside its charts: math, light and dark, code shown or hidden, a table of contents.
(function () {
  const root = document.documentElement;
  const find = (selector) => [...document.querySelectorAll(selector)];

  /** What the reader chose on an earlier visit; nothing where the browser keeps nothing for this page. */
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
        // Then it lasts as long as the page.
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
    const button = document.getElementById('toggle-theme');
    if (!button) return;
    button.hidden = false;
    const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    button.addEventListener('click', () => {
      const next = (root.dataset.theme ?? system()) === 'dark' ? 'light' : 'dark';
      // Whoever comes back to what the system says follows it again.
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
