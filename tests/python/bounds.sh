#!/bin/sh
# Where many values come together, what is found doesn't depend on other files,
# and what is cut is told.
# Usage: bounds.sh CALLCHAIN
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/own" "$work/both"
python3 - "$work" <<'PYTHON'
import sys

work = sys.argv[1]
RING = 7000


def program(functions, prefix):
    """Functions that a table holds, and that a long chain of calls hands on."""
    for i in range(functions):
        yield f"def {prefix}{i}(): pass\n"
    yield "table = {" + ", ".join(f"'{i}': {prefix}{i}" for i in range(functions)) + "}\n"
    yield "def by_name(k): table[k]()\n"
    yield "def hub(f): f()\n"
    yield "def use_hub():\n" + "".join(f"    hub({prefix}{i})\n" for i in range(functions))
    yield "def start():\n" + "".join(f"    link0({prefix}{i})\n" for i in range(functions))
    for i in range(RING):
        yield f"def link{i}(f): return link{i + 1}(f)\n"
    yield f"def link{RING}(f): f()\n"


for folder in "own", "both":
    with open(f"{work}/{folder}/related.py", "w") as file:
        file.writelines(program(40, "f"))
for name in "a_unrelated", "z_unrelated":
    with open(f"{work}/both/{name}.py", "w") as file:
        file.writelines(program(150, "g"))
with open(f"{work}/many.py", "w") as file:
    for i in range(400):
        file.write(f"def f{i}(): pass\n")
    file.write("def hub(f): f()\n")
    file.write("def use_hub():\n" + "".join(f"    hub(f{i})\n" for i in range(400)))
PYTHON

for folder in own both; do
    "$1" python -q --root "$work/$folder" "$work/$folder" -o "$work/$folder.ccg"
    "$1" edges "$work/$folder.ccg" | grep '^related' | LC_ALL=C sort >"$work/$folder.edges"
done
diff "$work/own.edges" "$work/both.edges" | head -20 >"$work/differences"
if [ -s "$work/differences" ]; then
    echo "files that have nothing to do with it change the edges of a module:"
    cat "$work/differences"
    exit 1
fi
for caller in by_name hub; do
    found=$(grep -c "^related\.$caller	related\.f" "$work/own.edges")
    [ "$found" = 40 ] || { echo "$caller calls $found of 40 functions"; exit 1; }
done

"$1" python -q "$work/many.py" -o "$work/many.ccg"
"$1" info "$work/many.ccg" >"$work/info"
grep -q 'many.py:401.*not all that may be called is known in lines 401' "$work/info" ||
    { echo "info doesn't tell of the call in line 401 that is cut:"; cat "$work/info"; exit 1; }
if "$1" edges "$work/many.ccg" | grep '^many\.hub' | grep -v possible; then
    echo "a call that is cut is certain"
    exit 1
fi
