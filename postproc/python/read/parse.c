#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "python/read/parse.h"

#include <dlfcn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 8000 };

/* One line a class of `ast`: its name, the field that goes to `name`, and the
 * fields that go to the slots, in order. */
struct kind_description {
    const char *class_name;
    const char *name_field;
    const char *slots[PY_SLOT_MAX];
};

static const struct kind_description descriptions[PY_KIND_COUNT] = {
    [PY_MODULE] = {"Module", NULL, {"body"}},
    [PY_FUNCTION_DEF] = {"FunctionDef", "name", {"args", "body", "decorator_list", "returns"}},
    [PY_ASYNC_FUNCTION_DEF] = {"AsyncFunctionDef", "name", {"args", "body", "decorator_list", "returns"}},
    [PY_CLASS_DEF] = {"ClassDef", "name", {"bases", "body", "decorator_list", "keywords"}},
    [PY_RETURN] = {"Return", NULL, {"value"}},
    [PY_DELETE] = {"Delete", NULL, {"targets"}},
    [PY_ASSIGN] = {"Assign", NULL, {"targets", "value"}},
    [PY_TYPE_ALIAS] = {"TypeAlias", NULL, {"name", "value"}},
    [PY_AUG_ASSIGN] = {"AugAssign", NULL, {"target", "value"}},
    [PY_ANN_ASSIGN] = {"AnnAssign", NULL, {"target", "annotation", "value"}},
    [PY_FOR] = {"For", NULL, {"target", "iter", "body", "orelse"}},
    [PY_ASYNC_FOR] = {"AsyncFor", NULL, {"target", "iter", "body", "orelse"}},
    [PY_WHILE] = {"While", NULL, {"test", "body", "orelse"}},
    [PY_IF] = {"If", NULL, {"test", "body", "orelse"}},
    [PY_WITH] = {"With", NULL, {"items", "body"}},
    [PY_ASYNC_WITH] = {"AsyncWith", NULL, {"items", "body"}},
    [PY_MATCH] = {"Match", NULL, {"subject", "cases"}},
    [PY_RAISE] = {"Raise", NULL, {"exc", "cause"}},
    [PY_TRY] = {"Try", NULL, {"body", "handlers", "orelse", "finalbody"}},
    [PY_TRY_STAR] = {"TryStar", NULL, {"body", "handlers", "orelse", "finalbody"}},
    [PY_ASSERT] = {"Assert", NULL, {"test", "msg"}},
    [PY_IMPORT] = {"Import", NULL, {"names"}},
    [PY_IMPORT_FROM] = {"ImportFrom", "module", {"names"}},
    [PY_GLOBAL] = {"Global", NULL, {"names"}},
    [PY_NONLOCAL] = {"Nonlocal", NULL, {"names"}},
    [PY_EXPR] = {"Expr", NULL, {"value"}},
    [PY_PASS] = {"Pass", NULL, {NULL}},
    [PY_BREAK] = {"Break", NULL, {NULL}},
    [PY_CONTINUE] = {"Continue", NULL, {NULL}},
    [PY_BOOL_OP] = {"BoolOp", NULL, {"values"}},
    [PY_NAMED_EXPR] = {"NamedExpr", NULL, {"target", "value"}},
    [PY_BIN_OP] = {"BinOp", NULL, {"left", "right"}},
    [PY_UNARY_OP] = {"UnaryOp", NULL, {"operand"}},
    [PY_LAMBDA] = {"Lambda", NULL, {"args", "body"}},
    [PY_IF_EXP] = {"IfExp", NULL, {"test", "body", "orelse"}},
    [PY_DICT] = {"Dict", NULL, {"keys", "values"}},
    [PY_SET] = {"Set", NULL, {"elts"}},
    [PY_LIST_COMP] = {"ListComp", NULL, {"elt", NULL, "generators"}},
    [PY_SET_COMP] = {"SetComp", NULL, {"elt", NULL, "generators"}},
    [PY_DICT_COMP] = {"DictComp", NULL, {"value", "key", "generators"}},
    [PY_GENERATOR_EXP] = {"GeneratorExp", NULL, {"elt", NULL, "generators"}},
    [PY_AWAIT] = {"Await", NULL, {"value"}},
    [PY_YIELD] = {"Yield", NULL, {"value"}},
    [PY_YIELD_FROM] = {"YieldFrom", NULL, {"value"}},
    [PY_COMPARE] = {"Compare", NULL, {"left", "comparators"}},
    [PY_CALL] = {"Call", NULL, {"func", "args", "keywords"}},
    [PY_FORMATTED_VALUE] = {"FormattedValue", NULL, {"value", "format_spec"}},
    [PY_JOINED_STR] = {"JoinedStr", NULL, {"values"}},
    [PY_TEMPLATE_STR] = {"TemplateStr", NULL, {"values"}},
    [PY_INTERPOLATION] = {"Interpolation", NULL, {"value", "format_spec"}},
    [PY_CONSTANT] = {"Constant", NULL, {NULL}},
    [PY_ATTRIBUTE] = {"Attribute", "attr", {"value"}},
    [PY_SUBSCRIPT] = {"Subscript", NULL, {"value", "slice"}},
    [PY_STARRED] = {"Starred", NULL, {"value"}},
    [PY_NAME] = {"Name", "id", {NULL}},
    [PY_LIST] = {"List", NULL, {"elts"}},
    [PY_TUPLE] = {"Tuple", NULL, {"elts"}},
    [PY_SLICE] = {"Slice", NULL, {"lower", "upper", "step"}},
    [PY_COMPREHENSION] = {"comprehension", NULL, {"target", "iter", "ifs"}},
    [PY_EXCEPT_HANDLER] = {"ExceptHandler", "name", {"type", "body"}},
    [PY_ARGUMENTS] = {"arguments",
                      NULL,
                      {"posonlyargs", "args", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults"}},
    [PY_ARG] = {"arg", "arg", {"annotation"}},
    [PY_KEYWORD] = {"keyword", "arg", {"value"}},
    [PY_ALIAS] = {"alias", "name", {NULL}},
    [PY_WITH_ITEM] = {"withitem", NULL, {"context_expr", "optional_vars"}},
    [PY_MATCH_CASE] = {"match_case", NULL, {"pattern", "guard", "body"}},
    [PY_MATCH_VALUE] = {"MatchValue", NULL, {"value"}},
    [PY_MATCH_SINGLETON] = {"MatchSingleton", NULL, {NULL}},
    [PY_MATCH_SEQUENCE] = {"MatchSequence", NULL, {"patterns"}},
    [PY_MATCH_MAPPING] = {"MatchMapping", "rest", {"keys", "patterns"}},
    [PY_MATCH_CLASS] = {"MatchClass", NULL, {"cls", "patterns", "kwd_patterns", "kwd_attrs"}},
    [PY_MATCH_STAR] = {"MatchStar", "name", {NULL}},
    [PY_MATCH_AS] = {"MatchAs", "name", {"pattern"}},
    [PY_MATCH_OR] = {"MatchOr", NULL, {"patterns"}},
};

static const char *const operator_names[PY_OP_COUNT] = {
    NULL,    "Add",    "Sub",    "Mult",     "MatMult", "Div",   "Mod",  "Pow",  "LShift", "RShift",
    "BitOr", "BitXor", "BitAnd", "FloorDiv", "Invert",  "Not",   "UAdd", "USub", "Eq",     "NotEq",
    "Lt",    "LtE",    "Gt",     "GtE",      "Is",      "IsNot", "In",   "NotIn"};

enum { TYPE_SLOTS = 512 };

/* The classes of `ast`, found once a process: there is one interpreter. */
static struct {
    PyObject *name_field[PY_KIND_COUNT];
    PyObject *slot_field[PY_KIND_COUNT][PY_SLOT_MAX];
    uint8_t slot_count[PY_KIND_COUNT];
    struct {
        PyTypeObject *type;
        uint8_t kind, op;
    } types[TYPE_SLOTS];
    PyObject *line, *column, *end_line, *end_column, *op, *ops, *value, *asname, *level, *conversion;
    PyObject *builtins, *standard;
    int flags;
} python;

static void remember_type(PyObject *module, const char *name, uint8_t kind, uint8_t op) {
    PyObject *type = PyObject_GetAttrString(module, name);
    if (!type) {
        PyErr_Clear(); /* a class of another Python version */
        return;
    }
    size_t slot = ((uintptr_t)type >> 4) % TYPE_SLOTS;
    while (python.types[slot].type)
        slot = (slot + 1) % TYPE_SLOTS;
    python.types[slot].type = (PyTypeObject *)type;
    python.types[slot].kind = kind;
    python.types[slot].op = op;
}

static void type_of(PyObject *object, uint8_t *kind, uint8_t *op) {
    PyTypeObject *type = Py_TYPE(object);
    size_t slot = ((uintptr_t)type >> 4) % TYPE_SLOTS;
    *kind = *op = 0;
    for (; python.types[slot].type; slot = (slot + 1) % TYPE_SLOTS) {
        if (python.types[slot].type == type) {
            *kind = python.types[slot].kind;
            *op = python.types[slot].op;
            return;
        }
    }
}

static int remember_classes(void) {
    PyObject *module = PyImport_ImportModule("_ast");
    if (!module)
        return -1;
    for (int kind = 1; kind < PY_KIND_COUNT; kind++) {
        const struct kind_description *of = &descriptions[kind];
        remember_type(module, of->class_name, (uint8_t)kind, 0);
        if (of->name_field)
            python.name_field[kind] = PyUnicode_InternFromString(of->name_field);
        for (int i = 0; i < PY_SLOT_MAX; i++) {
            if (of->slots[i]) {
                python.slot_field[kind][i] = PyUnicode_InternFromString(of->slots[i]);
                python.slot_count[kind] = (uint8_t)(i + 1);
            }
        }
    }
    for (int op = 1; op < PY_OP_COUNT; op++)
        remember_type(module, operator_names[op], 0, (uint8_t)op);
    remember_type(module, "And", 0, PY_OP_AND);
    remember_type(module, "Or", 0, PY_OP_OR);
    python.line = PyUnicode_InternFromString("lineno");
    python.column = PyUnicode_InternFromString("col_offset");
    python.end_line = PyUnicode_InternFromString("end_lineno");
    python.end_column = PyUnicode_InternFromString("end_col_offset");
    python.op = PyUnicode_InternFromString("op");
    python.ops = PyUnicode_InternFromString("ops");
    python.value = PyUnicode_InternFromString("value");
    python.asname = PyUnicode_InternFromString("asname");
    python.level = PyUnicode_InternFromString("level");
    python.conversion = PyUnicode_InternFromString("conversion");
    PyObject *flag = PyObject_GetAttrString(module, "PyCF_ONLY_AST");
    python.flags = flag ? (int)PyLong_AsLong(flag) : 0x400;
    Py_XDECREF(flag);
    Py_DECREF(module);
    PyObject *builtins = PyImport_ImportModule("builtins");
    python.builtins = builtins ? PyModule_GetDict(builtins) : NULL;
    python.standard = PySys_GetObject("stdlib_module_names");
    return PyErr_Occurred() ? -1 : 0;
}

/* The folder that holds lib/pythonX.Y of the libpython that we are linked to:
 * Python itself would look for a `python3` on PATH, which may be another. */
static int find_home(wchar_t *home, size_t size) {
    Dl_info info;
    char path[4096], probe[4200];
    struct stat status;
    void *symbol;
    int (*function)(void) = Py_IsInitialized;
    memcpy(&symbol, &function, sizeof symbol);
    if (!dladdr(symbol, &info) || !info.dli_fname || !realpath(info.dli_fname, path))
        return 0;
    for (char *slash; (slash = strrchr(path, '/'));) {
        *slash = '\0';
        snprintf(probe, sizeof probe, "%s/lib/python%d.%d/encodings/__init__.py", path, PY_MAJOR_VERSION,
                 PY_MINOR_VERSION);
        if (stat(probe, &status) == 0)
            return mbstowcs(home, *path ? path : "/", size) < size;
    }
    return 0;
}

int cch_py_parser_start(cch_error *error) {
    struct rlimit stack;
    if (getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur != RLIM_INFINITY) {
        rlim_t wanted = 64u << 20;
        if (stack.rlim_max != RLIM_INFINITY && stack.rlim_max < wanted)
            wanted = stack.rlim_max;
        if (stack.rlim_cur < wanted) {
            stack.rlim_cur = wanted;
            setrlimit(RLIMIT_STACK, &stack);
        }
    }
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    config.site_import = 0;
    config.install_signal_handlers = 0;
    config.write_bytecode = 0;
    config.pathconfig_warnings = 0;
    wchar_t home[4096];
    PyStatus status = PyStatus_Ok();
    if (find_home(home, sizeof home / sizeof *home))
        status = PyConfig_SetString(&config, &config.home, home);
    if (!PyStatus_Exception(status))
        status = PyWideStringList_Append(&config.warnoptions, L"ignore");
    if (!PyStatus_Exception(status))
        status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (PyStatus_Exception(status))
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot start Python's parser: %s",
                        status.err_msg ? status.err_msg : "no reason given");
    /* Trees have no cycles, so collecting them would only cost time. */
    PyGC_Disable();
    if (remember_classes())
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot start Python's parser: no usable _ast module");
    return 0;
}

struct reader {
    struct cch_py_arena *arena;
    struct cch_py_names *names;
    const char *problem;
    unsigned depth;
};

static uint32_t read_name(struct reader *reader, PyObject *text) {
    Py_ssize_t length;
    if (!PyUnicode_Check(text))
        return 0;
    const char *bytes = PyUnicode_AsUTF8AndSize(text, &length);
    if (!bytes) {
        PyErr_Clear(); /* lone surrogates, in a string */
        return 0;
    }
    const char *zero = memchr(bytes, 0, (size_t)length);
    return cch_py_name(reader->arena, reader->names, bytes, zero ? (size_t)(zero - bytes) : (size_t)length);
}

static uint32_t read_number(PyObject *object) {
    if (!PyLong_Check(object))
        return 0;
    int overflow;
    long number = PyLong_AsLongAndOverflow(object, &overflow);
    return overflow || number < 0 ? 0 : (uint32_t)number;
}

/* Longer strings are text for people; no name, key or operator is so long,
 * but an operator's schema is ("op(Tensor x) -> Tensor"). */
enum { STRING_MAX = 160, SCHEMA_MAX = 4000 };

static int is_kept(PyObject *value) {
    Py_ssize_t size, length = PyUnicode_GET_LENGTH(value);
    const char *text = length <= STRING_MAX || length > SCHEMA_MAX ? NULL : PyUnicode_AsUTF8AndSize(value, &size);
    if (length > STRING_MAX && !text)
        PyErr_Clear();
    return length <= STRING_MAX || (text && strstr(text, ") ->"));
}

/* The text of an integer that a node has no room for, or of a floating number. */
static void read_number_text(struct reader *reader, struct cch_py_node *node, PyObject *value) {
    int overflow = 0;
    if (PyLong_Check(value))
        PyLong_AsLongLongAndOverflow(value, &overflow);
    PyObject *text = overflow ? NULL : PyObject_Repr(value);
    node->constant = text ? PY_NUMBER : PY_OTHER_CONSTANT;
    if (text)
        node->name = read_name(reader, text);
    PyErr_Clear();
    Py_XDECREF(text);
}

static void read_constant(struct reader *reader, struct cch_py_node *node, PyObject *value) {
    if (PyUnicode_Check(value)) {
        node->constant = PY_STRING;
        if (is_kept(value))
            node->name = read_name(reader, value);
        else
            node->constant = PY_OTHER_CONSTANT;
    } else if (PyBool_Check(value)) {
        node->constant = PY_BOOLEAN;
        node->number = value == Py_True;
    } else if (PyLong_Check(value)) {
        int overflow;
        long number = PyLong_AsLongAndOverflow(value, &overflow);
        if (overflow || number > 1000000 || number < 0) {
            read_number_text(reader, node, value);
        } else {
            node->constant = PY_INTEGER;
            node->number = (int32_t)number;
        }
    } else if (PyFloat_Check(value)) {
        read_number_text(reader, node, value);
    } else {
        node->constant = value == Py_None ? PY_NONE : value == Py_Ellipsis ? PY_ELLIPSIS : PY_OTHER_CONSTANT;
    }
}

static struct cch_py_node *read_node(struct reader *reader, PyObject *object);

/* A list's nodes, chained. `None` in it (a missing default, a `**` in a dict)
 * and names (of `global`) become nodes of their own, so that places count. */
static struct cch_py_node *read_list(struct reader *reader, PyObject *list) {
    struct cch_py_node *first = NULL, **end = &first;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list) && !reader->problem; i++) {
        PyObject *item = PyList_GET_ITEM(list, i);
        struct cch_py_node *node;
        if (PyUnicode_Check(item) || item == Py_None) {
            node = cch_py_arena_alloc(reader->arena, sizeof *node);
            node->kind = PY_OTHER;
            node->name = read_name(reader, item);
        } else {
            node = read_node(reader, item);
        }
        if (!node)
            break;
        *end = node;
        end = &node->next;
    }
    return first;
}

