// Whether a Tensor<A> is a Tensor<B> depends on the rank alone, the same way round. tfjs does not say so, and the compiler finds
// it out anew for each cell, by comparing all of a tensor's methods: a twelfth of the time that cells take to compile.
import type { TypeScript } from '../tslab';

const declaring = '/@tensorflow/tfjs-core/dist/tensor.d.ts';

/** The declarations of tfjs's tensors, where they are in this text, with their variance. */
export const withVariance = (declarations: string): string =>
  declarations.replace(/(?<=\bclass (?:Tensor|Variable)<)(?=R extends Rank)/g, 'out ');

/** The same host, which reads tfjs's declarations so. */
export function sayVariance<Host extends TypeScript.WatchHost & Pick<TypeScript.System, 'readFile'>>(
  host: Host,
): Host {
  const read = host.readFile.bind(host);
  host.readFile = (path, encoding) => {
    const text = read(path, encoding);
    return text !== undefined && path.endsWith(declaring) ? withVariance(text) : text;
  };
  return host;
}
