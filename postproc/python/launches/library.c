/* What library functions do with terms (library.h). */
#include "python/launches/library.h"

#include <string.h>

#include "python/read/files.h"

cch_py_term *cch_py_given(cch_py_term *const *arguments, uint32_t count, uint32_t place, const char *name) {
    for (uint32_t i = 0; i < count; i++)
        if (arguments[i]->kind == PY_TERM_KEYWORD && !strcmp(arguments[i]->text, name))
            return arguments[i]->items[0];
    for (uint32_t i = 0; i < count && i <= place; i++)
        if (arguments[i]->kind == PY_TERM_KEYWORD || arguments[i]->kind == PY_TERM_STAR)
            return NULL;
    return place < count ? arguments[place] : NULL;
}

int cch_py_is_called(struct cch_py_scene *scene, cch_py_term *callee, const char *name) {
    const char *text = cch_py_term_dotted(scene->arena, callee);
    size_t length = text ? strlen(text) : 0, wanted = strlen(name);
    return length >= wanted && !strcmp(text + length - wanted, name) &&
           (length == wanted || text[length - wanted - 1] == '.');
}

static cch_py_term *sequence(struct cch_py_frame *frame, enum cch_py_term_kind kind, const cch_py_term_list *items) {
    return cch_py_term_make(frame->scene->arena, kind, "", items->items, items->count);
}

/* Python's own ------------------------------------------------------------------------ */

typedef cch_py_term *library_call(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which);

static cch_py_term *length(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    (void)which;
    if (count != 1 || (!cch_py_term_is_sequence(arguments[0]) && arguments[0]->kind != PY_TERM_DICT))
        return NULL;
    return cch_py_term_number(frame->scene->arena, arguments[0]->count / (arguments[0]->kind == PY_TERM_DICT ? 2 : 1));
}

static cch_py_term *numbers(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    int64_t from = 0, step = 1, to;
    cch_py_term_list items = {0};
    (void)which;
    for (uint32_t i = 0; i < count; i++)
        if (arguments[i]->kind != PY_TERM_NUMBER || arguments[i]->number < -(1 << 30) || arguments[i]->number > 1 << 30)
            return NULL;
    if (!count || count > 3)
        return NULL;
    to = arguments[count > 1]->number;
    from = count > 1 ? arguments[0]->number : 0;
    step = count > 2 ? arguments[2]->number : 1;
    for (; step && (step > 0 ? from < to : from > to); from += step) {
        if (items.count == PY_TERM_ITEMS_MAX)
            return NULL;
        PY_PUSH(frame->scene->arena, &items, cch_py_term_number(frame->scene->arena, from));
    }
    return sequence(frame, PY_TERM_LIST, &items);
}

/* min, max: folded where all are numbers, else what is left of the call is an expression. */
static cch_py_term *least(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int most) {
    (void)frame;
    if (count == 1 && cch_py_term_is_sequence(arguments[0])) {
        count = arguments[0]->count;
        arguments = arguments[0]->items;
    }
    cch_py_term *found = count ? arguments[0] : NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (arguments[i]->kind != PY_TERM_NUMBER)
            return NULL;
        if (most ? arguments[i]->number > found->number : arguments[i]->number < found->number)
            found = arguments[i];
    }
    return found;
}

static cch_py_term *sum(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    cch_py_term *total = cch_py_term_number(frame->scene->arena, which);
    if (count != 1 || !cch_py_term_is_sequence(arguments[0]))
        return NULL;
    for (uint32_t i = 0; i < arguments[0]->count; i++)
        total = cch_py_term_binary(frame->scene->arena, which ? "*" : "+", total, arguments[0]->items[i]);
    return total;
}

/* int(x), Int32(x), constexpr(x): the same number. */
static cch_py_term *same_number(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    (void)frame;
    return count == 1 && (arguments[0]->kind == PY_TERM_NUMBER || (which && arguments[0]->kind <= PY_TERM_DICT) ||
                          (which && cch_py_term_is_expression(arguments[0]) && arguments[0]->kind != PY_TERM_STAR &&
                           arguments[0]->kind != PY_TERM_KEYWORD))
               ? arguments[0]
               : NULL;
}

static cch_py_term *truth(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    int holds = count == 1 ? cch_py_term_truth_of(arguments[0]) : -1;
    (void)which;
    return holds >= 0 ? cch_py_term_truth(frame->scene->arena, holds) : NULL;
}

