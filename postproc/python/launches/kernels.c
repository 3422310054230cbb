/* Configurations of a kernel (kernels.h):
 * https://triton-lang.org/main/python-api/generated/triton.autotune.html,
 * https://triton-lang.org/main/python-api/generated/triton.heuristics.html
 *
 * A tuner gives its configuration's values as keywords, and so hides what a
 * default would be; a heuristic is a function of all arguments that there are
 * by then, and hides what the call gives. The outermost decorator goes first. */
#include "python/launches/kernels.h"

#include <string.h>

#include "python/launches/library.h"
#include "python/read/files.h"

static cch_py_term *text_term(struct cch_py_scene *scene, const char *text) {
    return cch_py_term_plain(scene->arena, PY_TERM_TEXT, text);
}

static const struct cch_py_function *function_of(const struct cch_py_scene *scene, uint32_t function) {
    return &scene->program->functions.items[function].is;
}

static const char *parameter_name(const struct cch_py_scene *scene, uint32_t function, uint32_t index) {
    const struct cch_py_parameter *of =
        &scene->program->parameters.items[function_of(scene, function)->parameters + index];
    return cch_py_text(&scene->program->names, of->name);
}

int cch_py_is_constexpr(struct cch_py_scene *scene, uint32_t kernel, uint32_t parameter) {
    const char *name = parameter_name(scene, kernel, parameter);
    const char *at = cch_py_text(&scene->program->names, function_of(scene, kernel)->signature);
    size_t length = strlen(name);
    int depth = 0, begins = 1;
    for (; *at; at++) {
        if (*at == '#') { /* to the line's end */
            at += strcspn(at, "\n");
            if (!*at)
                break;
        }
        if (begins && !strncmp(at, name, length) && at[length + strspn(at + length, " \t\n")] == ':') {
            at += length;
            const char *end = at, *word = strstr(at, "constexpr");
            for (depth = 0; *end && (depth || (*end != ',' && *end != '=')); end++)
                depth += (*end == '[' || *end == '(') - (*end == ']' || *end == ')');
            return word && word < end;
        }
        depth += (*at == '[' || *at == '(' || *at == '{') - (*at == ']' || *at == ')' || *at == '}');
        begins = *at == ',' || *at == '(' || (begins && strchr(" \t\n*", *at));
    }
    return 0;
}

/* What the call gives ---------------------------------------------------------------- */

static cch_py_term *of_rest(struct cch_py_scene *scene, cch_py_term *rest, const char *name, cch_py_term *otherwise) {
    cch_py_term *key = text_term(scene, name), *parts[] = {rest, key, otherwise};
    if (rest->kind == PY_TERM_UNKNOWN)
        return rest;
    if (rest->kind == PY_TERM_CHOICE) /* one of two dicts */
        return cch_py_term_choice(scene->arena, rest->items[0], of_rest(scene, rest->items[1], name, otherwise),
                                  of_rest(scene, rest->items[2], name, otherwise));
    if (rest->kind == PY_TERM_DICT) {
        cch_py_term *found = cch_py_term_of_key(rest, name);
        return found ? found : otherwise ? otherwise : cch_py_term_plain(scene->arena, PY_TERM_NAME, name);
    }
    if (!otherwise)
        return cch_py_term_make(scene->arena, PY_TERM_ITEM, "", parts, 2);
    parts[0] = cch_py_term_make(scene->arena, PY_TERM_ATTRIBUTE, "get", &rest, 1);
    return cch_py_term_make(scene->arena, PY_TERM_CALL, "", parts, 3);
}

static cch_py_term *defaults_of(struct cch_py_scene *scene, uint32_t kernel, uint32_t index) {
    struct cch_py_frame *frame;
    uint32_t node = cch_py_scene_definition(scene, kernel, &frame);
    return node ? cch_py_default(frame, node, index) : NULL;
}

