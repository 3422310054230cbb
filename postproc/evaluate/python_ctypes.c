/* ctypes: libraries, whose functions are bindings of the graph, and the values that C gets
 * (https://docs.python.org/3/library/ctypes.html). */
#include "evaluate/python_parts.h"

#include <string.h>

/* A library by its file, as the graph names it: what stands before the first dot; "ctypes.CDLL" where it is not known. */
static const cch_datum *load_library(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *file = cch_python_argument(call, 0, "name");
    const char *path = file ? cch_as_text(file) : NULL, *slash = path ? strrchr(path, '/') : NULL;
    const char *start = slash ? slash + 1 : path;
    (void)which;
    if (file && file->kind == CCH_DATUM_NONE)
        return cch_not_known(machine, "the program's own symbols");
    return cch_python_wrap(
        machine, "ctypes.CDLL", "library",
        cch_python_text(machine, start ? cch_arena_text(&machine->arena, start, strcspn(start, ".")) : "ctypes.CDLL"));
}

const cch_datum *cch_python_library_symbol(cch_machine *machine, const cch_datum *library, const char *name) {
    const char *names[] = {cch_as_text(cch_python_field(machine, library, "library")), "ctypes.CDLL"};
    for (int i = 0; names[0] && i < 2; i++) {
        const char *full = cch_arena_print(&machine->arena, "%s.%s", names[i], name);
        if (cch_python_is_binding(machine, cch_python_find(machine, full)))
            return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, full);
    }
    return cch_not_known(machine, "whether a library has the symbol %s", name);
}

/* c_int(x) and its like: `value`, as C has it. */
static const cch_datum *c_value(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = cch_python_argument(call, 0, "value");
    if (value && which != CCH_TYPE_POINTER && value->kind != CCH_DATUM_NONE)
        value = cch_convert(machine, (enum cch_type)which, value);
    else if (!value)
        value = which == CCH_TYPE_POINTER ? &cch_none : cch_integer(&machine->arena, 0);
    return cch_python_wrap(machine, "ctypes.value", "value", value);
}

const struct python_row cch_python_ctypes_rows[] = {
    {"ctypes.CDLL", load_library, 0},
    {"ctypes.PyDLL", load_library, 0},
    {"ctypes.cdll.LoadLibrary", load_library, 0},
    {"ctypes.pydll.LoadLibrary", load_library, 0},
    {"numpy.ctypeslib.load_library", load_library, 0},
    {"ctypes.c_bool", c_value, CCH_TYPE_BOOL},
    {"ctypes.c_int8", c_value, CCH_TYPE_I8},
    {"ctypes.c_byte", c_value, CCH_TYPE_I8},
    {"ctypes.c_uint8", c_value, CCH_TYPE_U8},
    {"ctypes.c_ubyte", c_value, CCH_TYPE_U8},
    {"ctypes.c_int16", c_value, CCH_TYPE_I16},
    {"ctypes.c_short", c_value, CCH_TYPE_I16},
    {"ctypes.c_uint16", c_value, CCH_TYPE_U16},
    {"ctypes.c_ushort", c_value, CCH_TYPE_U16},
    {"ctypes.c_int32", c_value, CCH_TYPE_I32},
    {"ctypes.c_int", c_value, CCH_TYPE_I32},
    {"ctypes.c_uint32", c_value, CCH_TYPE_U32},
    {"ctypes.c_uint", c_value, CCH_TYPE_U32},
    {"ctypes.c_int64", c_value, CCH_TYPE_I64},
    {"ctypes.c_long", c_value, CCH_TYPE_I64},
    {"ctypes.c_longlong", c_value, CCH_TYPE_I64},
    {"ctypes.c_ssize_t", c_value, CCH_TYPE_I64},
    {"ctypes.c_uint64", c_value, CCH_TYPE_U64},
    {"ctypes.c_ulong", c_value, CCH_TYPE_U64},
    {"ctypes.c_ulonglong", c_value, CCH_TYPE_U64},
    {"ctypes.c_size_t", c_value, CCH_TYPE_U64},
    {"ctypes.c_float", c_value, CCH_TYPE_F32},
    {"ctypes.c_double", c_value, CCH_TYPE_F64},
    {"ctypes.c_void_p", c_value, CCH_TYPE_POINTER},
    {"ctypes.c_char_p", c_value, CCH_TYPE_POINTER},
    {NULL, NULL, 0},
};