static cch_py_term *copied(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int kind) {
    if (kind == PY_TERM_DICT) {
        cch_py_term *made = cch_py_term_make(frame->scene->arena, PY_TERM_DICT, "", NULL, 0);
        for (uint32_t i = 0; i < count; i++) {
            if (arguments[i]->kind == PY_TERM_DICT)
                made = cch_py_term_binary(frame->scene->arena, "|", made, arguments[i]);
            else if (arguments[i]->kind == PY_TERM_KEYWORD && arguments[i]->text[0])
                made = cch_py_term_with(frame->scene->arena, made,
                                        cch_py_term_plain(frame->scene->arena, PY_TERM_TEXT, arguments[i]->text),
                                        arguments[i]->items[0]);
            else
                return NULL;
        }
        return made;
    }
    if (count > 1 || (count && !cch_py_term_is_sequence(arguments[0])))
        return NULL;
    return cch_py_term_make(frame->scene->arena, (enum cch_py_term_kind)kind, "", count ? arguments[0]->items : NULL,
                            count ? arguments[0]->count : 0);
}

/* copy.copy, copy.deepcopy */
static cch_py_term *another(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    (void)which;
    if (count != 1 || (!cch_py_term_is_sequence(arguments[0]) && arguments[0]->kind != PY_TERM_DICT))
        return NULL;
    return cch_py_term_make(frame->scene->arena, arguments[0]->kind, "", arguments[0]->items, arguments[0]->count);
}

static cch_py_term *paired(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int counts) {
    cch_py_term_list items = {0};
    uint32_t rounds = PY_TERM_ITEMS_MAX;
    for (uint32_t i = 0; i < count; i++) {
        if (!cch_py_term_is_sequence(arguments[i]))
            return NULL;
        rounds = arguments[i]->count < rounds ? arguments[i]->count : rounds;
    }
    for (uint32_t k = 0; count && count <= 8 && k < rounds; k++) {
        cch_py_term *parts[9];
        uint32_t part = 0;
        if (counts)
            parts[part++] = cch_py_term_number(frame->scene->arena, k);
        for (uint32_t i = 0; i < count; i++)
            parts[part++] = arguments[i]->items[k];
        PY_PUSH(frame->scene->arena, &items, cch_py_term_make(frame->scene->arena, PY_TERM_TUPLE, "", parts, part));
    }
    return count && count <= 8 ? sequence(frame, PY_TERM_LIST, &items) : NULL;
}

/* itertools.product: the last one varies first. */
static cch_py_term *product(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    cch_py_term_list items = {0};
    uint64_t rounds = 1;
    (void)which;
    for (uint32_t i = 0; i < count; i++) {
        if (!cch_py_term_is_sequence(arguments[i]))
            return NULL;
        rounds *= arguments[i]->count;
        if (rounds > PY_TERM_ITEMS_MAX)
            return NULL;
    }
    for (uint64_t k = 0; k < rounds && count <= 12; k++) {
        cch_py_term *parts[12];
        uint64_t rest = k;
        for (uint32_t i = count; i--; rest /= arguments[i]->count)
            parts[i] = arguments[i]->items[rest % arguments[i]->count];
        PY_PUSH(frame->scene->arena, &items, cch_py_term_make(frame->scene->arena, PY_TERM_TUPLE, "", parts, count));
    }
    return count <= 12 ? sequence(frame, PY_TERM_LIST, &items) : NULL;
}

/* Triton and CuTe ------------------------------------------------------------------------- */

/* triton.cdiv(a, b): a // b, rounded up. */
static cch_py_term *divided_up(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    (void)which;
    if (count != 2 || arguments[0]->kind != PY_TERM_NUMBER || arguments[1]->kind != PY_TERM_NUMBER ||
        arguments[1]->number <= 0 || arguments[0]->number > INT64_MAX - arguments[1]->number)
        return NULL;
    int64_t a = arguments[0]->number, b = arguments[1]->number;
    return cch_py_term_number(frame->scene->arena, a / b + (a > 0 && a % b));
}

static cch_py_term *power_of_two(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    int64_t power = 1;
    (void)which;
    if (count != 1 || arguments[0]->kind != PY_TERM_NUMBER || arguments[0]->number > 1ll << 60)
        return NULL;
    while (power < arguments[0]->number)
        power *= 2;
    return cch_py_term_number(frame->scene->arena, power);
}