/* A comparison's: the first, and all of them where it has several. */
static void read_operators(struct reader *reader, struct cch_py_node *node, PyObject *list) {
    char letters[256];
    Py_ssize_t count = PyList_Check(list) ? PyList_GET_SIZE(list) : 0;
    uint8_t kind, op;
    if (count > 0)
        type_of(PyList_GET_ITEM(list, 0), &kind, &node->op);
    if (count < 2 || count > (Py_ssize_t)sizeof letters)
        return;
    for (Py_ssize_t i = 0; i < count; i++) {
        type_of(PyList_GET_ITEM(list, i), &kind, &op);
        letters[i] = (char)(PY_OP_LETTER + op);
    }
    node->name = cch_py_name(reader->arena, reader->names, letters, (size_t)count);
}

static void read_field(struct reader *reader, struct cch_py_node *node, PyObject *field, PyObject *value) {
    if (field == python.line)
        node->line = read_number(value);
    else if (field == python.column)
        node->column = read_number(value);
    else if (field == python.end_line)
        node->end_line = read_number(value);
    else if (field == python.end_column)
        node->end_column = read_number(value);
    else if (field == python.op) {
        uint8_t kind;
        type_of(value, &kind, &node->op);
    } else if (field == python.ops) {
        read_operators(reader, node, value);
    } else if (field == python.asname && value != Py_None)
        node->name2 = read_name(reader, value);
    else if (field == python.level || field == python.conversion)
        node->number = (int32_t)read_number(value);
}

