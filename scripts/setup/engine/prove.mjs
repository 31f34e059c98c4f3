// Multiplies two matrices in the native engine. node prove.mjs ADDON OPENBLAS
import { createRequire } from 'node:module';

const [addon, library] = process.argv.slice(2);
const engine = createRequire(import.meta.url)(addon);
engine.load(library);
// One task without a gate that needs none: the instruction 0, a product of 2 x 2 matrices at 0 and 4, which goes to 8.
const instruction = [0, 0, 0, 2, 2, 2, 0, 4, 8, 2, 2, 2, 0];
const { plan, memory } = engine.create(Int32Array.from([1, -1, 0, instruction.length, ...instruction]), 12);
memory.set([1, 2, 3, 4, 5, 6, 7, 8]);
engine.run(plan, memory, 2);
const found = [...memory.subarray(8)].join(' ');
if (found !== '19 22 43 50') throw new Error(`The product of two matrices came out as: ${found}`);
