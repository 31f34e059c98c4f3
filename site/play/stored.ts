// The measurements that the page comes with: `npm run play -- --store` makes them.
import type { Seen } from './messages';
import data from './stored.json';

export const stored = data as unknown as Readonly<Record<string, Seen>>;
