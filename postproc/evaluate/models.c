#include "evaluate/models.h"

#include <string.h>

static const struct cch_model *find_in(const struct cch_models *models, const char *name) {
    for (size_t i = 0; i < models->count; i++)
        if (strcmp(models->rows[i].name, name) == 0)
            return &models->rows[i];
    return NULL;
}

/* Inline namespaces and names of the same thing: what is written is what a table has. */
static const struct {
    const char *from, *to;
} aliases[] = {
    {"std::__1::", "std::"},
    {"std::__cxx11::", "std::"},
    {"c10::optional::", "std::optional::"},
    {"torch::Tensor::", "at::Tensor::"},
    {"at::TensorBase::", "at::Tensor::"},
    {"c10::nullopt_t", "std::nullopt_t"},
    {"std::_Optional_base::", "std::optional::"},
    {"at::ArrayRef", "c10::ArrayRef"},
    {"at::IntArrayRef", "c10::ArrayRef"},
    {"torch::IntArrayRef", "c10::ArrayRef"},
    {"c10::IntArrayRef", "c10::ArrayRef"},
    {"at::OptionalIntArrayRef", "std::optional"},
    {"torch::stable::Tensor::", "at::Tensor::"},
    {"at::_ops::", "at::"},
    {"caffe2::TypeMeta", "caffe2::TypeMeta"},
};

static const struct cch_model *find_exact(const char *name) {
    const struct cch_models *all[] = {&cch_models_std, &cch_models_math, &cch_models_cuda, &cch_models_torch};
    const struct cch_model *model = NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all && !model; i++)
        model = find_in(all[i], name);
    return model;
}

const struct cch_model *cch_model_find(const char *name) {
    char text[256];
    const struct cch_model *model = find_exact(name);
    for (size_t i = 0; !model && i < sizeof aliases / sizeof *aliases; i++) {
        size_t from = strlen(aliases[i].from), to = strlen(aliases[i].to), rest = strlen(name);
        if (strncmp(name, aliases[i].from, from) != 0 || rest - from + to >= sizeof text)
            continue;
        memcpy(text, aliases[i].to, to);
        strcpy(text + to, name + from);
        model = find_exact(text);
    }
    /* An operator of any class. */
    const char *operator_ = strstr(name, "operator");
    if (!model && operator_ && operator_ != name && operator_[-1] == ':')
        model = find_exact(operator_);
    return model;
}

uint32_t cch_model_target(const struct cch_model_call *call, size_t index) {
    if (index >= call->count)
        return 0;
    const struct cch_argument *argument = &call->arguments[index];
    uint32_t cell = argument->cell;
    const cch_datum *value = argument->value;
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++) {
        cell = value->cell;
        value = cch_store_get(&call->machine->store, cell);
    }
    return cell;
}

cch_object *cch_model_object(const struct cch_model_call *call, size_t index) {
    const cch_datum *value = cch_model_value(call, index);
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++)
        value = cch_store_get(&call->machine->store, value->cell);
    return value->kind == CCH_DATUM_OBJECT ? value->object : NULL;
}

bool cch_model_items(const struct cch_model_call *call, size_t index, struct cch_items *items) {
    const cch_object *object = cch_model_object(call, index);
    return object && cch_container_items(&call->machine->store, object, items, NULL);
}

bool cch_model_integer(const struct cch_model_call *call, size_t index, cch_wide *integer) {
    return cch_as_integer(cch_model_value(call, index), integer);
}

const cch_datum *cch_model_cell(const struct cch_model_call *call, uint32_t cell) {
    call->machine->returned_cell = cell;
    return cch_store_get(&call->machine->store, cell);
}

const cch_datum *cch_model_undecided(const struct cch_model_call *call) {
    for (size_t i = 0; i < call->count; i++) {
        const cch_datum *value = call->arguments[i].value;
        const cch_datum *why = NULL;
        struct cch_items items;
        if (cch_is_undecided(value))
            return cch_unknown_like(&call->machine->arena, value);
        if (value->kind == CCH_DATUM_OBJECT &&
            !cch_container_items(&call->machine->store, value->object, &items, &why) && why)
            return why;
    }
    return &cch_none;
}

static const cch_node *template_argument(const struct cch_model_call *call, size_t index) {
    size_t seen = 0;
    for (uint32_t i = 0; call->node && i < call->node->count; i++) {
        const cch_node *item = call->node->items[i];
        if ((item->head == CCH_HEAD_TYPE_ARGUMENT || item->head == CCH_HEAD_NUMBER_ARGUMENT) && seen++ == index)
            return cch_item(item, 0);
    }
    return NULL;
}

const char *cch_model_type(const struct cch_model_call *call, size_t index) {
    const cch_node *item = template_argument(call, index);
    return item ? item->text : NULL;
}

bool cch_model_number(const struct cch_model_call *call, size_t index, cch_wide *number) {
    const cch_node *item = template_argument(call, index);
    if (!item)
        return false;
    const cch_datum *value = item->value         ? item->value
                             : item->number >= 0 ? cch_integer(cch_model_arena(call), item->number)
                                                 : NULL;
    if (item->head == CCH_HEAD_CONSTANT)
        value = cch_evaluate(call->machine, item);
    return value && cch_as_integer(value, number);
}
