// Before anything is painted: the reader's own choice of light or dark, where they made one here before.
(function () {
  try {
    var theme = localStorage.getItem('theme');
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // No storage for this page: it follows the system.
  }
})();
