// The numbers that theory or a paper gives and that the course must get right, and which notebook measures each.

/** A number of the course, and its home. */
export interface Quantity {
  readonly quantity: string;
  /** The network, or the condition. */
  readonly setting: string;
  readonly expected: string;
  readonly source: string;
  /** The notebook that measures it: what its name begins with. */
  readonly notebook: string;
  /** Patterns of its claims; each occurs in this notebook, and in no other. */
  readonly claims: readonly RegExp[];
  /** Notebooks that need the number once more, for something of their own, and how they say it there. */
  readonly again?: Readonly<Record<string, readonly RegExp[]>>;
}

export const quantities: readonly Quantity[] = [
  {
    quantity: 'norm of the first layer’s weight gradient',
    setting: '100-128-128-128-10, batch of 32, cross-entropy, PyTorch’s default initialisation',
    expected: 'about 0.0043 with sigmoids, 0.118 with ReLUs',
    source: 'the printed output of the example that the course begins with',
    notebook: '00',
    claims: [
      /^With sigmoids, a norm of 0\.0043 at the first layer is within the middle 90 of 100 seeds$/,
      /^With ReLUs, a norm of 0\.118 at the first layer is within the middle 90, too$/,
      /^The median with sigmoids is 0\.0045$/,
      /^The median with ReLUs is 0\.114$/,
    ],
  },
  {
    quantity: 'numeric gradient check',
    setting: 'differences in float64 against gradients in float32, smooth activations',
    expected: 'relative error below 1e-4',
    source: 'CS231n, Neural networks, part 3',
    notebook: '01',
    claims: [/^The gradient check agrees to better than 1 part in 10,000$/],
  },
  {
    quantity: 'dL/dz per layer, sigmoid',
    setting: 'Var(w) = 1/n',
    expected: '√χ = 0.236',
    source: 'mean field: Schoenholz et al. 2017',
    notebook: '01',
    claims: [/^A layer of these networks multiplies the signal by about 0\.235, as its slopes predict$/],
  },
  {
    quantity: 'weight gradients that hide vanishing',
    setting: '20 layers; tanh, Var(w) = 1/(3n); ReLU and sigmoid, Xavier',
    expected:
      'dL/dz first to last 2.3e-5 (tanh), 1.5e-3 (ReLU), while dL/dW is level; the sigmoid shows it in both',
    source: 'Glorot and Bengio 2010, eq. 14 and fig. 8',
    notebook: '01',
    claims: [
      /^tanh: the signal is multiplied by less than 0\.6 a layer$/,
      /^tanh: its weight gradients change by less than 3 % a layer$/,
      /^ReLU: the signal is multiplied by √\(1\/2\) a layer$/,
      /^ReLU: its weight gradients change by less than 4 % a layer$/,
      /^sigmoid: its weight gradients fall as the signal does/,
    ],
  },
  {
    quantity: 'bound on the product of derivatives, sigmoid',
    setting: 'L layers, the derivatives alone',
    expected: 'φ′ ≤ 0.25, and so 0.25^L',
    source: 'calculus',
    notebook: '02',
    claims: [/^A layer with sigmoids multiplies the signal by 0\.141, just below √\(1\/3\) \/ 4$/],
  },
  {
    quantity: 'share of units beyond the saturation point, tanh',
    setting: '|tanh z| > 0.97, z normal with standard deviation 1, 5/3, 3',
    expected: '3.6 %, 20.9 %, 48.6 %',
    source: 'integration',
    notebook: '03',
    claims: [
      /^tanh, σ = 1: 3\.6 % saturated$/,
      /^tanh, σ = 5\/3: 20\.9 % saturated$/,
      /^tanh, σ = 3: 48\.6 % saturated$/,
    ],
  },
  {
    quantity: 'dL/dz per layer, tanh',
    setting: 'the standard initialisation, U(±1/√n)',
    expected: '√(1/3) = 0.577 in the linear regime',
    source: 'Glorot and Bengio 2010, eq. 15',
    notebook: '04',
    claims: [/^tanh with the standard initialisation: by √\(1\/3\) = 0\.577, or a little less$/],
    again: { '02': [/^A layer with tanh multiplies it by 0\.57$/] },
  },
  {
    quantity: 'critical line, tanh',
    setting: 'χ₁ = 1',
    expected: '(σ_w², σ_b²) = (1.05, 2.01e-5), (1.19, 0.001), (1.42, 0.01), (1.761, 0.05), (2.29, 0.2)',
    source: 'Schoenholz et al. 2017',
    notebook: '04b',
    claims: [
      /^At σ_b² = 0\.0000201, the edge lies at σ_w² = 1\.05$/,
      /^At σ_b² = 0\.001, the edge lies at σ_w² = 1\.19$/,
      /^At σ_b² = 0\.01, the edge lies at σ_w² = 1\.42$/,
      /^At σ_b² = 0\.05, the edge lies at σ_w² = 1\.761$/,
      /^At σ_b² = 0\.2, the edge lies at σ_w² = 2\.29$/,
    ],
  },
  {
    quantity: 'χ₁, tanh',
    setting: 'σ_b² = 0.05; σ_w² = 1, 1.3, 1.5, 1.76, 2.5, 4',
    expected: '0.759, 0.880, 0.939, 1.000, 1.134, 1.342',
    source: 'Schoenholz et al. 2017',
    notebook: '04b',
    claims: [
      /^χ₁ is 0\.759 at σ_w² = 1$/,
      /^It is 0\.880 at 1\.3$/,
      /^It is 0\.939 at 1\.5$/,
      /^At σ_w² = 1\.76, χ₁ is 1\.00: the gradient keeps its size/,
      /^It is 1\.134 at 2\.5$/,
      /^It is 1\.342 at 4$/,
    ],
  },
  {
    quantity: 'trainable depth, tanh',
    setting: 'the ordered side, σ_w² = 1, 1.3, 1.5',
    expected: 'about 6 ξ = −6/ln χ₁: 22, 47, 95 layers',
    source: 'Schoenholz et al. 2017',
    notebook: '04b',
    claims: [
      /^The rule gives 22 layers at σ_w² = 1$/,
      /^The rule gives 47 layers at σ_w² = 1\.3$/,
      /^The rule gives 95 layers at σ_w² = 1\.5$/,
    ],
  },
  {
    quantity: 'a self-normalising activation, SELU',
    setting: '100 layers, α = 1.6733, λ = 1.0507',
    expected: 'mean within 0.05 of 0, standard deviation from 0.98 to 1.03',
    source: 'Klambauer et al. 2017',
    notebook: '06',
    claims: [
      /^SELU, 100 layers: the mean stays within 0\.06 of zero in every layer$/,
      /^SELU, 100 layers: the standard deviation stays within 0\.1 of one$/,
    ],
  },
  {
    quantity: 'gains 1/√E[φ(z)²]',
    setting: 'z standard normal',
    expected: 'ReLU 1.414, leaky ReLU (0.2) 1.387, tanh 1.593, ELU 1.245, GELU 1.534, SiLU 1.677',
    source: 'integration',
    notebook: '06',
    claims: [
      /^The gains of ReLU, leaky ReLU \(0\.2\), tanh, ELU, GELU and SiLU are 1\.414, 1\.387, 1\.593, 1\.245, 1\.534 and 1\.677, within 0\.001$/,
    ],
  },
  {
    quantity: 'dL/dz per layer, PReLU and leaky ReLU',
    setting: 'slope a, Var(w) = 2/((1 + a²) n)',
    expected: '1',
    source: 'He et al. 2015',
    notebook: '06',
    claims: [/^Slope 0\.5, corrected: by 1\.00$/],
  },
  {
    quantity: 'dL/dz per layer, ReLU: He and Xavier',
    setting: '30 layers',
    expected: '1.00 and 0.707',
    source: 'He et al. 2015',
    notebook: '06',
    claims: [/^Xavier: a layer multiplies the gradient by √\(1\/2\) = 0\.707$/, /^He: by 1\.00$/],
    again: {
      '05': [
        /^With variance 2\/n, a layer multiplies the gradient by 1\.00$/,
        /^and the gradient by 0\.707 too$/,
      ],
    },
  },
  {
    quantity: 'LSUV',
    setting: 'any depth',
    expected: '|standard deviation − 1| ≤ 1e-3 at every layer',
    source: 'Mishkin and Matas 2016',
    notebook: '06',
    claims: [/^Whatever the activation, every layer’s deviation is within 0\.001 of 1$/],
  },
  {
    quantity: 'batch norm explodes gradients at the start',
    setting: 'ReLU with batch norm, deep, no skips',
    expected: '√(π/(π − 1)) = 1.211 per layer going back',
    source: 'Yang et al. 2019',
    notebook: '07',
    claims: [
      /^Batch norm: each layer on the way back multiplies the gradient by 1\.211$/,
      /^100 such layers would make it more than 10⁷ times as large$/,
    ],
  },
  {
    quantity: 'mean square along residual blocks',
    setting: 'no norm; batch norm before each branch',
    expected: '2^l; about l + 1',
    source: 'Prince, Understanding deep learning, ch. 11; De and Smith 2020',
    notebook: '08',
    claims: [
      /^Without a norm, each block multiplies the mean square by 2$/,
      /^With a norm, after 10 blocks it is 11 times what it was$/,
    ],
  },
  {
    quantity: 'gradient through time, linear',
    setting: 'recurrent matrix orthogonal times ρ, 50 steps',
    expected: 'ρ^50: 0.9^50 = 5.2e-3',
    source: 'Pascanu et al. 2013',
    notebook: '10',
    claims: [
      /^With ρ = 0\.9 it is 5\.2 · 10⁻³$/,
      /^With ρ = 0\.8, a share of 1\.4 · 10⁻⁵ arrives after 50 steps$/,
    ],
  },
  {
    quantity: 'orthogonal and Gaussian weights on the critical line',
    setting: 'tanh, 1,000 layers, no norm, no skips',
    expected: 'the orthogonal network trains, the Gaussian one does not',
    source: 'Saxe et al. 2014; Pennington et al. 2017; Xiao et al. 2018',
    notebook: '11',
    claims: [
      /^Orthogonal: after 160 steps, the worst of 3 seeds has at least 80 % right$/,
      /^Gaussian: at any of the rates, not more than 20 % \(best of 9 runs\)$/,
    ],
  },
];
