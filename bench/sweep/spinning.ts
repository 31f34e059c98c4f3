// A point that keeps its processor busy for so many milliseconds.
import { experiment } from 'vanishing-gradients/sweep';

export default experiment<{ i: number; ms: number }>({
  name: 'spinning',
  measure({ i, ms }) {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return { i2: i * 2 };
  },
});