static int is_parameter(struct cch_py_scene *scene, uint32_t kernel, const char *name) {
    uint32_t p = 0;
    while (p < function_of(scene, kernel)->parameter_count && strcmp(parameter_name(scene, kernel, p), name) != 0)
        p++;
    return p < function_of(scene, kernel)->parameter_count;
}

/* Options that dicts of `**` name, where it is one of several. */
static void add_options(struct cch_py_scene *scene, uint32_t kernel, cch_py_term *rest, cch_py_term *of,
                        struct cch_py_configuration *made) {
    if (of && of->kind == PY_TERM_CHOICE) {
        add_options(scene, kernel, rest, of->items[1], made);
        add_options(scene, kernel, rest, of->items[2], made);
    }
    for (uint32_t i = 0; of && of->kind == PY_TERM_DICT && i + 1 < of->count; i += 2) {
        const char *name = of->items[i]->text;
        cch_py_term *none = cch_py_term_plain(scene->arena, PY_TERM_NONE, "");
        if (strcmp(name, "num_warps") != 0 && !is_parameter(scene, kernel, name))
            made->options =
                cch_py_term_with(scene->arena, made->options, of->items[i], of_rest(scene, rest, name, none));
    }
}

/* The arguments by the parameters' names, and the options. */
static struct cch_py_configuration bind_call(struct cch_py_scene *scene, uint32_t kernel, cch_py_term *const *arguments,
                                             uint32_t count) {
    const struct cch_py_function *is = function_of(scene, kernel);
    cch_py_term *empty = cch_py_term_make(scene->arena, PY_TERM_DICT, "", NULL, 0), *rest = NULL;
    struct cch_py_configuration made = {empty, empty, "", ""};
    uint32_t position = 0, starred = 0;
    for (uint32_t i = 0; i < count; i++) {
        cch_py_term *of = arguments[i];
        if (of->kind == PY_TERM_KEYWORD && !of->text[0]) {
            rest = rest ? cch_py_term_unknown(scene->arena, "one of several **") : of->items[0];
        } else if (of->kind == PY_TERM_STAR) {
            starred = 1;
        } else if (of->kind != PY_TERM_KEYWORD) {
            if (!starred && position < is->parameter_count)
                made.meta = cch_py_term_with(scene->arena, made.meta,
                                             text_term(scene, parameter_name(scene, kernel, position)), of);
            position++;
        } else {
            if (is_parameter(scene, kernel, of->text))
                made.meta = cch_py_term_with(scene->arena, made.meta, text_term(scene, of->text), of->items[0]);
            else
                made.options = cch_py_term_with(scene->arena, made.options, text_term(scene, of->text), of->items[0]);
        }
    }
    for (uint32_t p = 0; p < is->parameter_count; p++) {
        const char *name = parameter_name(scene, kernel, p);
        cch_py_term *otherwise = cch_py_term_of_key(made.meta, name) ? NULL : defaults_of(scene, kernel, p);
        if (cch_py_term_of_key(made.meta, name) || (starred && !rest))
            continue;
        if (rest || otherwise)
            made.meta = cch_py_term_with(scene->arena, made.meta, text_term(scene, name),
                                         rest ? of_rest(scene, rest, name, otherwise) : otherwise);
    }
    add_options(scene, kernel, rest, rest, &made);
    cch_py_term *four = cch_py_term_number(scene->arena, 4);
    if (!cch_py_term_of_key(made.options, "num_warps")) {
        made.warps_of = rest ? "" : "default";
        made.options = cch_py_term_with(scene->arena, made.options, text_term(scene, "num_warps"),
                                        rest ? of_rest(scene, rest, "num_warps", four) : four);
    }
    return made;
}

/* What decorators do ------------------------------------------------------------------- */

