// Graphs of training steps that the points of one process share, made when an experiment first asks for them.
import type { SharedGraphs } from '../training';

/** The shared graphs of a process. TensorFlow loads only for an experiment that uses them. */
export class SharedGraphsOnDemand {
  #graphs: SharedGraphs | null = null;

  get graphs(): SharedGraphs {
    if (this.#graphs === null) {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- a getter can't await, and most experiments need no TensorFlow
      const { SharedGraphs: Graphs } = require('../training') as typeof import('../training');
      this.#graphs = new Graphs();
    }
    return this.#graphs;
  }

  dispose(): void {
    this.#graphs?.dispose();
  }
}