static void read_fields(struct reader *reader, struct cch_py_node *node, PyObject *dictionary) {
    Py_ssize_t position = 0;
    PyObject *field, *value;
    unsigned slots = python.slot_count[node->kind];
    while (!reader->problem && PyDict_Next(dictionary, &position, &field, &value)) {
        unsigned i = 0;
        while (i < slots && python.slot_field[node->kind][i] != field)
            i++;
        if (i < slots) {
            if (PyList_Check(value))
                node->slot[i] = read_list(reader, value);
            else if (value != Py_None)
                node->slot[i] = read_node(reader, value);
        } else if (field == python.name_field[node->kind]) {
            node->name = read_name(reader, value);
        } else if (node->kind == PY_CONSTANT && field == python.value) {
            read_constant(reader, node, value);
        } else {
            read_field(reader, node, field, value);
        }
    }
}

static struct cch_py_node *read_node(struct reader *reader, PyObject *object) {
    uint8_t kind, op;
    type_of(object, &kind, &op);
    struct cch_py_node *node =
        cch_py_arena_alloc(reader->arena, sizeof *node + python.slot_count[kind] * sizeof node->slot[0]);
    node->kind = kind;
    if (++reader->depth > DEPTH_MAX)
        reader->problem = "nested too deeply";
    PyObject **place = _PyObject_GetDictPtr(object);
    if (place && *place) {
        read_fields(reader, node, *place);
    } else {
        PyObject *dictionary = PyObject_GenericGetDict(object, NULL);
        if (dictionary)
            read_fields(reader, node, dictionary);
        else
            PyErr_Clear();
        Py_XDECREF(dictionary);
    }
    reader->depth--;
    return node;
}

