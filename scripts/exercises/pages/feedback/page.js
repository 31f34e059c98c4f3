// Sets the formulas of a page with a student's work, and draws its charts.
document.addEventListener('DOMContentLoaded', () => {
  for (const text of document.querySelectorAll('.text_cell_render')) {
    renderMathInElement(text, {
      delimiters: [
        { left: '$$', right: '$$', display: true },
        { left: '$', right: '$', display: false },
        { left: '\\(', right: '\\)', display: false },
        { left: '\\[', right: '\\]', display: true },
      ],
      throwOnError: false,
      trust: false,
      maxExpand: 200,
      maxSize: 20,
    });
  }
  for (const place of document.querySelectorAll('.marked-chart')) {
    const { data, layout } = JSON.parse(place.nextElementSibling.textContent);
    const config = { responsive: true, displaylogo: false, displayModeBar: false, showTips: false };
    Plotly.newPlot(place, data, layout, config).catch(() => {
      place.textContent = place.getAttribute('aria-label') || 'This chart could not be drawn.';
    });
  }
});
