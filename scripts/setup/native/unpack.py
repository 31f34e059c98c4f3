"""Unpacks the C library of TensorFlow and its headers from its wheel, and nothing else.

unpack.py WHEEL FOLDER LIBRARY... makes FOLDER/lib and FOLDER/include.
"""

import os
import re
import sys
import zipfile

# The headers of the C API, and those that they include, by their places in TensorFlow 2.16 to 2.21.
HEADER = re.compile(r"tensorflow/(include/(?:tensorflow/c|(?:xla/)?tsl/c|(?:tensorflow/core|tsl)/platform/ctstring)[\w/]*\.h)")


def main(archive, folder, libraries):
    with zipfile.ZipFile(archive) as wheel:
        members = {name: "lib/" + name[len("tensorflow/"):] for name in ("tensorflow/" + each for each in libraries)}
        for name in wheel.namelist():
            header = HEADER.fullmatch(name)
            if header:
                members[name] = header.group(1)
        total = sum(wheel.getinfo(name).file_size for name in members)
        done = 0
        for name, place in members.items():
            target = os.path.join(folder, *place.split("/"))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with wheel.open(name) as source, open(target, "wb") as sink:
                while chunk := source.read(1 << 24):
                    sink.write(chunk)
                    done += len(chunk)
                    if len(chunk) == 1 << 24:
                        print(f"Progress {done} of {total}", flush=True)


main(sys.argv[1], sys.argv[2], sys.argv[3:])