/* The pending exception as one line, and the line in the file where it
 * points, if it says so. */
static void take_exception(struct cch_py_arena *arena, struct cch_py_tree *tree) {
    PyObject *type, *value, *trace;
    char text[400];
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    PyObject *line = value ? PyObject_GetAttrString(value, "lineno") : NULL;
    if (line && PyLong_Check(line))
        tree->line = read_number(line);
    PyErr_Clear();
    PyObject *message = value ? PyObject_GetAttrString(value, "msg") : NULL;
    if (!message || !PyUnicode_Check(message)) {
        PyErr_Clear();
        Py_XDECREF(message);
        message = value ? PyObject_Str(value) : NULL;
    }
    const char *words = message && PyUnicode_Check(message) ? PyUnicode_AsUTF8(message) : NULL;
    snprintf(text, sizeof text, "%s: %s", type ? ((PyTypeObject *)type)->tp_name : "error",
             words ? words : "no reason given");
    PyErr_Clear();
    size_t length = strlen(text);
    char *copy = cch_py_arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    tree->problem = copy;
    Py_XDECREF(message);
    Py_XDECREF(line);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
}

void cch_py_parse(struct cch_py_arena *arena, struct cch_py_names *names, const char *bytes, size_t size,
                  const char *path, struct cch_py_tree *tree) {
    struct reader reader = {arena, names, NULL, 0};
    memset(tree, 0, sizeof *tree);
    if (memchr(bytes, 0, size)) {
        tree->problem = "SyntaxError: source code contains null bytes";
        return;
    }
    PyCompilerFlags flags = {python.flags, PY_MINOR_VERSION};
    PyObject *module = Py_CompileStringExFlags(bytes, "<source>", Py_file_input, &flags, 0);
    (void)path;
    if (!module) {
        take_exception(arena, tree);
        return;
    }
    tree->module = read_node(&reader, module);
    if (reader.problem) {
        tree->problem = reader.problem;
        tree->module = NULL;
    }
    Py_DECREF(module);
}

int cch_py_parser_is_builtin(const char *name) {
    return python.builtins && PyDict_GetItemString(python.builtins, name) != NULL;
}

int cch_py_parser_is_standard(const char *name) {
    PyObject *text = python.standard ? PyUnicode_FromString(name) : NULL;
    int found = text ? PySet_Contains(python.standard, text) : 0;
    PyErr_Clear();
    Py_XDECREF(text);
    return found > 0;
}

const char *cch_py_parser_version(void) {
    static const char version[] = PY_VERSION;
    return version;
}
