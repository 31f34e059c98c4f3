// Scripts that run the shards of a sweep as an array job: for Slurm's sbatch, and for Kubernetes.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { integer } from '../errors';
import { Points, type Grid } from './points';
import { sourceOf } from './source';

/** A word for a POSIX shell. */
const quote = (word: string): string =>
  /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The arguments without those that differ from shard to shard or are the writer's own. */
function shared(args: readonly string[]): string[] {
  const own = ['--array', '--shard', '--journal', '--output'];
  return args.filter((arg, i) => {
    const name = arg.split('=')[0]!;
    return !own.includes(name) && !(own.includes(args[i - 1] ?? '') && !args[i - 1]!.includes('='));
  });
}

/**
 * Writes the scripts, and returns what to do with them, in lines.
 *
 * @param shards the number of tasks
 * @param args the arguments of the command `sweep`
 */
export function writeArray(
  experiment: string,
  grid: Grid,
  shards: number,
  args: readonly string[],
): string[] {
  const where = 'sweep';
  const points = new Points(where, grid);
  integer(where, 'array', shards, 1);
  if (shards > points.length)
    throw new RangeError(
      `${where}: array must be at most the number of points, ${points.length}; got ${shards}`,
    );
  sourceOf(where, experiment); // an error now is better than one in every task
  const { name } = path.parse(experiment);
  const folder = path.join('sweeps', `${name}-array`);
  mkdirSync(folder, { recursive: true });
  const command = (index: string): string =>
    `npx vanishing-gradients sweep ${shared(args).map(quote).join(' ')} --shard "${index}/${shards}" --journal ${quote(folder)}/"${index}".jsonl`;
  const files = { slurm: path.join(folder, 'sbatch.sh'), kubernetes: path.join(folder, 'job.yaml') };
  writeFileSync(files.slurm, slurm(name, shards, command('$SLURM_ARRAY_TASK_ID')));
  writeFileSync(files.kubernetes, kubernetes(name, shards, command('$((JOB_COMPLETION_INDEX + 1))')));
  return [
    `Slurm:       sbatch ${files.slurm}`,
    `Kubernetes:  kubectl apply -f ${files.kubernetes}, once it names your image and your volume`,
    `Afterwards:  cat ${folder}/*.jsonl > sweeps/${name}.jsonl, and the same command without --array gives the table`,
  ];
}

const slurm = (name: string, shards: number, command: string): string => `#!/bin/sh
#SBATCH --job-name=${name.replaceAll(/[^\w-]/g, '-')}
#SBATCH --array=1-${shards}
#SBATCH --cpus-per-task=1
#SBATCH --requeue
# A task that is started again goes on from its journal.
${command} --processes "\${SLURM_CPUS_PER_TASK:-1}" || [ $? -eq 1 ] # 1: a point has a fault, which is a row
`;

/** The name of a Kubernetes object: letters in lower case, digits and hyphens. */
const objectName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50) || 'sweep';

const kubernetes = (name: string, shards: number, command: string): string => `apiVersion: batch/v1
kind: Job
metadata:
  name: sweep-${objectName(name)}
spec:
  completionMode: Indexed
  completions: ${shards}
  parallelism: ${shards}
  backoffLimitPerIndex: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: shard
          image: IMAGE # Node 20 or later, with the project and its packages in /project
          workingDir: /project
          command: [sh, -c]
          args:
            - |
              ${command} --processes 1 || [ $? -eq 1 ] # 1: a point has a fault, which is a row
          resources:
            requests: { cpu: '1', memory: 1Gi }
          volumeMounts:
            - { name: sweeps, mountPath: /project/sweeps }
      volumes:
        - name: sweeps
          persistentVolumeClaim: { claimName: CLAIM } # shared by the pods, for the journals
`;
