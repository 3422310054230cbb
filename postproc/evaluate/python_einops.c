/* einops.rearrange: a form by a pattern, as a reshape, a permutation and a reshape; rows (python.h). */
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <string.h>

enum { AXES_MAX = CCH_RANK_MAX };

/* One side of a pattern: "b (h d) 1": axes by number, and in which group each is. */
struct side {
    unsigned axes[AXES_MAX], group[AXES_MAX], count, groups;
};

struct pattern {
    char names[AXES_MAX][32];
    const cch_datum *lengths[AXES_MAX];
    unsigned count;
    struct side sides[2];
};

static int axis_of(struct pattern *pattern, const char *name, size_t length, bool adds) {
    for (unsigned i = 0; i < pattern->count; i++)
        if (strlen(pattern->names[i]) == length && strncmp(pattern->names[i], name, length) == 0)
            return (int)i;
    if (!adds || pattern->count == AXES_MAX || length >= sizeof pattern->names[0])
        return -1;
    memcpy(pattern->names[pattern->count], name, length);
    return (int)pattern->count++;
}

/* False: more than is known here (an ellipsis, say). */
static bool read_side(struct pattern *pattern, struct side *side, const char *text, const char *end, bool adds) {
    bool is_open = false;
    while (text < end) {
        size_t length = strcspn(text, " ()");
        if (*text == ' ') {
            text++;
            continue;
        }
        if (*text == '(' || *text == ')') {
            if ((*text == '(') == is_open || side->groups == AXES_MAX)
                return false;
            is_open = *text++ == '(';
            side->groups += !is_open;
            continue;
        }
        length = length < (size_t)(end - text) ? length : (size_t)(end - text);
        bool is_one = length == 1 && *text == '1';
        int axis = is_one ? 0 : axis_of(pattern, text, length, adds);
        if (axis < 0 || side->count == AXES_MAX || side->groups == AXES_MAX || *text == '.')
            return false;
        if (!is_one) {
            side->axes[side->count] = (unsigned)axis;
            side->group[side->count++] = side->groups;
        }
        side->groups += !is_open;
        text += length;
    }
    return !is_open;
}

/* The lengths of all axes, from a tensor's sizes and what is given by name. */
static bool find_lengths(cch_machine *machine, struct pattern *pattern, const struct cch_tensor *tensor,
                         const struct python_call *call) {
    const struct side *left = &pattern->sides[0];
    if (left->groups != tensor->rank)
        return false;
    for (unsigned i = 0; i < pattern->count; i++)
        pattern->lengths[i] = cch_python_argument(call, SIZE_MAX, pattern->names[i]);
    for (unsigned group = 0; group < left->groups; group++) {
        const cch_datum *rest = tensor->sizes[group];
        int open = -1;
        for (unsigned i = 0; i < left->count; i++) {
            if (left->group[i] != group)
                continue;
            if (pattern->lengths[left->axes[i]])
                rest = cch_operate(machine, CCH_OPERATOR_DIVIDE, CCH_TYPE_I64, rest, pattern->lengths[left->axes[i]]);
            else if (open >= 0)
                return false;
            else
                open = (int)left->axes[i];
        }
        if (open >= 0)
            pattern->lengths[open] = rest;
    }
    return true;
}

static const cch_datum *reorder(cch_machine *machine, const struct pattern *pattern, const cch_datum *value) {
    const struct side *left = &pattern->sides[0], *right = &pattern->sides[1];
    const cch_datum *sizes[AXES_MAX];
    unsigned order[AXES_MAX];
    bool is_same = left->count == left->groups, is_sorted = true;
    if (left->count != pattern->count || right->count != left->count)
        return NULL; /* an axis of one side alone */
    for (unsigned i = 0; i < left->count; i++)
        sizes[i] = pattern->lengths[left->axes[i]];
    if (!is_same)
        value = cch_tensor_reshape(machine, value->tensor, sizes, left->count);
    for (unsigned i = 0; i < right->count; i++) {
        order[i] = 0;
        while (left->axes[order[i]] != right->axes[i])
            order[i]++;
        is_sorted &= order[i] == i;
    }
    if (value && value->kind == CCH_DATUM_TENSOR && !value->tensor->unranked && !is_sorted)
        value = cch_tensor_permute(machine, value->tensor, order);
    if (!value || value->kind != CCH_DATUM_TENSOR || value->tensor->unranked || right->count == right->groups)
        return value;
    for (unsigned group = 0; group < right->groups; group++)
        sizes[group] = cch_integer(&machine->arena, 1);
    for (unsigned i = 0; i < right->count; i++)
        sizes[right->group[i]] = cch_operate(machine, CCH_OPERATOR_MULTIPLY, CCH_TYPE_I64, sizes[right->group[i]],
                                             pattern->lengths[right->axes[i]]);
    return cch_tensor_reshape(machine, value->tensor, sizes, right->groups);
}

static const cch_datum *rearrange(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = cch_python_argument(call, 0, "tensor"), *text = cch_python_argument(call, 1, "pattern");
    const char *arrow = text && cch_as_text(text) ? strstr(text->text, "->") : NULL;
    struct pattern pattern = {.count = 0};
    (void)which;
    if (!value || value->kind != CCH_DATUM_TENSOR || value->tensor->unranked || !arrow ||
        !read_side(&pattern, &pattern.sides[0], text->text, arrow, true) ||
        !read_side(&pattern, &pattern.sides[1], arrow + 2, text->text + text->count, false) ||
        !find_lengths(machine, &pattern, value->tensor, call))
        return cch_tensor_unknown(machine, cch_python_unknown_of(machine, call));
    const cch_datum *made = reorder(machine, &pattern, value);
    return made ? made : cch_tensor_unknown(machine, cch_python_unknown_of(machine, call));
}

const struct python_row cch_python_einops_rows[] = {
    {"einops.rearrange", rearrange, 0},
    {"einops.einops.rearrange", rearrange, 0},
    {NULL, NULL, 0},
};
