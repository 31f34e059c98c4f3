#!/usr/bin/env node
// npm run sweep and npm run worker: the commands of the package, in the checkout, for the folder in which npm was called.
import { setUp } from './setup.mjs';

await setUp();
process.chdir(process.env.INIT_CWD ?? '.');
await import('../dist/cli/main.js');
