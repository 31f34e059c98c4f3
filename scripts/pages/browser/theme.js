// Sets the reader's choice of light or dark, where they made one before, ahead of the first paint.
(function () {
  try {
    var theme = localStorage.getItem('theme');
    if (theme) document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage, the page follows the system.
  }
})();