static void use_configuration(struct cch_py_scene *scene, uint32_t kernel, struct cch_py_configuration *made,
                              cch_py_term *config) {
    cch_py_term *warps = cch_py_term_of_key(config->items[1], "num_warps");
    made->warps_of = warps ? "autotune" : "default of autotune's Config";
    made->options = cch_py_term_with(scene->arena, made->options, text_term(scene, "num_warps"),
                                     warps ? warps : cch_py_term_number(scene->arena, 4));
    made->options = cch_py_term_binary(scene->arena, "|", made->options, config->items[1]);
    if (config->items[0]->kind != PY_TERM_DICT) {
        made->unknown = "the configuration's meta-parameters";
        return;
    }
    for (uint32_t i = 0; i + 1 < config->items[0]->count; i += 2) {
        cch_py_term *key = config->items[0]->items[i], *value = config->items[0]->items[i + 1];
        if (is_parameter(scene, kernel, key->text))
            made->meta = cch_py_term_with(scene->arena, made->meta, key, value);
        else
            made->options = cch_py_term_with(scene->arena, made->options, key, value);
        if (!strcmp(key->text, "num_warps"))
            made->warps_of = "autotune";
    }
}

static int are_configurations(cch_py_term *list) {
    int known = cch_py_term_is_sequence(list);
    for (uint32_t i = 0; known && i < list->count; i++)
        known = list->items[i]->kind == PY_TERM_CONFIG;
    return known;
}

/* The configurations of a list (NULL: it isn't given), each for all that there are so far. */
static void add_tuned(struct cch_py_scene *scene, uint32_t kernel, cch_py_term *list,
                      const cch_py_configurations *before, cch_py_configurations *out) {
    if (list && list->kind == PY_TERM_CHOICE && cch_py_term_offers(list)) {
        add_tuned(scene, kernel, list->items[1], before, out);
        add_tuned(scene, kernel, list->items[2], before, out);
        return;
    }
    int known =
        list && are_configurations(list) && (uint64_t)list->count * before->count + out->count <= PY_CONFIGURATIONS_MAX;
    for (uint32_t i = 0; i < before->count; i++) {
        for (uint32_t k = 0; known && k < list->count; k++) {
            struct cch_py_configuration one = before->items[i];
            use_configuration(scene, kernel, &one, list->items[k]);
            PY_PUSH(scene->arena, out, one);
        }
        struct cch_py_configuration one = before->items[i];
        if (!known) {
            const char *text = list ? cch_py_term_print(scene->arena, list) : NULL;
            one.unknown = text ? cch_py_format(scene->arena, "configs=%.200s", text) : "configs";
            one.warps_of = NULL;
            one.options = cch_py_term_with(scene->arena, one.options, text_term(scene, "num_warps"),
                                           cch_py_term_plain(scene->arena, PY_TERM_NAME, "num_warps"));
        }
        if ((!known || !list->count) && out->count < PY_CONFIGURATIONS_MAX)
            PY_PUSH(scene->arena, out, one); /* Triton makes one of an empty list, with defaults */
    }
}

static void tune(struct cch_py_frame *frame, uint32_t kernel, cch_py_term *tuner, cch_py_configurations *out) {
    cch_py_configurations made = {0};
    add_tuned(frame->scene, kernel, cch_py_given(tuner->items, tuner->count, 0, "configs"), out, &made);
    *out = made;
}

/* The arguments that there are by now, as a grid's or a heuristic's function sees them. */
static cch_py_term *all_arguments(struct cch_py_scene *scene, uint32_t kernel, const struct cch_py_configuration *of) {
    cch_py_term *all = of->meta;
    for (uint32_t p = 0; p < function_of(scene, kernel)->parameter_count; p++) {
        const char *name = parameter_name(scene, kernel, p);
        if (!cch_py_term_of_key(all, name))
            all = cch_py_term_with(scene->arena, all, text_term(scene, name),
                                   cch_py_term_plain(scene->arena, PY_TERM_NAME, name));
    }
    return cch_py_term_binary(scene->arena, "|", all, of->options);
}

