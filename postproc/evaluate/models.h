/* What functions of libraries do, as rows of tables: one file a library (models_std.c,
 * models_math.c, models_cuda.c, models_torch.c). A function without a row is not modelled: its result
 * is unknown, and so is whatever it can write to. */
#ifndef CCH_EVALUATE_MODELS_H
#define CCH_EVALUATE_MODELS_H

#include "evaluate/machine.h"

struct cch_model_call {
    cch_machine *machine;
    const char *name; /* as it was called: "c10::ArrayRef::size" */
    const struct cch_argument *arguments;
    size_t count;
    const cch_node *node; /* with the template arguments at its end */
};

/* What it returns; NULL: not this time (other arguments than it knows). A reference: cch_model_cell. */
typedef const cch_datum *cch_model_function(const struct cch_model_call *call);

struct cch_model {
    const char
        *name; /* qualified, without template arguments; "operator==" for any class; a class's: its constructor */
    cch_model_function *run;
};

struct cch_models {
    const struct cch_model *rows;
    size_t count;
};
extern const struct cch_models cch_models_std, cch_models_math, cch_models_cuda, cch_models_torch;

/* A fact of the device by one of its names (params/devices.h): what is given, the table's, or unknown. */
const cch_datum *cch_device_fact(cch_machine *machine, const char *name);

/* Whether PyTorch is to use deterministic algorithms alone: off unless
 * at::Context::deterministicAlgorithms is given. */
const cch_datum *cch_deterministic_algorithms(cch_machine *machine);

/* NULL: there is none. */
const struct cch_model *cch_model_find(const char *name);

/* For rows ------------------------------------------------------------------------------- */

static inline cch_arena *cch_model_arena(const struct cch_model_call *call) { return &call->machine->arena; }
static inline struct cch_store *cch_model_store(const struct cch_model_call *call) { return &call->machine->store; }

/* The argument's value; &cch_absent: there is none. Pointers are followed by cch_model_target. */
static inline const cch_datum *cch_model_value(const struct cch_model_call *call, size_t index) {
    return index < call->count ? call->arguments[index].value : &cch_absent;
}
/* Its cell, or what it points to. 0: none. */
uint32_t cch_model_target(const struct cch_model_call *call, size_t index);
/* The object that it is, or points to; NULL. */
cch_object *cch_model_object(const struct cch_model_call *call, size_t index);
/* Its elements, when it is a container whose number of elements is known. */
bool cch_model_items(const struct cch_model_call *call, size_t index, struct cch_items *items);
bool cch_model_integer(const struct cch_model_call *call, size_t index, cch_wide *integer);
/* Returns the value in the cell, as a reference to it. */
const cch_datum *cch_model_cell(const struct cch_model_call *call, uint32_t cell);
/* The first argument that is undecided gives the result its reason; &cch_none if none is. */
const cch_datum *cch_model_undecided(const struct cch_model_call *call);
/* The template argument as a text or number; NULL, false: there is none. */
const char *cch_model_type(const struct cch_model_call *call, size_t index);
bool cch_model_number(const struct cch_model_call *call, size_t index, cch_wide *number);

#endif