static cch_py_term *configuration(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count,
                                  int which) {
    static const char *const options[] = {"num_warps", "num_stages", "num_ctas", "maxnreg"};
    struct cch_py_arena *arena = frame->scene->arena;
    cch_py_term *parts[] = {cch_py_given(arguments, count, 0, "kwargs"),
                            cch_py_term_make(arena, PY_TERM_DICT, "", NULL, 0)};
    (void)which;
    if (!parts[0])
        parts[0] = cch_py_term_unknown(arena, "the configuration's meta-parameters");
    for (uint32_t i = 0; i < count; i++) /* what else is given by keywords, or starred, is in none of these */
        if (arguments[i]->kind == PY_TERM_STAR || (arguments[i]->kind == PY_TERM_KEYWORD && !arguments[i]->text[0]))
            return cch_py_term_unknown(arena, "a configuration's arguments");
    for (uint32_t i = 0; i < sizeof options / sizeof *options; i++) {
        cch_py_term *value = cch_py_given(arguments, count, i + 1, options[i]);
        if (value && value->kind != PY_TERM_NONE)
            parts[1] = cch_py_term_with(arena, parts[1], cch_py_term_plain(arena, PY_TERM_TEXT, options[i]), value);
    }
    return cch_py_term_make(arena, PY_TERM_CONFIG, "", parts, 2);
}

static cch_py_term *tuner(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    return cch_py_term_make(frame->scene->arena, PY_TERM_TUNER, which ? "heuristics" : "autotune", arguments, count);
}

static int is_kernel(cch_py_term *term) { return term->kind == PY_TERM_FUNCTION || term->kind == PY_TERM_KERNEL; }

/* @triton.jit, @triton.jit(…): a kernel is called by the function's name. */
static cch_py_term *jit(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    (void)which;
    if (count == 1 && is_kernel(arguments[0]))
        return arguments[0];
    return cch_py_term_make(frame->scene->arena, PY_TERM_TUNER, "", NULL, 0);
}

/* Whether a value whose type shows is of one of Python's own types: 1, 0, or -1. */
static int is_of_type(cch_py_term *value, cch_py_term *type) {
    static const struct {
        const char *name;
        enum cch_py_term_kind kind, other;
    } types[] = {{"tuple", PY_TERM_TUPLE, PY_TERM_TUPLE}, {"list", PY_TERM_LIST, PY_TERM_LIST},
                 {"dict", PY_TERM_DICT, PY_TERM_DICT},    {"str", PY_TERM_TEXT, PY_TERM_TEXT},
                 {"bool", PY_TERM_TRUTH, PY_TERM_TRUTH},  {"int", PY_TERM_NUMBER, PY_TERM_TRUTH}};
    int is_number = cch_py_term_is_expression(value) && cch_py_term_is_number(value);
    if (((value->kind < PY_TERM_NONE || value->kind > PY_TERM_DICT) && !is_number) || type->kind != PY_TERM_OUTSIDE)
        return -1;
    if (is_number) /* of which kind isn't known */
        return !strcmp(type->text, "tuple") || !strcmp(type->text, "list") || !strcmp(type->text, "dict") ||
                       !strcmp(type->text, "str")
                   ? 0
                   : -1;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(types[i].name, type->text))
            return value->kind == types[i].kind || value->kind == types[i].other;
    return -1;
}

static cch_py_term *is_instance(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count, int which) {
    (void)which;
    int is = count == 2 ? 0 : -1;
    uint32_t types = count == 2 && arguments[1]->kind == PY_TERM_TUPLE ? arguments[1]->count : 1;
    for (uint32_t i = 0; i < types && is == 0; i++)
        is = is_of_type(arguments[0], arguments[1]->kind == PY_TERM_TUPLE ? arguments[1]->items[i] : arguments[1]);
    return is >= 0 ? cch_py_term_truth(frame->scene->arena, is) : NULL;
}

static const struct {
    const char *name;
    library_call *call;
    int which;
} ROWS[] = {
    {"isinstance", is_instance, 0},
    {"len", length, 0},
    {"range", numbers, 0},
    {"min", least, 0},
    {"max", least, 1},
    {"sum", sum, 0},
    {"prod", sum, 1},
    {"int", same_number, 0},
    {"bool", truth, 0},
    {"list", copied, PY_TERM_LIST},
    {"tuple", copied, PY_TERM_TUPLE},
    {"dict", copied, PY_TERM_DICT},
    {"copy.copy", another, 0},
    {"copy.deepcopy", another, 0},
    {"zip", paired, 0},
    {"enumerate", paired, 1},
    {"itertools.product", product, 0},
    {"product", product, 0},
    {"triton.cdiv", divided_up, 0},
    {"tl.cdiv", divided_up, 0},
    {"triton.language.cdiv", divided_up, 0},
    {"cute.ceil_div", divided_up, 0},
    {"triton.next_power_of_2", power_of_two, 0},
    {"triton.Config", configuration, 0},
    {"triton.autotune", tuner, 0},
    {"triton.heuristics", tuner, 1},
    {"triton.jit", jit, 0},
    {"triton.runtime.jit.jit", jit, 0},
    {"cuda.jit", jit, 0},
    {"jit.rawkernel", jit, 0},
    {"cute.kernel", jit, 0},
    {"cute.jit", jit, 0},
    {"cutlass.const_expr", same_number, 1},
    {"const_expr", same_number, 1},
    {"cutlass.Int32", same_number, 1},
    {"Int32", same_number, 1},
    {"cutlass.Int64", same_number, 1},
};

