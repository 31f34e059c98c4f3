"""Reduces a Plotly figure to what is drawn from its own numbers: no picture, map, link or setting that asks for anything."""

KINDS = {
    "bar", "box", "contour", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "pie", "scatter", "scatterpolar",
    "table", "violin", "waterfall",
}  # fmt: skip
LEFT_OUT = {
    "config", "customdata", "geo", "href", "hovertemplate", "images", "map", "meta", "sliders", "source", "src", "target",
    "texttemplate", "transforms", "updatemenus",
}  # fmt: skip
DEEPEST = 30
MOST_VALUES = 400_000


class TooMuch(Exception):
    pass


class Reducer:
    def __init__(self):
        self.values = 0

    def reduced(self, value, depth=0):
        self.values += 1
        if depth > DEEPEST or self.values > MOST_VALUES:
            raise TooMuch
        if isinstance(value, dict):
            return {
                key: self.reduced(item, depth + 1)
                for key, item in value.items()
                if isinstance(key, str) and not any(key.casefold().startswith(name) for name in LEFT_OUT)
            }
        if isinstance(value, list):
            return [self.reduced(item, depth + 1) for item in value]
        return reduced_text(value) if isinstance(value, str) else value


def reduced_text(text):
    """Text without an address in it, and without tags but those that Plotly writes bold, small or on a new line."""
    lowered = text.casefold()
    if any(part in lowered for part in ("<a", "//", "\\\\", "url(", "script:", "data:", "blob:")):
        return ""
    return text[:2000]


def traces(value):
    if not isinstance(value, list):
        return []
    kept = [trace for trace in value if isinstance(trace, dict) and trace.get("type", "scatter") in KINDS]
    return [trace for trace in kept if not {"subplot", "geo"} & set(trace) or trace.get("type") == "scatterpolar"]


def reduced_figure(figure):
    """The figure's traces and layout; None where there is nothing to draw. What could be played or clicked stands still."""
    if not isinstance(figure, dict):
        return None
    reducer = Reducer()
    try:
        data = reducer.reduced(traces(figure.get("data")))
        layout = figure.get("layout")
        layout = reducer.reduced(layout) if isinstance(layout, dict) else {}
    except TooMuch:
        return None
    if not data:
        return None
    height = layout.get("height")
    if not isinstance(height, (int, float)) or isinstance(height, bool) or not 50 <= height <= 2000:
        layout.pop("height", None)
    return {"data": data, "layout": layout}
