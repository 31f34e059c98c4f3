"""Preprocessors for outputs of graded cells: each output stays with its own cell, and is sanitised."""

from nbgrader.preprocessors import NbGraderPreprocessor

from .cleaning import clean_outputs
from .run import RunCells


class RunInPlace(RunCells):
    """A cell's outputs are changed while that cell runs, and never by a later one."""

    def process_message(self, msg, cell, cell_index):
        content = msg.get("content")
        transient = content.get("transient") if isinstance(content, dict) else None
        display_id = transient.get("display_id") if isinstance(transient, dict) else None
        if isinstance(display_id, str) and display_id in self._display_id_map:
            places = self._display_id_map[display_id]
            self._display_id_map[display_id] = {index: at for index, at in places.items() if index == cell_index}
        return super().process_message(msg, cell, cell_index)


class CleanOutputs(NbGraderPreprocessor):
    """Leaves of each cell's outputs what can be shown as it is."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code":
            cell.outputs = clean_outputs(cell.outputs)
        return cell, resources
