// A clock that moves only when a test moves it: how fast the machine is makes no difference.
import { vi } from 'vitest';

export interface Clock {
  /** Moves the clock on, in milliseconds. */
  advance(milliseconds: number): void;
}

/** Holds `performance.now()` while `act` runs. */
export async function withHeldClock<T>(act: (clock: Clock) => T | Promise<T>): Promise<T> {
  let now = 0;
  const held = vi.spyOn(performance, 'now').mockImplementation(() => now);
  try {
    return await act({ advance: (milliseconds) => void (now += milliseconds) });
  } finally {
    held.mockRestore();
  }
}
