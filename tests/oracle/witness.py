"""A second witness for edges that the code generator dropped: clang's own
syntactic call graph (`-analyze -analyzer-checker=debug.DumpCallGraph`), which
knows nothing of our plugin. It prints qualified names without parameters and
without a function's own template arguments, so what it confirms is that some
function of that name calls some function of that name. It has no destructors.
"""

import re
import shlex
import subprocess

OPERATOR = re.compile(r"operator *(\(\)|\[\]|->\*?|<=>|<<=|>>=|<<|>>|<=|>=|<|>)")
OPERATOR_CODES = {text: "operator~" + str(number) for number, text in enumerate(
    ["()", "[]", "->*", "->", "<=>", "<<=", ">>=", "<<", ">>", "<=", ">=", "<", ">"])}


def without_arguments(text):
    """`text` with what stands in <> and () taken out, names of operators aside."""
    text = OPERATOR.sub(lambda match: OPERATOR_CODES[match.group(1)], text)
    for written, plainly in (("(lambda)", "~lambda"), ("(anonymous class)", "~lambda"), # clang 20 and later, earlier
                             ("(anonymous namespace)", "~anonymous"), ("->", "")):
        text = text.replace(written, plainly)
    for pattern in (r"\([^()]*\)", r"<[^<>]*>"):
        text = _remove(pattern, text)
    return text.replace("~lambda::operator~0::", "~lambda::")


def _remove(pattern, text):
    while True:
        shorter = re.sub(pattern, "", text)
        if shorter == text:
            return text
        text = shorter


def plain(qualified):
    """The form in which names are compared: no inline parts that only one side prints."""
    name = without_arguments(qualified).strip()
    return re.sub(r"operator .*", "operator", name)


class Witness:
    """Pairs of plain names that clang's call graph has."""

    def __init__(self, command):
        """`command`: one pass, as for the IR, with -fsyntax-only."""
        plan = subprocess.run(command + ["-###"], capture_output=True, text=True, check=True).stderr
        line = [line for line in plan.splitlines() if '"-cc1"' in line][-1]
        words = shlex.split(line)
        at = words.index("-fsyntax-only")
        words[at:at + 1] = ["-analyze", "-analyzer-checker=debug.DumpCallGraph", "-w"]
        dump = subprocess.run(words, capture_output=True, text=True, errors="surrogateescape").stderr
        self.calls = {}
        for line in dump.splitlines():
            line = line.strip()
            if line.startswith("Function: ") and " calls: " in line + " ":
                caller, _, callees = without_arguments(line[len("Function: "):] + " ").partition(" calls: ")
                key = re.sub(r"operator .*", "operator", caller.strip())
                self.calls.setdefault(key, set()).update(callees.split())

    def confirms(self, caller, callee):
        """Does some function named like `caller` call some function named like `callee`?"""
        return plain(callee) in self.calls.get(plain(caller), ())