/* What tells nobody's list or dict from another afterwards. */
static const char *const PURE[] = {"print", "hasattr", "getattr", "repr", "str", "sorted", "any", "all", "id"};

cch_py_term *cch_py_library_call(struct cch_py_frame *frame, cch_py_term *callee, cch_py_term *const *arguments,
                                 uint32_t count) {
    struct cch_py_scene *scene = frame->scene;
    if (callee->kind == PY_TERM_TUNER) {
        cch_py_term *parts[] = {count == 1 ? arguments[0] : callee, callee};
        if (count != 1 || !is_kernel(arguments[0]))
            return NULL;
        return callee->text[0] ? cch_py_term_make(scene->arena, PY_TERM_KERNEL, "", parts, 2) : arguments[0];
    }
    const char *text = cch_py_term_dotted(scene->arena, callee);
    if (!text)
        return NULL;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        int is_word =
            !strchr(ROWS[i].name, '.'); /* a builtin, or imported by its name: of a library and no attribute */
        if (is_word ? !strcmp(text, ROWS[i].name) : cch_py_is_called(scene, callee, ROWS[i].name))
            return ROWS[i].call(frame, arguments, count, ROWS[i].which);
    }
    for (size_t i = 0; i < sizeof PURE / sizeof *PURE; i++)
        if (!strcmp(text, PURE[i]))
            return cch_py_term_unknown(scene->arena, "what a library gives");
    return NULL;
}

/* Methods of lists and dicts ----------------------------------------------------------------- */

static cch_py_term *entries(struct cch_py_frame *frame, cch_py_term *dict, const char *name) {
    cch_py_term_list items = {0};
    struct cch_py_arena *arena = frame->scene->arena;
    for (uint32_t i = 0; i + 1 < dict->count; i += 2)
        PY_PUSH(arena, &items,
                !strcmp(name, "keys")     ? dict->items[i]
                : !strcmp(name, "values") ? dict->items[i + 1]
                                          : cch_py_term_make(arena, PY_TERM_TUPLE, "", &dict->items[i], 2));
    return sequence(frame, PY_TERM_LIST, &items);
}

static cch_py_term *grown(struct cch_py_frame *frame, cch_py_term *list, cch_py_term *const *more, uint32_t count) {
    cch_py_term_list items = {0};
    if (list->count + count > PY_TERM_ITEMS_MAX)
        return NULL;
    for (uint32_t i = 0; i < list->count; i++)
        PY_PUSH(frame->scene->arena, &items, list->items[i]);
    for (uint32_t i = 0; i < count; i++)
        PY_PUSH(frame->scene->arena, &items, more[i]);
    return sequence(frame, PY_TERM_LIST, &items);
}

static cch_py_term *without(struct cch_py_frame *frame, cch_py_term *dict, cch_py_term *key) {
    cch_py_term_list items = {0};
    for (uint32_t i = 0; i + 1 < dict->count; i += 2) {
        if (cch_py_term_equal(dict->items[i], key))
            continue;
        PY_PUSH(frame->scene->arena, &items, dict->items[i]);
        PY_PUSH(frame->scene->arena, &items, dict->items[i + 1]);
    }
    return sequence(frame, PY_TERM_DICT, &items);
}

