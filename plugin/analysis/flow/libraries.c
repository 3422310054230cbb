/* Functions of libraries whose headers are the system's: which of them hand a
 * value through, take a part of one, store one, shape a tensor or ask the
 * device. Everything else is taken to compute from all that it is given. */
#include "flow/libraries.h"

#include <string.h>

struct library_function {
    const char *name;
    enum flow_library what;
};

/* In any scope: the name alone says it. */
static const struct library_function functions[] = {
    {"value", FLOW_SAME},
    {"value_or", FLOW_SAME},
    {"item", FLOW_SAME},
    {"get", FLOW_SAME},
    {"move", FLOW_SAME},
    {"forward", FLOW_SAME},
    {"operator*", FLOW_SAME},
    {"operator->", FLOW_SAME},
    {"as_const", FLOW_SAME},
    {"toInt", FLOW_SAME},
    {"toDouble", FLOW_SAME},
    {"toBool", FLOW_SAME},
    {"to", FLOW_UNKNOWN},
    {"load", FLOW_SAME},
    {"static_pointer_cast", FLOW_SAME},
    {"operator[]", FLOW_GETS_ELEMENT},
    {"at", FLOW_GETS_ELEMENT},
    {"front", FLOW_GETS_ELEMENT},
    {"back", FLOW_GETS_ELEMENT},
    {"size", FLOW_GETS_ELEMENT},
    {"sizes", FLOW_GETS_ELEMENT},
    {"stride", FLOW_GETS_ELEMENT},
    {"strides", FLOW_GETS_ELEMENT},
    {"numel", FLOW_GETS_ELEMENT},
    {"dim", FLOW_GETS_ELEMENT},
    {"dtype", FLOW_GETS_ELEMENT},
    {"scalar_type", FLOW_GETS_ELEMENT},
    {"device", FLOW_GETS_ELEMENT},
    {"options", FLOW_GETS_ELEMENT},
    {"begin", FLOW_GETS_ELEMENT},
    {"end", FLOW_GETS_ELEMENT},
    {"data", FLOW_GETS_ELEMENT},
    {"data_ptr", FLOW_GETS_ELEMENT},
    {"mutable_data_ptr", FLOW_GETS_ELEMENT},
    {"const_data_ptr", FLOW_GETS_ELEMENT},
    {"packed_accessor32", FLOW_GETS_ELEMENT},
    {"packed_accessor64", FLOW_GETS_ELEMENT},
    {"has_value", FLOW_GETS_ELEMENT},
    {"defined", FLOW_GETS_ELEMENT},
    {"empty", FLOW_UNKNOWN},
    {"push_back", FLOW_STORES},
    {"emplace_back", FLOW_STORES},
    {"insert", FLOW_STORES},
    {"emplace", FLOW_STORES},
    {"push_front", FLOW_STORES},
    {"append", FLOW_STORES},
    {"assign", FLOW_STORES},
    {"reset", FLOW_STORES},
    {"store", FLOW_STORES},
    {"make_tuple", FLOW_TUPLE},
    {"make_pair", FLOW_TUPLE},
    {"forward_as_tuple", FLOW_TUPLE},
    {"tie", FLOW_TUPLE},
};

enum flow_library flow_library_function(const char *name, const char *scope) {
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; ++i)
        if (strcmp(functions[i].name, name) == 0)
            return functions[i].what;
    /* ATen's own habit: a method that changes its tensor ends in _ */
    if (length > 1 && name[length - 1] == '_' && strncmp(scope, "at::", 4) == 0)
        return FLOW_STORES;
    return FLOW_UNKNOWN;
}

/* Functions and methods of at::, torch:: and c10:: that make a tensor of the
 * given sizes, or give one another shape. */
struct shape_function {
    const char *name;
    int method, function; /* the first argument that is a size; -1: no such function */
};

static const struct shape_function shape_functions[] = {
    {"empty", -1, 0},
    {"zeros", -1, 0},
    {"ones", -1, 0},
    {"full", -1, 0},
    {"rand", -1, 0},
    {"randn", -1, 0},
    {"empty_strided", -1, 0},
    {"arange", -1, 0},
    {"linspace", -1, 0},
    {"eye", -1, 0},
    {"new_empty", 0, 1},
    {"new_zeros", 0, 1},
    {"new_ones", 0, 1},
    {"new_full", 0, 1},
    {"view", 0, 1},
    {"reshape", 0, 1},
    {"narrow", 0, 1},
    {"expand", 0, 1},
    {"repeat", 0, 1},
    {"resize_", 0, 1},
    {"as_strided", 0, 1},
    {"unfold", 0, 1},
    {"slice", 0, 1},
    {"split", 0, 1},
    {"chunk", 0, 1},
    {"unflatten", 0, 1},
    {"pad", -1, 1},
    {"constant_pad_nd", -1, 1},
    {"new_empty_strided", 0, 1},
    {"from_blob", -1, 1},
    {"repeat_interleave", 0, 1},
};

static bool of_torch(const char *scope) {
    return strcmp(scope, "at") == 0 || strncmp(scope, "at::", 4) == 0 || strcmp(scope, "torch") == 0 ||
           strncmp(scope, "torch::", 7) == 0 || strncmp(scope, "c10::", 5) == 0;
}

int flow_shape_argument(const char *name, const char *scope, bool method) {
    if (!of_torch(scope))
        return -1;
    for (size_t i = 0; i < sizeof shape_functions / sizeof *shape_functions; ++i)
        if (strcmp(shape_functions[i].name, name) == 0)
            return method ? shape_functions[i].method : shape_functions[i].function;
    return -1;
}

const struct cch_carries_rule *flow_carries_rule(const char *name, const char *scope, bool method, unsigned arguments) {
    const struct cch_carries_rule *rule = cch_carries_find(name);
    if (!rule || (rule->of_tensors && !of_torch(scope)) || (!method && !rule->makes && !arguments))
        return NULL;
    if (rule->makes && method) /* vector.empty() */
        return cch_carries_find("defined");
    bool sets = rule->object == CCH_CARRIES_FORM_TO_DATA && rule->second == CCH_CARRIES_DATA_TO_FORM;
    return sets && (arguments || !method) ? NULL : rule; /* options.dtype(x) */
}
