// The native engine's addon is taken only where it was built from the sources that lie there.
import {
  cpSync,
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { isBuiltFrom } from '../../src/backend/addon';

const folder = mkdtempSync(join(tmpdir(), 'engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('counts as built from its sources until one of them is another', () => {
  const [sources, engine] = [join(folder, 'native'), join(folder, 'engine')];
  cpSync(join(__dirname, '..', '..', 'native'), sources, { recursive: true });
  mkdirSync(engine);
  expect(isBuiltFrom(sources, engine)).toBe(false); // an addon from before there was such a record
  const texts = readdirSync(sources).map((name) => readFileSync(join(sources, name), 'utf8'));
  writeFileSync(join(engine, 'sources.txt'), texts.join(''));
  expect(isBuiltFrom(sources, engine)).toBe(true);
  appendFileSync(join(sources, 'engine.h'), '// another instruction\n');
  expect(isBuiltFrom(sources, engine)).toBe(false);
  rmSync(sources, { recursive: true });
  expect(isBuiltFrom(sources, engine)).toBe(true); // an installation without sources
});
