/** Where f changes its sign between two positive numbers, by halving their ratio: to the last digits. */
export function crossing(f: (x: number) => number, low: number, high: number): number {
  const below = f(low) < 0;
  let [a, b] = [low, high];
  while (b / a > 1 + 4 * Number.EPSILON) {
    const middle = Math.sqrt(a * b);
    if (middle <= a || middle >= b) break;
    if (f(middle) < 0 === below) a = middle;
    else b = middle;
  }
  return Math.sqrt(a * b);
}
