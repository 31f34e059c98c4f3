// A diagnosis of files, once the command line is known to be right: the module that loads TensorFlow.
import { writeFileSync } from 'node:fs';
import { tf } from '../backend';
import { diagnose, type DiagnoseOptions, type Diagnosis, type Severity } from '../diagnosis';
import type { FAIL_ON, FORMATS } from './choices';
import { loadData, type DataOptions } from './data';
import { loadModel } from './model';

/** A command line after its check. */
export interface DiagnoseArguments {
  readonly model: string;
  readonly modules: readonly string[];
  readonly data: string;
  readonly dataOptions: DataOptions;
  readonly options: DiagnoseOptions;
  readonly format: (typeof FORMATS)[number];
  /** The file for the report; null for standard output. */
  readonly output: string | null;
  readonly failOn: (typeof FAIL_ON)[number];
}

/** Diagnoses, writes the report, and gives the exit code. */
export async function runDiagnosis(given: DiagnoseArguments): Promise<number> {
  const model = await loadModel(given.model, given.modules);
  const data = loadData(given.data, model, given.dataOptions);
  try {
    const diagnosis = await diagnose(model, data, { ...given.options, onProgress });
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    const report = `${render(diagnosis, given)}\n`;
    if (given.output === null) process.stdout.write(report);
    else writeFileSync(given.output, report);
    return diagnosis.findings.some(({ severity }) => FAILING[given.failOn].includes(severity)) ? 1 : 0;
  } finally {
    tf.dispose([data.x, data.y]);
    model.dispose();
  }
}

const onProgress: NonNullable<DiagnoseOptions['onProgress']> = ({ look, step, steps }) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${look}: ${step} of ${steps} `);
};

const FAILING: Readonly<Record<DiagnoseArguments['failOn'], readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  never: [],
};

function render(diagnosis: Diagnosis, { format, model }: DiagnoseArguments): string {
  if (format === 'json') return JSON.stringify(diagnosis, null, 2);
  if (format === 'sarif') return JSON.stringify(diagnosis.sarif(model), null, 2);
  return String(diagnosis);
}
