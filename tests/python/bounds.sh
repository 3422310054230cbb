#!/bin/sh
# Where many values come together, what is found doesn't depend on other files,
# and what is cut is told.
# Usage: bounds.sh CALLCHAIN CASES DUMP_VALUES
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
grep -q 'many.py:401.*not all that may be called is known in line 401' "$work/info" ||
    { echo "info doesn't tell of the call in line 401 that is cut:"; cat "$work/info"; exit 1; }
if "$1" edges "$work/many.ccg" | grep '^many\.hub' | grep -v possible; then
    echo "a call that is cut is certain"
    exit 1
fi

# What a person may well write is never cut; what is, is told with its line.
mkdir "$work/long"
python3 - "$work/long" <<'PYTHON'
import sys

folder = sys.argv[1]


def repeat(count, text, join=", "):
    return join.join(text.replace("$", str(i)) for i in range(count))


with open(f"{folder}/long.py", "w") as file:
    file.write("import ext_cuda\n")
    for i in range(70):
        file.write(f"class C{i}:\n    def __init__(self, x): self.held = x\n    def m{i}(self): pass\n")
    file.write(f"class All({repeat(40, 'C$')}): pass\n")
    file.write("def last_base(): All(1).m39()\n")
    file.write(f"def alternatives(x: {repeat(20, 'C$', ' | ')}):\n" + repeat(20, "    x.m$()\n", ""))
    file.write("def each(a, b, c, d, e, f, g, h, i, j): j()\n")
    file.write("def given(): pass\n")
    file.write(f"def many_lists(): list(map(each, {repeat(9, '[1]')}, [given]))\n")
    file.write("def conditions(" + repeat(40, "c$") + ", x):\n")
    for i in range(40):
        file.write("    " * (i + 1) + f"if c{i}:\n")
    file.write("    " * 41 + "y = x\n    return y\n")
    file.write("def sources(" + repeat(40, "c$") + ", x):\n")
    file.write("    if " + repeat(40, "c$", " and ") + ":\n        y = x\n    return y\n")
    file.write(repeat(300, "def t$(): pass\n", ""))
    file.write("def targets(flag):\n    if flag:\n" + repeat(300, "        t$()\n", ""))
    file.write("def owner(i):\n    o = [" + repeat(40, "C$($)") + "][i]\n    return o.held\n")

with open(f"{folder}/cut.py", "w") as file:
    file.write("from functools import partial\n")
    file.write(repeat(70, "class B$:\n    def m$(self): pass\n", ""))
    file.write(f"class All({repeat(70, 'B$')}): pass\n")
    file.write("def identity(f): return f\n")
    file.write("@identity\n" * 70 + "def decorated(): pass\n")
    file.write("def again(f):\n    while f:\n        f = partial(f, f)\n    f()\n")
    file.write("def conditions(x" + repeat(90, ", c$", "") + "):\n")
    for i in range(90):
        file.write("    " * (i + 1) + f"if c{i}:\n")
    file.write("    " * 91 + "x = 1\n    return x\n")
PYTHON
"$1" python -q --binding ext_cuda "$work/long/long.py" -o "$work/long.ccg"
"$1" edges "$work/long.ccg" >"$work/long.edges"
"$3" "$work/long.ccg" >"$work/long.values"
"$1" info "$work/long.ccg" >"$work/info"
if grep -q 'too \(many\|deep\)' "$work/info"; then
    echo "what is no longer than people write is said to be cut:"
    cat "$work/info"
    exit 1
fi
expect() { # COUNT WORDS FILE PATTERN
    found=$(grep -c "$4" "$work/$3" || :)
    [ "$found" = "$1" ] || { echo "$2: $found of $1"; exit 1; }
}
expect 1 "the method of the 40th base" long.edges '^long\.last_base	long\.C39\.m39	call	certain'
expect 20 "methods of 20 classes that an annotation names" long.edges '^long\.alternatives	long\.C[0-9]*\.m'
expect 1 "a function handed on by the tenth list of map" long.edges '^long\.each	long\.given'
expect 40 "conditions of a value" long.values '^flow	long\.conditions:c[0-9]*	control	'
expect 40 "sources of a condition" long.values '^flow	long\.sources:c[0-9]*	control	'
expect 300 "functions that a condition decides about" long.values '^use	long\.targets:flag	condition	'
expect 40 "classes whose attribute is read" long.values '^flow	long\.C[0-9]*#held	.*	long\.owner()'

