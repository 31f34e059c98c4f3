# Makes the course's template the default of `jupyter nbconvert --to html`. Set as a config value it would win over
# --template, and reach the exporters for slides and PDF; as the default it does neither.
from nbconvert.exporters import HTMLExporter

HTMLExporter._template_name_default.func = lambda exporter: "course-page"
c.HTMLExporter.embed_images = True  # noqa: F821 - Jupyter gives a configuration file its `c`