static void judge(struct cch_py_frame *frame, uint32_t kernel, cch_py_term *tuner, struct cch_py_configuration *of) {
    struct cch_py_scene *scene = frame->scene;
    cch_py_term *values = cch_py_given(tuner->items, tuner->count, 0, "values");
    if (!values || values->kind != PY_TERM_DICT) {
        of->unknown = "heuristics";
        return;
    }
    for (uint32_t i = 0; i + 1 < values->count; i += 2) {
        cch_py_term *arguments = all_arguments(scene, kernel, of);
        cch_py_term *value = cch_py_call_term(frame, values->items[i + 1], &arguments, 1);
        int is_option = !strcmp(values->items[i]->text, "num_warps") || !strcmp(values->items[i]->text, "num_stages");
        if (value->kind == PY_TERM_UNKNOWN || value->size > PY_TERM_SIZE_MAX)
            value = cch_py_term_plain(scene->arena, PY_TERM_NAME, values->items[i]->text);
        if (is_option)
            of->options = cch_py_term_with(scene->arena, of->options, values->items[i], value);
        else
            of->meta = cch_py_term_with(scene->arena, of->meta, values->items[i], value);
        if (!strcmp(values->items[i]->text, "num_warps"))
            of->warps_of = "heuristics";
    }
}

static void apply(struct cch_py_frame *frame, uint32_t kernel, cch_py_term *value, cch_py_configurations *out) {
    struct cch_py_scene *scene = frame->scene;
    while (value->kind == PY_TERM_KERNEL) {
        if (!strcmp(value->items[1]->text, "autotune"))
            tune(frame, kernel, value->items[1], out);
        for (uint32_t i = 0; i < out->count && strcmp(value->items[1]->text, "autotune") != 0; i++)
            judge(frame, kernel, value->items[1], &out->items[i]);
        value = value->items[0];
    }
    if (value->kind != PY_TERM_CHOICE)
        return;
    cch_py_configurations both = {0};
    for (uint32_t side = 1; side < 3; side++) { /* as it is decorated here or there */
        cch_py_configurations one = {0};
        for (uint32_t i = 0; i < out->count; i++)
            PY_PUSH(scene->arena, &one, out->items[i]);
        apply(frame, kernel, value->items[side], &one);
        for (uint32_t i = 0; i < one.count && both.count < PY_CONFIGURATIONS_MAX; i++)
            PY_PUSH(scene->arena, &both, one.items[i]);
    }
    *out = both;
}

/* Whether the term is the kernel, or made of it. */
static int is_of(cch_py_term *value, uint32_t kernel) {
    while (value->kind == PY_TERM_KERNEL)
        value = value->items[0];
    if (value->kind == PY_TERM_CHOICE)
        return is_of(value->items[1], kernel) && is_of(value->items[2], kernel);
    return value->kind == PY_TERM_FUNCTION && value->number == (int64_t)kernel;
}

/* Whether it is the function without its decorators. */
static int is_bare(cch_py_term *value) {
    while (value->kind == PY_TERM_KERNEL)
        value = value->items[0];
    return value->kind == PY_TERM_FUNCTION && value->at == 1;
}

void cch_py_configure(struct cch_py_frame *frame, uint32_t kernel, cch_py_term *value, cch_py_term *const *arguments,
                      uint32_t count, cch_py_configurations *out) {
    struct cch_py_scene *scene = frame->scene;
    struct cch_py_configuration given = bind_call(scene, kernel, arguments, count);
    PY_PUSH(scene->arena, out, given);
    if (is_of(value, kernel))
        apply(frame, kernel, value, out);
    if (!is_of(value, kernel) || (value->kind != PY_TERM_CHOICE && !is_bare(value)))
        apply(frame, kernel, cch_py_decorated(scene, kernel), out);
    for (uint32_t i = 0; i < out->count; i++)
        out->items[i].meta = all_arguments(scene, kernel, &out->items[i]);
}
