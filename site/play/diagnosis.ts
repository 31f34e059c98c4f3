// The answers of `diagnose` on a state, in a worker of its own: it looks at the plan and at first passes over the digits.
import { diagnose } from '../../src/diagnosis';
import { digits, loadDigits } from '../../src/datasets';
import { buildNetwork, specOf } from '../../src/play/network';
import type { PlayState } from '../../src/play/state';
import { startBackend } from './backends';

/** The question, and what it takes to answer it. */
export interface DiagnosisRequest {
  readonly state: PlayState;
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly digits: string;
}

/** A finding in words. */
export interface ShownFinding {
  readonly severity: string;
  readonly problem: string;
  readonly meaning: string;
  readonly remedy: string;
}

export type DiagnosisAnswer = { readonly findings: readonly ShownFinding[] } | { readonly failed: string };

const EXAMPLES = 128;

async function report({ state, wasm, digits: csv }: DiagnosisRequest): Promise<DiagnosisAnswer> {
  await startBackend(wasm);
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  await loadDigits(url);
  const model = buildNetwork(specOf(state, { inputs: 64, outputs: 10 }));
  const { x, y } = digits().train;
  const data = { x: x.slice([0, 0], [EXAMPLES, 64]), y: y.slice(0, EXAMPLES) };
  const diagnosis = await diagnose(model, data, { until: 'start', batchSize: Math.min(64, state.batch) });
  const findings = diagnosis.findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, problem, meaning, remedy }) => ({ severity, problem, meaning, remedy: remedy.text }));
  return { findings };
}

addEventListener('message', ({ data }: MessageEvent<DiagnosisRequest>) => {
  report(data).then(
    (answer) => {
      postMessage(answer);
    },
    (error: unknown) => {
      postMessage({ failed: error instanceof Error ? error.message : String(error) });
    },
  );
});
