"""papermill's parameters as TypeScript.

papermill looks for translators in a list of its own, which is filled by code alone; what it loads from other packages are
engines. So the translator comes with an engine: the ordinary one, under one more name.
"""

import json
import math
import re

from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

LARGEST = 2**53 - 1
NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
KEYWORDS = frozenset(
    """await break case catch class const continue debugger default delete do else enum export extends false finally for
    function if implements import in instanceof interface let new null package private protected public return static super
    switch this throw true try typeof var void while with yield""".split()
)


class TypeScriptTranslator(Translator):
    """Declares each parameter anew, in a cell behind the one with the tag `parameters`.

    The type of a value is no narrower than what a notebook may do with it: a text may stand where one of several names is
    asked for, a list where its items are gone through, and an object may be asked for what it does not have.
    """

    @classmethod
    def translate_escaped_str(cls, val):
        # JSON's texts are JavaScript's; all that is not ASCII is written as an escape.
        return json.dumps(str(val))

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_int(cls, val):
        if abs(val) > LARGEST:
            raise PapermillException(
                f"{val} is too large for a number of JavaScript, exact up to {LARGEST}; give it as a text"
            )
        return str(val)

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        if math.isinf(val):
            return "Infinity" if val > 0 else "-Infinity"
        return repr(val)

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(item) for item in val)}]"

    @classmethod
    def translate_dict(cls, val):
        # In square brackets, for `"__proto__": value` would set the prototype.
        pairs = (f"{key_of(key)}: {cls.translate(item)}" for key, item in val.items())
        return f"{{ {', '.join(pairs)} }}" if val else "{}"

    @classmethod
    def comment(cls, cmt_str):
        return "\n".join(f"// {line}".rstrip() for line in str(cmt_str).splitlines())

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"

    @classmethod
    def codify(cls, parameters, comment="Parameters"):
        lines = [cls.comment(comment)]
        for name, val in parameters.items():
            if not isinstance(name, str) or not NAME.fullmatch(name) or name in KEYWORDS:
                raise PapermillException(f"a parameter can't have the name {name!r}: it is no name of a variable in TypeScript")
            lines.append(f"let {name}: {type_of(val)} = {cls.translate(val)};")
        return "\n".join(lines) + "\n"

    @classmethod
    def inspect(cls, parameters_cell):
        """The variables that the cell declares, one a line, with their types, values and comments."""
        found = []
        for line in parameters_cell["source"].splitlines():
            match = DECLARATION.match(line)
            if match:
                kind = (match["type"] or "None").strip()
                found.append(Parameter(match["name"], kind, match["value"].strip(), (match["help"] or "").strip()))
        return found


DECLARATION = re.compile(
    r"\s*(?:export\s+)?(?:let|const|var)\s+(?P<name>[\w$]+)\s*(?::(?P<type>[^=]+?))?\s*="
    r"\s*(?P<value>(?:\"(?:\\.|[^\"])*\"|'(?:\\.|[^'])*'|`(?:\\.|[^`])*`|[^\"'`;]|;(?!\s*(?://.*)?$))+?)"
    r"\s*;?\s*(?://(?P<help>.*))?$"
)


def key_of(key):
    text = json.dumps(str(key))
    return f"[{text}]" if key == "__proto__" else text


def type_of(value):
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        items = list(dict.fromkeys(type_of(item) for item in value))
        return "any[]" if not items or "any" in items else f"({' | '.join(items)})[]" if len(items) > 1 else f"{items[0]}[]"
    if isinstance(value, dict):
        parts = [f"{json.dumps(str(key))}: {type_of(item)}" for key, item in value.items() if key != "__proto__"]
        known = f"{{ {'; '.join(parts)} }} & " if parts else ""
        return f"{known}Record<string, any>"
    return "any"


class TypeScriptEngine(NBClientEngine):
    pass


for name in ("typescript", "tslab"):
    papermill_translators.register(name, TypeScriptTranslator)
