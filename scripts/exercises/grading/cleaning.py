"""Takes out of a cell all that could be active where the cell is shown: in nbgrader's pages, in feedback, in JupyterLab.

Of an output, text, pictures of pixels, tables and charts stay. HTML goes through nh3; there is no list of what is bad, only one
of what is good.
"""

import re

import nh3
from nbformat import from_dict
from nbformat.v4 import new_output

from .figures import reduced_figure
from .markdown import PICTURES, clean_attachments, clean_markdown, picture

PLOTLY = "application/vnd.plotly.v1+json"
TAGS = {
    "a", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "q", "s",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    # Pygments' colours in a block of code.
    "span": {"class"},
    "div": {"class"},
}
CLASS = re.compile(r"highlight|[a-z]{1,2}[0-9a-z]?", re.ASCII)
DATA = re.compile(r"data:(image/\w+);base64,([A-Za-z0-9+/=\s]+)", re.ASCII)
# Their content goes with them.
CONTENT_TOO = {"script", "style", "iframe", "object", "template", "noscript", "svg", "math", "title", "textarea", "select"}
MOST_HTML = 400_000
MOST_TEXT = 100_000
MOST_OUTPUTS = 200
MOST_IN_ALL = 4_000_000
GONE = "An output of this cell is not shown: {}."


def attribute(tag, name, value):
    if name == "class":
        return value if CLASS.fullmatch(value) else None
    if name == "src":
        match = DATA.fullmatch(value)
        pixels = picture(match[1], match[2]) if match else None
        return f"data:{match[1]};base64,{pixels}" if pixels else None
    if name in ("colspan", "rowspan", "start"):
        return value if re.fullmatch(r"\d{1,3}", value, re.ASCII) else None
    if name == "href":
        return value if re.match(r"(?:https?://|mailto:|#)", value, re.ASCII | re.IGNORECASE) else None
    return value


def clean_html(html):
    """HTML of the tags that shape text and tables. Pictures stay where their pixels are in the text; links lead to the web."""
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=CONTENT_TOO,
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "data"},
        strip_comments=True,
        link_rel="noopener noreferrer nofollow",
    )
    return cleaned.replace("<img>", "")  # of pictures that were not in the text


def text_of(value, most=MOST_TEXT):
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    if not isinstance(value, str):
        return ""
    value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
    return value if len(value) <= most else f"{value[:most]}\n… and {len(value) - most} characters more"


def clean_bundle(data):
    """Of an output's forms, those that can be shown as they are."""
    kept = {}
    for kind, value in data.items() if isinstance(data, dict) else ():
        if kind == "text/plain":
            kept[kind] = text_of(value)
        elif kind == "text/html" and (html := text_of(value, MOST_HTML)) and len(html) <= MOST_HTML:
            kept[kind] = clean_html(html)
        elif kind in PICTURES and (pixels := picture(kind, value)):
            kept[kind] = pixels
        elif kind == PLOTLY and (figure := reduced_figure(value)):
            kept[kind] = figure
    if PLOTLY in kept:  # its HTML is a page that draws it
        kept.pop("text/html", None)
    if not "".join(value for value in [kept.get("text/html", "")]).strip():
        kept.pop("text/html", None)
    if not kept and data:
        kinds = ", ".join(sorted(kind for kind in data if re.fullmatch(r"[\w.+/-]{1,60}", str(kind), re.ASCII)))
        kept["text/plain"] = GONE.format(kinds or "of no known kind")
    return kept


def clean_output(output):
    """An output of text, pictures, tables and charts; None where nothing is left."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=text_of(output.get("text")))
    if kind == "error":
        lines = output.get("traceback")
        lines = [text_of(line, 2000) for line in lines[:200]] if isinstance(lines, list) else []
        return new_output(
            "error", ename=text_of(output.get("ename"), 200), evalue=text_of(output.get("evalue"), 5000), traceback=lines
        )
    if kind in ("display_data", "execute_result"):
        data = clean_bundle(output.get("data"))
        # A result becomes a display: nbgrader would read partial credit from a result.
        return new_output("display_data", data=data) if data else None
    return None


def size(output):
    return len(str(output))


def clean_outputs(outputs):
    kept, room = [], MOST_IN_ALL
    for output in outputs[:MOST_OUTPUTS]:
        cleaned = clean_output(output)
        if cleaned is None:
            continue
        room -= size(cleaned)
        if room < 0:
            kept.append(new_output("stream", name="stdout", text="The outputs that follow are too large to be shown.\n"))
            break
        kept.append(cleaned)
    return kept


def clean_cell(cell):
    """Changes a cell so that nothing active is left in it."""
    for key in [key for key in cell if key not in ("cell_type", "id", "metadata", "source", "outputs", "execution_count")]:
        if key != "attachments" or cell.cell_type != "markdown":
            del cell[key]
    if "nbgrader" in cell.metadata:
        cell.metadata = from_dict({"nbgrader": cell.metadata.nbgrader})
    else:
        cell.metadata = from_dict({})
    if cell.cell_type == "code":
        cell.outputs = clean_outputs(cell.outputs)
        return
    attachments = clean_attachments(cell.get("attachments"))
    cell.source = clean_markdown(cell.source, attachments)
    if attachments:
        cell.attachments = from_dict(attachments)
    else:
        cell.pop("attachments", None)
