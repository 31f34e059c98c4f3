// The gradebook, which the workers of a grading write to side by side.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'gradebook-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('has a student once, whom another worker adds between the search and the insert', () => {
  const program = `
import sys
sys.path[:0] = ${JSON.stringify([path.join(paths.root, 'scripts', 'exercises'), path.join(paths.root, 'scripts')])}
from grading.autograde import add_student
from nbgrader.api import Gradebook, MissingEntry

class Late(Gradebook):
    def find_student(self, student_id):
        with Gradebook(sys.argv[1]) as other:
            other.add_student(student_id)
        raise MissingEntry

with Late(sys.argv[1]) as gradebook:
    add_student(gradebook, "ada")
with Gradebook(sys.argv[1]) as gradebook:
    add_student(gradebook, "ada")
    add_student(gradebook, "bob")
    print([student.id for student in gradebook.students])
`;
  const url = `sqlite:///${path.join(folder, 'gradebook.db')}`;
  const { stdout, stderr } = spawnSync(paths.python, ['-W', 'ignore', '-c', program, url], {
    encoding: 'utf8',
    // Gradebook starts alembic, which stands beside this Python.
    env: { ...process.env, PATH: `${path.dirname(paths.python)}${path.delimiter}${process.env.PATH}` },
  });
  expect(stderr).toBe('');
  expect(stdout).toBe("['ada', 'bob']\n");
});
