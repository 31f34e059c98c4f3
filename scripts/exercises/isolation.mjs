// Checks that submissions can be isolated: see docs/threat-model.md.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { paths } from '../paths.mjs';

/** @typedef {(typeof import("./options.mjs").ISOLATIONS)[number]} Isolation */

const box = fileURLToPath(new URL('grading/box.py', import.meta.url));

/** Submissions can't be isolated here, and nobody has said that they need not be. */
export class NotIsolated extends Error {
  /** @override */
  name = 'NotIsolated';
}

const WITHOUT = `SUBMISSIONS RUN WITHOUT ISOLATION. Their code can do all that you can do on this machine: read the solutions, the other
submissions and Jupyter's token; change the gradebook, the judge and every file of yours; use the network; and go on when
grading has ended. It is for submissions of people whom you would let sit at this machine.`;

/** @param {string} reason */
const instead = (reason) => `submissions can't be isolated by bubblewrap here: ${reason}

Nothing was graded, because the code that is handed in could do all that you can do on this machine. You can
  - install bubblewrap where the system has its own: sudo apt install bubblewrap, or sudo dnf install bubblewrap;
  - grade in a container, on any system with Podman or Docker: npm run exercises -- grade --isolation container;
  - if you trust everybody who has handed in: npm run exercises -- grade --isolation none`;

/** The option of nbgrader for an isolation. @param {Isolation} isolation */
export const isolationArguments = (isolation) => [`--RunCells.isolation=${isolation}`];

/**
 * Says loudly where there is no isolation.
 * @param {Isolation} isolation
 * @throws {NotIsolated} where there is none, and it was asked for
 */
export function readyToIsolate(isolation) {
  if (isolation === 'none') {
    console.error(`\n${WITHOUT}\n`);
    return;
  }
  const { status, stderr } = spawnSync(paths.python, [box, process.execPath], { encoding: 'utf8' });
  if (status !== 0) throw new NotIsolated(instead(stderr.trim()));
}