static cch_py_term *dict_method(struct cch_py_frame *frame, cch_py_term *of, const char *name,
                                const cch_py_term_list *given) {
    struct cch_py_arena *arena = frame->scene->arena;
    cch_py_term *none = cch_py_term_plain(arena, PY_TERM_NONE, ""), *key = given->count ? given->items[0] : NULL;
    int known = key && cch_py_term_is_constant(key);
    cch_py_term *found = known ? cch_py_term_item(of, key) : NULL;
    if (!strcmp(name, "items") || !strcmp(name, "keys") || !strcmp(name, "values"))
        return entries(frame, of, name);
    if (!strcmp(name, "copy"))
        return another(frame, &of, 1, 0);
    if (!strcmp(name, "get"))
        return !known             ? cch_py_term_unknown(arena, "an item")
               : found            ? found
               : given->count > 1 ? given->items[1]
                                  : none;
    cch_py_term *is = NULL, *result = none;
    if (!strcmp(name, "update")) {
        is = copied(frame, given->items, given->count, PY_TERM_DICT);
        is = is ? cch_py_term_binary(arena, "|", of, is) : NULL;
    } else if (!strcmp(name, "pop") && known && (found || given->count > 1)) {
        is = without(frame, of, key);
        result = found ? found : given->items[1];
    } else if (!strcmp(name, "setdefault") && known) {
        result = found ? found : given->count > 1 ? given->items[1] : none;
        is = cch_py_term_with(arena, of, key, result);
    }
    cch_py_replace(frame, of, is);
    return is ? result : cch_py_term_unknown(arena, "a dict's method");
}

static cch_py_term *list_method(struct cch_py_frame *frame, cch_py_term *of, const char *name,
                                const cch_py_term_list *given) {
    struct cch_py_arena *arena = frame->scene->arena;
    cch_py_term *is = NULL;
    if (!strcmp(name, "copy"))
        return another(frame, &of, 1, 0);
    if (!strcmp(name, "append") && given->count == 1)
        is = grown(frame, of, given->items, 1);
    else if (!strcmp(name, "extend") && given->count == 1 && cch_py_term_is_sequence(given->items[0]))
        is = grown(frame, of, given->items[0]->items, given->items[0]->count);
    else if (!strcmp(name, "index") || !strcmp(name, "count"))
        return cch_py_term_unknown(arena, "a list's method");
    cch_py_replace(frame, of, is);
    return is ? cch_py_term_plain(arena, PY_TERM_NONE, "") : cch_py_term_unknown(arena, "a list's method");
}

cch_py_term *cch_py_library_method(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t callee = cch_py_child(r, node, 2), object = cch_py_child(r, callee, 1);
    if (frame->is_raw ||
        (!cch_py_is(r, object, "l") && !cch_py_is(r, object, "gn") && !cch_py_is(r, object, "m") &&
         !cch_py_is(r, object, "dict") && !cch_py_is(r, object, "list") && !cch_py_is(r, object, "cap")))
        return NULL;
    cch_py_term *of = cch_py_evaluate(frame, object);
    if (of->kind != PY_TERM_DICT && of->kind != PY_TERM_LIST)
        return NULL;
    cch_py_term_list given = {0};
    const char *name = cch_py_word_of(r, cch_py_child(r, callee, 2));
    cch_py_arguments(frame, node, &given);
    return of->kind == PY_TERM_DICT ? dict_method(frame, of, name, &given) : list_method(frame, of, name, &given);
}

cch_py_term *cch_py_library_attribute(struct cch_py_frame *frame, cch_py_term *of, const char *name) {
    if (!frame->is_raw && !strcmp(name, "WARP_SIZE") && cch_py_is_called(frame->scene, of, "cute.arch"))
        return cch_py_term_number(frame->scene->arena, 32);
    if (of->kind == PY_TERM_CONFIG && !strcmp(name, "kwargs"))
        return of->items[0];
    if (of->kind == PY_TERM_CONFIG) {
        cch_py_term *found = cch_py_term_of_key(of->items[1], name);
        return found                         ? found
               : !strcmp(name, "num_warps")  ? cch_py_term_number(frame->scene->arena, 4)
               : !strcmp(name, "num_stages") ? cch_py_term_number(frame->scene->arena, 3)
               : !strcmp(name, "num_ctas")   ? cch_py_term_number(frame->scene->arena, 1)
                                             : cch_py_term_plain(frame->scene->arena, PY_TERM_NONE, "");
    }
    if (is_kernel(of) && (!strcmp(name, "fn") || !strcmp(name, "__wrapped__"))) { /* without the outermost decorator */
        cch_py_term *whole = of->kind == PY_TERM_KERNEL ? of : cch_py_decorated(frame->scene, (uint32_t)of->number);
        struct cch_py_term *bare = cch_py_arena_alloc(frame->scene->arena, sizeof *bare);
        if (whole->kind == PY_TERM_KERNEL && whole->items[0]->kind != PY_TERM_FUNCTION)
            return whole->items[0];
        *bare = *(whole->kind == PY_TERM_KERNEL ? whole->items[0] : of);
        bare->at = 1;
        return bare;
    }
    return NULL;
}
