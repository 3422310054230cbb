#include "graph_file/carries.h"

#include <string.h>

/* What goes from an argument to the result, in letters: */
enum {
    D = CCH_CARRIES_DATA_TO_DATA, /* its data is in the result's */
    S = CCH_CARRIES_DATA_TO_FORM, /* it says how the result is shaped, of what type, or where */
    F = CCH_CARRIES_FORM_TO_DATA, /* its form is what the result tells */
    L = CCH_CARRIES_FORM_TO_FORM, /* the result's form is like its own */
};

static const struct {
    const char *name;
    struct cch_carries_rule is;
} rules[] = {
    /* name               object  second  rest    makes  of tensors */
    {"__len__", {F, 0, 0, false, false}},
    {"abs", {D | L, D | L, D | L, false, false}},
    {"add", {D | L, D | L, D, false, false}},
    {"add_", {D | L, D, D, false, false}},
    {"arange", {0, D | S, D | S, true, true}},
    {"as_strided", {D | L, D | S, D | S, false, true}},
    {"bfloat16", {D | L, 0, 0, false, true}},
    {"bool", {D | F, 0, 0, false, false}},
    {"broadcast_to", {D | L, S, S, false, true}},
    {"cat", {D | L, D | S, D | S, false, false}},
    {"ceil", {D | L, D, D, false, false}},
    {"chunk", {D | L, D | S, D | S, false, false}},
    {"clamp", {D | L, D, D, false, false}},
    {"clone", {D | L, S, S, false, false}},
    {"concat", {D | L, D | S, D | S, false, false}},
    {"contiguous", {D | L, S, S, false, false}},
    {"copy_", {L, D, 0, false, true}},
    {"cos", {D | L, 0, 0, false, false}},
    {"cpu", {D | L, S, S, false, false}},
    {"cuda", {D | L, S, S, false, false}},
    {"defined", {F, 0, 0, false, false}},
    {"detach", {D | L, 0, 0, false, false}},
    {"device", {F, S, S, false, false}},
    {"dim", {F, 0, 0, false, false}},
    {"div", {D | L, D | L, D, false, false}},
    {"dtype", {F, S, S, false, false}},
    {"element_size", {F, 0, 0, false, false}},
    {"empty", {0, S, S, true, true}},
    {"empty_like", {L, S, S, false, true}},
    {"empty_strided", {0, S, S, true, true}},
    {"exp", {D | L, 0, 0, false, false}},
    {"expand", {D | L, S, S, false, true}},
    {"expand_as", {D | L, L, 0, false, true}},
    {"eye", {0, S, S, true, true}},
    {"fill_", {L, D, D, false, true}},
    {"flatten", {D | L, S, S, false, true}},
    {"float", {D | L, S, S, false, false}},
    {"floor", {D | L, 0, 0, false, false}},
    {"from_blob", {D, S, S, false, true}},
    {"full", {0, S, D, true, true}},
    {"full_like", {L, D, S, false, true}},
    {"get_device", {F, 0, 0, false, false}},
    {"half", {D | L, 0, 0, false, true}},
    {"has_value", {F, 0, 0, false, false}},
    {"int", {D, D, 0, false, false}},
    {"is_contiguous", {F, D, D, false, true}},
    {"is_cpu", {F, 0, 0, false, true}},
    {"is_cuda", {F, 0, 0, false, true}},
    {"is_floating_point", {F, 0, 0, false, true}},
    {"isinstance", {F, D, 0, false, false}},
    {"issubclass", {F, D, 0, false, false}},
    {"itemsize", {F, 0, 0, false, false}},
    {"layout", {F, S, S, false, false}},
    {"len", {F, 0, 0, false, false}},
    {"linspace", {0, D | S, D | S, true, true}},
    {"list", {D | L, 0, 0, false, false}},
    {"log", {D | L, 0, 0, false, false}},
    {"logspace", {0, D | S, D | S, true, true}},
    {"masked_fill", {D | L, D | L, D, false, true}},
    {"max", {D | L, D | L, D | L, false, false}},
    {"maximum", {D | L, D | L, D, false, false}},
    {"min", {D | L, D | L, D | L, false, false}},
    {"minimum", {D | L, D | L, D, false, false}},
    {"mul", {D | L, D | L, D, false, false}},
    {"mul_", {D | L, D, D, false, false}},
    {"narrow", {D | L, D | S, D | S, false, true}},
    {"ndimension", {F, 0, 0, false, true}},
    {"neg", {D | L, 0, 0, false, false}},
    {"new_empty", {L, S, S, false, true}},
    {"new_empty_strided", {L, S, S, false, true}},
    {"new_full", {L, S, D, false, true}},
    {"new_ones", {L, S, S, false, true}},
    {"new_tensor", {L, D | L, S, false, true}},
    {"new_zeros", {L, S, S, false, true}},
    {"nbytes", {F, 0, 0, false, false}},
    {"nelement", {F, 0, 0, false, true}},
    {"numel", {F, 0, 0, false, true}},
    {"ones", {0, S, S, true, true}},
    {"ones_like", {L, S, S, false, true}},
    {"operator!=", {D | L, D | L, 0, false, false}},
    {"operator%", {D | L, D | L, 0, false, false}},
    {"operator&", {D | L, D | L, 0, false, false}},
    {"operator*=", {D | L, D, 0, false, false}},
    {"operator+", {D | L, D | L, 0, false, false}},
    {"operator+=", {D | L, D, 0, false, false}},
    {"operator-", {D | L, D | L, 0, false, false}},
    {"operator-=", {D | L, D, 0, false, false}},
    {"operator/", {D | L, D | L, 0, false, false}},
    {"operator/=", {D | L, D, 0, false, false}},
    {"operator<", {D | L, D | L, 0, false, false}},
    {"operator<=", {D | L, D | L, 0, false, false}},
    {"operator==", {D | L, D | L, 0, false, false}},
    {"operator>", {D | L, D | L, 0, false, false}},
    {"operator>=", {D | L, D | L, 0, false, false}},
    {"operator|", {D | L, D | L, 0, false, false}},
    {"options", {F, S, S, false, true}},
    {"permute", {D | L, D | S, D | S, false, true}},
    {"pow", {D | L, D | L, 0, false, false}},
    {"rand", {0, S, S, true, true}},
    {"rand_like", {L, S, S, false, true}},
    {"randint_like", {L, D, D, false, true}},
    {"randn", {0, S, S, true, true}},
    {"randn_like", {L, S, S, false, true}},
    {"range", {D | S, D | S, D | S, false, false}},
    {"relu", {D | L, 0, 0, false, false}},
    {"repeat", {D | L, D | S, D | S, false, false}},
    {"reshape", {D | L, S, S, false, true}},
    {"reshape_as", {D | L, L, 0, false, true}},
    {"resize_", {D | L, S, S, false, true}},
    {"scalar_type", {F, 0, 0, false, true}},
    {"select", {D | L, D | S, D | S, false, false}},
    {"sigmoid", {D | L, 0, 0, false, false}},
    {"silu", {D | L, 0, 0, false, false}},
    {"sin", {D | L, 0, 0, false, false}},
    {"size", {F, D, D, false, false}},
    {"sizes", {F, 0, 0, false, true}},
    {"slice", {D | L, D | S, D | S, false, false}},
    {"split", {D | L, D | S, D | S, false, false}},
    {"sqrt", {D | L, 0, 0, false, false}},
    {"squeeze", {D | L, S, S, false, true}},
    {"stack", {D | L, S, S, false, true}},
    {"storage_offset", {F, 0, 0, false, true}},
    {"stride", {F, D, D, false, true}},
    {"strides", {F, 0, 0, false, true}},
    {"str", {D | F, D, D, false, false}},
    {"sub", {D | L, D | L, D, false, false}},
    {"suggest_memory_format", {F, 0, 0, false, true}},
    {"sym_size", {F, D, D, false, true}},
    {"sym_sizes", {F, 0, 0, false, true}},
    {"t", {D | L, 0, 0, false, true}},
    {"tanh", {D | L, 0, 0, false, false}},
    {"tile", {D | L, D | S, D | S, false, false}},
    {"to", {D | L, S | L, S, false, true}},
    {"toType", {D | L, S, S, false, true}},
    {"transpose", {D | L, D | S, D | S, false, true}},
    {"tuple", {D | L, 0, 0, false, false}},
    {"type", {F, S, S, false, false}},
    {"type_as", {D | L, L, 0, false, true}},
    {"unflatten", {D | L, S, S, false, true}},
    {"unsqueeze", {D | L, S, S, false, true}},
    {"view", {D | L, S, S, false, true}},
    {"view_as", {D | L, L, 0, false, true}},
    {"where", {D | L, D | L, D | L, false, false}},
    {"zero_", {L, 0, 0, false, true}},
    {"zeros", {0, S, S, true, true}},
    {"zeros_like", {L, S, S, false, true}},
};

