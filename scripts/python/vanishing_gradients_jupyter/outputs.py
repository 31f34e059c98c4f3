"""Makes a notebook's outputs ready for a page."""

import re
from xml.etree import ElementTree

from nbconvert.preprocessors import Preprocessor

from .terminal import shown

NAMESPACES = {"xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink"}
SVG = "image/svg+xml"
PLOTLY = "application/vnd.plotly.v1+json"


class ShowOutputs(Preprocessor):
    """Printed text as a terminal shows it, drawings as documents of their own, and words for charts that have none."""

    enabled = True

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
            for output in cell.outputs:
                if output.output_type == "stream":
                    output.text = shown(output.text)
                elif "data" in output:
                    prepare(output.data)
        return cell, resources


def joined(outputs):
    """Joins the pieces of one stream that follow one another, since a line may go on in the next piece."""
    result = []
    for output in outputs:
        before = result[-1] if result else None
        if before and before.output_type == output.output_type == "stream" and before.name == output.name:
            before.text += output.text
        else:
            result.append(output)
    return result


def prepare(data):
    if SVG in data:
        drawing = document(data[SVG])
        if drawing is None and "text/html" not in data:
            data["text/html"] = data[SVG]  # what is no XML, a page may still read as HTML
        elif drawing is not None:
            data[SVG] = drawing
    if PLOTLY in data and not data.get("text/plain"):
        data["text/plain"] = words(data[PLOTLY])


def document(svg):
    """The drawing with the namespaces that it needs as a file, or None where it is no XML."""
    tag = re.search(r"<svg\b[^>]*", svg)
    if tag is None:
        return None
    missing = [
        f' {name}="{address}"'
        for name, address in NAMESPACES.items()
        if not re.search(rf"\s{name}\s*=", tag[0]) and (name == "xmlns" or "xlink:" in svg)
    ]
    whole = svg[: tag.start()] + "<svg" + "".join(missing) + svg[tag.start() + len("<svg") :]
    try:
        ElementTree.fromstring(whole.strip().encode())
    except ElementTree.ParseError:
        return None
    return whole.strip()


def words(figure):
    """Describes a chart without a description by its title, its traces and its axes."""
    layout = figure.get("layout") or {}
    traces = figure.get("data") or []
    title = plain(layout.get("title"))
    kinds = [trace.get("type") or "scatter" for trace in traces]
    counted = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    names = [name for trace in traces if (name := plain(trace.get("name")))]
    axes = [
        f"{key.replace('axis', '')} is {label}"
        for key, axis in layout.items()
        if re.fullmatch(r"[xyz]axis\d*", key) and (label := plain((axis or {}).get("title")))
    ]
    parts = [
        title or "A chart without a title",
        f"Traces: {', '.join(counted) or 'none'}" + (f" ({', '.join(names)})" if names else ""),
        f"Axes: {', '.join(axes)}" if axes else "",
    ]
    return " ".join(f"{part}." for part in parts if part)


def plain(title):
    """A title of Plotly, a text or an object with one, without its marks."""
    text = title.get("text") if isinstance(title, dict) else title
    return " ".join(re.sub(r"<[^>]*>", " ", text).split()).rstrip(".") if isinstance(text, str) else ""
