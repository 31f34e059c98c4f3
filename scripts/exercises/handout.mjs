// The archive that students get: the project with the released assignments.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { paths } from '../paths.mjs';

/** Files that only the instructor needs, or students must not have. */
const KEPT_BACK = [
  'README.md',
  'notebooks/exercises',
  'scripts/exercises',
  'scripts/exercises.mjs',
  'src/judge',
  'docs/threat-model.md',
  'test',
  'bench',
  '.ci',
  '.github/workflows',
];

/** @param {string} file */
const isKeptBack = (file) => KEPT_BACK.some((place) => file === place || file.startsWith(`${place}/`));

/** The project's own files: not what is installed or built. */
export function ownFiles() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  return execFileSync('git', args, { cwd: paths.root, encoding: 'utf8' }).split('\0').filter(Boolean);
}

/** @param {string[]} assignments */
const readme = (assignments) => `# Vanishing gradients: exercises

The exercises, and the course that they belong to. With [Node](https://nodejs.org) 20.19 or newer and
[Python](https://www.python.org) 3.10 or newer, in this folder:

\`\`\`sh
npm start
\`\`\`

The first time, it sets up all that it needs inside of the folder, which takes a few minutes; then it opens JupyterLab. The course's
notebooks are in \`notebooks\`, and the exercises in \`notebooks/exercises/release\`:

${assignments.map((name) => `- \`${name}\``).join('\n')}

An assignment says itself how it works. Hand in its folder as it is when you have saved the notebook: answers need not be
complete, and outputs don't matter.
`;

/** The commands that a handout has the files for. */
const COMMANDS = ['setup', 'start', 'notebooks', 'build'];

/** @param {string} text of package.json */
function packageOf(text) {
  const own = JSON.parse(text);
  const scripts = Object.entries(own.scripts).filter(([name]) => COMMANDS.includes(name));
  return `${JSON.stringify({ ...own, scripts: Object.fromEntries(scripts) }, null, 2)}\n`;
}

/** nbgrader's menus in JupyterLab look for it where JupyterLab is started. */
const NBGRADER = `"""The course that the exercises belong to, by the name that an exchange knows it by."""

c = get_config()  # noqa: F821 - traitlets puts it here
c.CourseDirectory.course_id = "vanishing-gradients"
`;

/** The .gitignore of a handout, in which the released exercises are not ignored. @param {string} text */
const ignoredOf = (text) => text.replace(/^!?notebooks\/exercises\/.*\n/gm, '');

/**
 * A folder for students: the project with the released assignments in it, in which `npm start` is all they type. What was there
 * before is replaced when all of it is made.
 * @param {string} release the folder with the released assignments
 * @param {string} to
 */
export function makeHandout(release, to) {
  const made = `${to}.new`;
  try {
    rmSync(made, { recursive: true, force: true });
    mkdirSync(made, { recursive: true });
    for (const file of ownFiles()) {
      const from = path.join(paths.root, file);
      if (!isKeptBack(file) && existsSync(from)) cpSync(from, path.join(made, file));
    }
    // The copy has the depth of the sources, so that relative links to the course stay valid.
    cpSync(release, path.join(made, 'notebooks', 'exercises', 'release'), { recursive: true });
    writeFileSync(path.join(made, 'README.md'), readme(readdirSync(release).sort()));
    writeFileSync(path.join(made, 'nbgrader_config.py'), NBGRADER);
    for (const [file, change] of /** @type {const} */ ([
      ['package.json', packageOf],
      ['.gitignore', ignoredOf],
    ])) {
      const text = readFileSync(path.join(paths.root, file), 'utf8');
      writeFileSync(path.join(made, file), change(text));
    }
    rmSync(to, { recursive: true, force: true });
    renameSync(made, to);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
