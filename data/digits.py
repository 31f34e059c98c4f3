"""Rebuilds digits.csv from the copy that scikit-learn ships.

    python -m venv /tmp/sklearn && /tmp/sklearn/bin/pip install scikit-learn==1.9.1
    /tmp/sklearn/bin/python data/digits.py
"""

from pathlib import Path

from sklearn.datasets import load_digits

if __name__ == "__main__":
    digits = load_digits()
    header = ",".join(["label"] + [f"p{row}{column}" for row in range(8) for column in range(8)])
    rows = (",".join(map(str, [label, *map(int, pixels)])) for label, pixels in zip(digits.target, digits.data))
    Path(__file__).with_name("digits.csv").write_text("\n".join([header, *rows]) + "\n")
