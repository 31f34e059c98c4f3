// Modules of the built library that its index does not export.
import { createRequire } from 'node:module';
import path from 'node:path';
import { paths } from './paths.mjs';

/**
 * Loads a module of the built library that its index does not export. Set-up has to have built it.
 * @param {string} file relative to dist
 */
export const loadFromDist = (file) => createRequire(import.meta.url)(path.join(paths.dist, file));
