"""Printed text as a terminal shows it in the end."""

import re

# A run of plain text, a control sequence, a title or a link, or one control character.
TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f\x9b]+)"
    r"|(?:\x1b\[|\x9b)(?P<arguments>[0-?]*)[ -/]*(?P<command>[@-~])"
    r"|(?P<reset>\x1bc)"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|(?P<control>[\x00-\x1f\x7f\x9b])"
)
# Control sequences that move the cursor or erase; text without them needs no change.
MOVES = re.compile(r"[\x00\x07\x08\r]|\x1b[\]c]|\x1b\[[0-?]*[ -/]*[A-HJKf]")
WIDEST = 10_000


def shown(text):
    """Carries out carriage returns, backspaces, movements of the cursor and erasures; colours stay as they are."""
    if not MOVES.search(text):
        return text
    screen = Screen()
    for token in TOKEN.finditer(text):
        if token["text"] is not None:
            screen.write(token["text"])
        elif token["command"] is not None:
            screen.command(token["command"], token["arguments"])
        elif token["reset"] is not None:
            screen.clear()
        elif token["control"] is not None:
            screen.control(token["control"])
    return screen.text()


class Screen:
    """Lines of characters, each with its colour, and a cursor."""

    def __init__(self):
        self.color = ""
        self.clear()

    def clear(self):
        """A page has no screen of a fixed height: what comes next begins at its top."""
        self.lines = [[]]
        self.row = self.column = 0

    def write(self, text):
        line = self.lines[self.row]
        line.extend([(" ", "")] * (self.column - len(line)))
        line[self.column : self.column + len(text)] = [(character, self.color) for character in text]
        self.column += len(text)

    def control(self, character):
        if character == "\n":
            self.row += 1
            self.column = 0
            if self.row == len(self.lines):
                self.lines.append([])
        elif character == "\r":
            self.column = 0
        elif character == "\x08":
            self.column = max(0, self.column - 1)
        elif character == "\t":
            self.write(character)

    def command(self, name, arguments):
        numbers = [int(number) for number in re.findall(r"\d{1,9}", arguments)]
        first = numbers[0] if numbers else 0
        steps = max(1, first)
        if name == "m":
            # A code of 0 takes back all before it; the others add to each other.
            begins_anew = not numbers or first == 0
            self.color = ("" if begins_anew else self.color) + (f"\x1b[{arguments}m" if any(numbers) else "")
            return
        if name in "AF":
            self.row = max(0, self.row - steps)
        elif name in "BE":
            self.row = min(len(self.lines) - 1, self.row + steps)
        elif name == "C":
            self.column = min(WIDEST, self.column + steps)
        elif name == "D":
            self.column = max(0, self.column - steps)
        elif name == "G":
            self.column = min(WIDEST, steps - 1)
        elif name in "Hf":
            self.row = min(len(self.lines), steps) - 1
            self.column = min(WIDEST, (numbers + [1, 1])[1] - 1)
        elif name == "K":
            self.erase_in_line(first)
        elif name == "J":
            self.erase_in_screen(first)
        if name in "EF":
            self.column = 0

    def erase_in_line(self, how):
        line = self.lines[self.row]
        if how == 0:
            del line[self.column :]
        elif how == 1:
            erased = min(self.column + 1, len(line))
            line[:erased] = [(" ", "")] * erased
        else:
            line.clear()

    def erase_in_screen(self, how):
        if how >= 2:
            self.clear()
            return
        self.erase_in_line(how)
        if how == 0:
            del self.lines[self.row + 1 :]
        else:
            for line in self.lines[: self.row]:
                line.clear()

    def text(self):
        parts = []
        color = ""
        for number, line in enumerate(self.lines):
            if number:
                parts.append("\n")
            for character, its_color in line:
                if its_color != color:
                    parts.append("\x1b[0m" * bool(color) + its_color)
                    color = its_color
                parts.append(character)
        return "".join(parts) + "\x1b[0m" * bool(color)