"$1" python -q "$work/long/cut.py" -o "$work/cut.ccg"
"$1" info "$work/cut.ccg" >"$work/info"
for words in 'cut.py:142.*too many bases .* in line 142' 'cut.py:[0-9]*.*too many decorators' \
    'cut.py:[0-9]*.*nested too deep: no value .* of lines'; do
    grep -q "$words" "$work/info" || { echo "info doesn't tell '$words':"; cat "$work/info"; exit 1; }
done

# A loop that may return in any of its turns: what stands behind it may run.
mkdir "$work/turns"
cat >"$work/turns/turns.py" <<'PYTHON'
import triton


@triton.jit
def kernel(p):
    pass


def entry(u):
    for _ in range(1):
        for k in range(100):
            if u == k:
                return
    kernel[(1,)](u)
PYTHON
"$1" python -q "$work/turns" -o "$work/turns.ccg"
"$1" select "$work/turns.ccg" --entry turns.entry --given 'u=?' >"$work/selected"
expect 1 "a launch behind a loop that may return" selected '^1\. may run: turns\.kernel$'
expect 1 "its condition" selected 'turns.py:12  u == k: false, not decided'

# Names that begin alike for hundreds of letters are different ones.
mkdir "$work/names"
python3 - "$work/names" <<'PYTHON'
import sys

long = "n" * 400
with open(f"{sys.argv[1]}/names.py", "w") as file:
    file.write("import ext_cuda\n")
    file.write(f"def inner({long}a=1, {long}b=2): ext_cuda.run({long}b)\n")
    file.write("def middle(**more): inner(**more)\n")
    key = "k" * 90
    file.write(f"def near({key}a=1, {key}b=2): ext_cuda.run({key}b)\n")
    file.write("def between(**more): near(**more)\n")
    file.write(f"def entry(first, second): between({key}a=first, {key}b=second)\n")
    file.write(f"def far(first, second): middle({long}a=first, {long}b=second)\n")
    file.write(f"{long}a = 1\n{long}b = 2\n")
    file.write(f"def reads(): ext_cuda.run({long}b)\n")
    for _ in range(2):  # a second definition of each
        file.write(f"def {long}c(): reads()\n")
        file.write(f"def {long}d(): far(1, 2)\n")
PYTHON
"$1" python -q --binding ext_cuda "$work/names" -o "$work/names.ccg"
"$3" "$work/names.ccg" | sed 's/n\{400\}/LONG/g; s/k\{90\}/KEY/g' >"$work/values"
"$1" functions "$work/names.ccg" | sed 's/n\{400\}/LONG/g' >"$work/functions"
expect 1 "a value handed on by a key of 91 letters" values "^flow	names.between:more\['KEYb'\]	argument	names.near:KEYb	"
expect 0 "a value handed on by a key that begins alike" values "^flow	names.between:more\['KEYb'\]	argument	names.near:KEYa	"
expect 1 "a global of 401 letters" values '^flow	=names.LONGb	'
expect 1 "a second function of a long name" functions 'names\.LONGc#2'
expect 1 "a second function of a name that begins alike" functions 'names\.LONGd#2'

# Objects of a class that is called at too many places are not told apart, and that is said.
mkdir "$work/objects"
python3 - "$work/objects" <<'PYTHON'
import sys

with open(f"{sys.argv[1]}/many.py", "w") as file:
    file.write("def k(): pass\n")
    file.write("class Op:\n    def __init__(self, fn): self.fn = fn\n    def run(self): self.fn()\n")
    for i in range(100):
        file.write(f"def f{i}(): pass\ndef use{i}(): Op(f{i}).run()\n")
PYTHON
"$1" python -q "$work/objects" -o "$work/objects.ccg"
"$1" info "$work/objects.ccg" >"$work/told"
"$1" chains -q --format lines "$work/objects.ccg" --from ::many.use7 --to ::many.f8 >"$work/others"
expect 1 "objects that are not told apart" told 'many.py:2: a class is called at too many places.* see line 2'
expect 1 "what any of them may call" others '^many.use7 -> many.Op.run -> many.f8$'
