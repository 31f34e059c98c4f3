"""Makes a student's Markdown one that nothing active can come from, in whatever shows it.

The text stays as it reads. A `<` that could begin a tag is followed by a space of no width, so that it is text for every reader
of Markdown or HTML; tags without attributes that only shape text are left. A link keeps its target where that is a web or mail
address; a picture is left where it is attached to the cell.
"""

import base64
import binascii
import re

NO_WIDTH = "\u200b"
SHAPING = "b|blockquote|br|code|dd|del|details|div|dl|dt|em|h[1-6]|hr|i|kbd|li|ol|p|pre|q|s|small|strong|sub|summary|sup|u|ul|"
SHAPING += "table|tbody|td|th|thead|tr"
TAG = re.compile(rf"<(?!/?(?:{SHAPING})\s?/?>)(?=[A-Za-z/!?])", re.IGNORECASE)
PICTURE = re.compile(r"!(?=\[)")
ATTACHED = re.compile(r"!\[[^\[\]]*\]\(attachment:([\w.-]+)\)", re.ASCII)
TARGET = re.compile(r"\](?=\s*[(:])")
SAFE_TARGET = re.compile(r"\]\(\s*(?:https?://|mailto:|#)|\]\(attachment:[\w.-]+\)|\]:\s*https?://", re.ASCII | re.IGNORECASE)
PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
MOST_PICTURE = 8 * 2**20  # characters of base64


def picture(kind, data):
    """A picture's base64, where it is one of a kind that holds pixels only; else None."""
    if isinstance(data, list) and all(isinstance(line, str) for line in data):
        data = "".join(data)
    if kind not in PICTURES or not isinstance(data, str) or len(data) > MOST_PICTURE:
        return None
    try:
        pixels = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(pixels).decode() if pixels.startswith(PICTURES[kind]) else None


def clean_attachments(attachments):
    """Of what is attached to a cell, the pictures."""
    kept = {}
    for name, bundle in attachments.items() if isinstance(attachments, dict) else ():
        pictures = {kind: picture(kind, data) for kind, data in bundle.items()} if isinstance(bundle, dict) else {}
        pictures = {kind: data for kind, data in pictures.items() if data}
        if pictures and re.fullmatch(r"[\w.-]+", name, re.ASCII):
            kept[name] = pictures
    return kept


def clean_markdown(text, attachments):
    """Markdown that is text, formulas, links to the web and attached pictures. `attachments` are cleaned already."""
    text = TAG.sub(f"<{NO_WIDTH}", text)
    attached = {match.start() for match in ATTACHED.finditer(text) if match[1] in attachments}
    text = PICTURE.sub(lambda match: "!" if match.start() in attached else f"!{NO_WIDTH}", text)
    return TARGET.sub(lambda match: "]" if SAFE_TARGET.match(text, match.start()) else f"]{NO_WIDTH}", text)
