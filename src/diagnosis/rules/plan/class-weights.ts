import { classesOf } from '../../plan/classes';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** Class weights that leave one class in the loss: a constant output is perfect then. */
export const classWeights: Rule<Plan> = {
  name: 'class-weights',
  cause: 'data-mistake',
  summary: 'the class weights leave the rows of one class in the loss',
  source: 'arithmetic: a class of weight 0 has no error',
  notebook: null,
  inspect: ({ outputs, checked }) =>
    outputs.flatMap((output, i) => {
      const weights = checked?.loss.outputs?.[i]?.classWeight;
      const classes = weights && classesOf(output);
      if (!classes) return [];
      const names = [...new Set(Array.from(classes))];
      const counted = names.filter((name) => (weights[name] ?? 0) > 0);
      if (names.length < 2 || counted.length > 1) return [];
      const left = counted.length === 0 ? 'no class' : `class ${counted[0]!} only`;
      return [
        {
          severity: 'error',
          confidence: 1,
          layer: output.name,
          evidence: {
            quantity: 'classes of y with a weight above 0',
            value: counted.length,
            threshold: 2,
            basis: 'arithmetic: a class of weight 0 has no error',
          },
          problem: `The class weights count ${left}, of ${names.length} in y`,
          meaning:
            'An output that gives this class for every row has no loss: the loss falls to 0, and nothing is learned of x.',
          remedy: {
            text: 'Give every class a weight above 0, such as the inverse of its share of the rows.',
            code: 'await train(model, { x, y }, { epochs: 10, classWeight: { 0: 1, 1: 5 } });',
          },
        },
      ];
    }),
};