/* Keywords that mean the same wherever they are taken; others are as the rest. */
static const struct {
    const char *name;
    unsigned char carries;
} keywords[] = {
    {"device", S},     {"dim", D | S},       {"dtype", S}, {"fill_value", D},   {"generator", D}, {"input", D | L},
    {"layout", S},     {"memory_format", S}, {"names", S}, {"non_blocking", S}, {"other", D | L}, {"out", 0},
    {"pin_memory", S}, {"requires_grad", S}, {"shape", S}, {"size", S},         {"value", D},
};

static const struct {
    const char *name;
    unsigned char carries;
} attributes[] = {
    {"device", F}, {"dtype", F},  {"is_cpu", F}, {"is_cuda", F},       {"itemsize", F},
    {"layout", F}, {"nbytes", F}, {"ndim", F},   {"requires_grad", F}, {"shape", F},
};

const struct cch_carries_rule *cch_carries_find(const char *name) {
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i].is;
    return NULL;
}

unsigned cch_carries_argument(const struct cch_carries_rule *rule, bool is_method, size_t index) {
    if (!is_method && !rule->makes)
        return index == 0 ? rule->object : index == 1 ? rule->second : rule->rest;
    return index == 0 ? rule->second : rule->rest;
}

unsigned cch_carries_keyword(const struct cch_carries_rule *rule, bool is_method, const char *keyword) {
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(keywords[i].name, keyword) == 0)
            return strcmp(keyword, "input") == 0 && !is_method ? rule->object : keywords[i].carries;
    return rule->rest | rule->second;
}

unsigned cch_carries_attribute(const char *name) {
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (strcmp(attributes[i].name, name) == 0)
            return attributes[i].carries;
    return CCH_CARRIES_ALIKE;
}
