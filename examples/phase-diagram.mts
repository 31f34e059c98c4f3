// Computes where gradients neither vanish nor explode in a wide tanh network, and measures one network on either side.
import { mlp, observe, datasets, tables, theory } from 'vanishing-gradients';

const biasVariance = 0.05;
const { weightVariance } = theory.criticalPoint('tanh', biasVariance);
console.log(`the edge of chaos of tanh with σ_b² = ${biasVariance}: σ_w² = ${weightVariance.toFixed(2)}`);

const depth = 30;
const { x, y } = datasets.randomBatch({ size: 64, inputs: 200, classes: 10, seed: 1 });
for (const factor of [0.6, 1, 1.8]) {
  const field = { activation: 'tanh', weightVariance: factor * weightVariance, biasVariance } as const;
  const model = mlp({
    inputs: 200,
    hidden: Array.from({ length: depth }, () => 200),
    outputs: 10,
    activation: 'tanh',
    initializer: {
      name: 'lecunNormal',
      gain: Math.sqrt(field.weightVariance),
      biasStd: Math.sqrt(biasVariance),
    },
    seed: 2,
  });
  const { layers } = observe(model, x, y, { quantities: ['dL/dz'] });
  const norms = tables.values(layers, 'norm');
  const measured = (norms[0] / norms[depth - 1]) ** (2 / (depth - 1));
  console.log(
    `σ_w² = ${field.weightVariance.toFixed(2)}: χ₁ = ${theory.chi1(field).toFixed(2)}, measured ${measured.toFixed(2)} a layer`,
  );
  model.dispose();
}

// Prints:
//   the edge of chaos of tanh with σ_b² = 0.05: σ_w² = 1.76
//   σ_w² = 1.06: χ₁ = 0.79, measured 0.77 a layer
//   σ_w² = 1.76: χ₁ = 1.00, measured 0.98 a layer
//   σ_w² = 3.17: χ₁ = 1.23, measured 1.21 a layer
