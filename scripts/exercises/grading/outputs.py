"""The step of grading after which nothing active is left in a notebook."""

from nbgrader.preprocessors import NbGraderPreprocessor

from .cleaning import clean_outputs


class CleanOutputs(NbGraderPreprocessor):
    """Leaves of each cell's outputs what can be shown as it is."""

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type == "code":
            cell.outputs = clean_outputs(cell.outputs)
        return cell, resources
