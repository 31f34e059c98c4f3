"""How long the kernel of this checkout takes, beside that of another one, in one run: until it is ready, for the first import of the
library, for later cells, and for a loop over a variable of the top level beside one over a local variable.

usage: .venv/bin/python bench/kernel.py [OTHER_CHECKOUT] [--rounds 10]

Both checkouts are set up. Medians in milliseconds; the ratio is this one's to the other's.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

HERE = Path(__file__).resolve().parent.parent
IMPORT = "import { mlp, observe, datasets, charts, tf } from 'vanishing-gradients';"
LATER = [
    "const spec = { inputs: 20, hidden: [16, 16], outputs: 10, activation: 'relu', seed: 1 } as const;",
    "const model = mlp(spec);",
    "const { x, y } = datasets.randomBatch({ size: 8, inputs: 20, classes: 10, seed: 1 });",
    "const seen = observe(model, x, y);",
    "seen.loss > 0",
    "const norms = seen.layers.array('norm') as number[];",
    "norms.length",
    "function twice(n: number) { return 2 * n; }",
    "[1, 2, 3].map(twice)",
    "tf.add(x, 1).shape",
]
TOP = "let total = 0; const t0 = performance.now(); for (let i = 0; i < 2e7; i++) total += i; performance.now() - t0"
LOCAL = "(() => { let total = 0; const t0 = performance.now(); for (let i = 0; i < 2e7; i++) total += i; return performance.now() - t0; })()"


def kernelspec(checkout, folder):
    """The kernelspec of a checkout, on its own compiled kernel."""
    installed = checkout / ".venv/share/jupyter/kernels/tslab/kernel.json"
    spec = json.loads((installed if installed.exists() else HERE / ".venv/share/jupyter/kernels/tslab/kernel.json").read_text())
    spec["argv"] = [
        str(checkout / "dist/kernel/launch.js") if part.endswith("launch.js") else part for part in spec["argv"]
    ]
    target = Path(folder) / "kernels" / "bench"
    target.mkdir(parents=True)
    (target / "kernel.json").write_text(json.dumps(spec))
    return KernelSpecManager(kernel_dirs=[str(target.parent)])


def measure(checkout):
    """One kernel's times, by name."""
    with tempfile.TemporaryDirectory() as folder:
        manager = KernelManager(kernel_name="bench", kernel_spec_manager=kernelspec(checkout, folder))
        began = time.perf_counter()
        manager.start_kernel(cwd=str(checkout / "notebooks"))
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=120)
        times = {"ready": time.perf_counter() - began}

        def run(code):
            result = []

            def keep(message):
                if message["msg_type"] == "execute_result":
                    result.append(message["content"]["data"]["text/plain"])

            start = time.perf_counter()
            reply = client.execute_interactive(code, timeout=120, output_hook=keep)
            if reply["content"]["status"] != "ok":
                raise RuntimeError(f"{checkout}: {reply['content']['evalue']} in {code}")
            return time.perf_counter() - start, result

        times["first cell"] = run("1 + 1")[0]
        times["first import"] = run(IMPORT)[0]
        times["later cells"] = statistics.median(run(code)[0] for code in LATER)
        local, top = (float(run(code)[1][0]) / 1000 for code in (LOCAL, TOP))
        times |= {"loop, local": local, "loop, top level": top}
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", nargs="?", type=Path, help="another checkout of the project, built")
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    os.environ["JUPYTER_PLATFORM_DIRS"] = "1"
    checkouts = [HERE] + ([options.other.resolve()] if options.other else [])
    found = {checkout: [] for checkout in checkouts}
    for _ in range(options.rounds):
        for checkout in checkouts:  # in turn: what else the machine does meets both
            found[checkout].append(measure(checkout))
    medians = {c: {k: statistics.median(one[k] for one in all) for k in all[0]} for c, all in found.items()}
    this, *others = (medians[checkout] for checkout in checkouts)
    for name, seconds in this.items():
        line = f"{name:16} {1000 * seconds:8.1f} ms"
        for other in others:
            line += f"   other {1000 * other[name]:8.1f} ms   ratio {seconds / other[name]:.2f}"
        print(line)
    print(f"loop over a variable of the top level: {this['loop, top level'] / this['loop, local']:.2f} of one over a local")


if __name__ == "__main__":
    main()
