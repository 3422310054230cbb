/* Functions as values: addresses taken, calls through pointers, and the
 * standard library's function objects. Who may be called is a matter of
 * signatures, settled when all units are merged. */
#include "facts/pointers.h"

#include "walk/names.h"
#include "walk/paths.h"

#include <stdio.h>
#include <string.h>

struct pointer_call {
    uint32_t caller, signature, location;
    uint8_t kind;
};

struct address_taken {
    uint32_t entry, signature;
};

struct pointers {
    VECTOR(struct pointer_call) calls;
    VECTOR(struct address_taken) addresses;
};

static uint32_t signature_string(struct walk *walk, shim_type type) {
    size_t length;
    const char *signature = shim_type_signature(walk->unit, type, &length);
    return signature ? cch_graph_string(walk->graph, signature, length) : 0;
}

/* "M" + class + signature: the signature of a pointer to member. */
static uint32_t member_signature(struct walk *walk, uint32_t class_identity, uint32_t signature) {
    size_t class_length, length;
    const char *class_text = cch_graph_text(walk->graph, class_identity, &class_length);
    const char *text = cch_graph_text(walk->graph, signature, &length);
    char *joined = memory_resize(NULL, class_length + length + 2, 1);
    joined[0] = 'M';
    memcpy(joined + 1, class_text, class_length);
    memcpy(joined + 1 + class_length, text, length);
    uint32_t string = cch_graph_string(walk->graph, joined, class_length + length + 1);
    free(joined);
    return string;
}

static void taken(struct walk *walk, struct pointers *pointers, shim_function function, uint32_t signature) {
    uint32_t index = walk_entry(walk, function);
    if (index == UINT32_MAX || !signature)
        return;
    /* What runs on the other side only cannot be called from here, though a
     * kernel can be launched. */
    const struct shim_function_facts *facts = &walk->entries.items[index].facts;
    if (facts->kernel || walk_runs_here(walk, facts))
        VECTOR_PUSH(&pointers->addresses, (struct address_taken){index, signature});
}

static void address_taken(struct walk *walk, struct pointers *pointers, shim_function function, uint32_t location) {
    uint32_t index = walk_entry(walk, function);
    if (index == UINT32_MAX)
        return;
    struct shim_function_facts facts = walk->entries.items[index].facts;
    if (facts.dependent || facts.builtin)
        return;
    walk_edge(walk, function, CCH_KIND_ADDRESS, true, 0, location);
    uint32_t signature = signature_string(walk, shim_function_type(function));
    shim_record record = facts.method ? shim_method_record(function) : NULL;
    if (record && shim_function_is_instance_method(function))
        signature = member_signature(walk, names_class(walk, record), signature);
    taken(walk, pointers, function, signature);
    if (facts.unprototyped && shim_function_parameter_count(function)) {
        size_t length;
        const char *promoted = shim_function_promoted_signature(walk->unit, function, &length);
        if (promoted)
            taken(walk, pointers, function, cch_graph_string(walk->graph, promoted, length));
    }
}

/* A function cast to another type may be called as one of that type. */
static void cast_function(struct walk *walk, struct pointers *pointers, shim_stmt cast, shim_type to) {
    shim_stmt operand = shim_strip(cast);
    shim_function function =
        operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_function(operand) : NULL;
    if (function)
        taken(walk, pointers, function, signature_string(walk, to));
}

static void call_by(struct walk *walk, struct pointers *pointers, uint32_t signature, enum cch_kind kind,
                    uint32_t location) {
    uint32_t caller = signature && !walk->never ? walk_current(walk) : UINT32_MAX;
    if (caller != UINT32_MAX)
        VECTOR_PUSH(&pointers->calls, (struct pointer_call){caller, signature, location, (uint8_t)kind});
}

struct member_call {
    struct walk *walk;
    struct pointers *pointers;
    uint32_t signature, location;
};

/* A pointer to member of a class may hold a member of any of its bases. */
static void call_member_of(void *data, shim_record record) {
    struct member_call *call = data;
    call_by(call->walk, call->pointers, member_signature(call->walk, names_class(call->walk, record), call->signature),
            CCH_KIND_INDIRECT, call->location);
    shim_record_bases(record, call_member_of, call);
}

static void call_pointer(struct walk *walk, struct pointers *pointers, shim_stmt call, const struct shim_call *facts,
                         uint32_t location) {
    uint32_t signature = facts->pointer_type ? signature_string(walk, facts->pointer_type) : 0;
    if (!signature)
        return;
    if (facts->member_pointer_class) {
        struct member_call member = {walk, pointers, signature, location};
        call_member_of(&member, facts->member_pointer_class);
        return;
    }
    call_by(walk, pointers, signature, CCH_KIND_INDIRECT, location);
    if (facts->unprototyped) {
        size_t length;
        const char *promoted = shim_call_promoted_signature(walk->unit, call, &length);
        if (promoted)
            call_by(walk, pointers, cch_graph_string(walk->graph, promoted, length), CCH_KIND_INDIRECT, location);
    }
}

void pointers_launch(struct walk *walk, shim_type pointer, uint32_t location) {
    call_by(walk, walk_state(walk, &pointers_analysis), signature_string(walk, pointer), CCH_KIND_LAUNCH, location);
}

/* A function given to one that is defined nowhere in the program (qsort) may
 * be called by it. Whether it is defined is known when all is merged; the
 * edge says on what it depends. */
static void callback_arguments(struct walk *walk, struct pointers *pointers, shim_stmt call,
                               const struct shim_call *facts, uint32_t location) {
    uint32_t callee = walk_entry(walk, facts->callee);
    if (callee == UINT32_MAX)
        return;
    const struct shim_function_facts *known = &walk->entries.items[callee].facts;
    if (walk->never)
        return;
    /* std::move, std::forward and their kin, whose bodies clang may leave out, call nothing. */
    if (known->defined || known->builtin || (known->known && known->instantiation))
        return;
    for (unsigned i = 0; i < facts->argument_count; ++i) {
        shim_stmt argument = shim_call_argument(call, i);
        if (i >= shim_function_parameter_count(facts->callee) ||
            !signature_string(walk, shim_function_parameter_type(facts->callee, i)))
            continue;
        shim_stmt operand = shim_strip(argument);
        shim_function function = NULL;
        if (operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE)
            function = shim_reference_function(operand);
        else if (operand && shim_stmt_kind(operand) == SHIM_STMT_LAMBDA)
            function = shim_lambda_operator(operand);
        if (!function) { /* a pointer that was given to us in its turn */
            uint32_t signature = operand ? signature_string(walk, shim_expression_type(operand)) : 0;
            if (signature)
                VECTOR_PUSH(&pointers->calls, (struct pointer_call){callee, signature, location, CCH_KIND_INDIRECT});
            continue;
        }
        uint32_t index = walk_entry(walk, function);
        if (index == UINT32_MAX || walk->entries.items[index].facts.kernel)
            continue;
        struct raw_edge edge = {callee, index, walk_string(walk, CCH_VIA_UNDEFINED_CALLER), location, CCH_KIND_INDIRECT,
                                false};
        VECTOR_PUSH(&walk->edges, edge);
    }
}

/* std::function and its kin ------------------------------------------------- */

static bool is_function_object(struct walk *walk, shim_record record) {
    static const char *const names[] = {"std::function", "std::move_only_function", "std::copyable_function",
                                        "std::function_ref"};
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
        if (shim_record_is(walk->unit, record, names[i]))
            return true;
    return false;
}

/* f(…) on a std::function<R(A…)>: what it holds has that signature. */
static void function_object_call(struct walk *walk, struct pointers *pointers, const struct shim_call *facts,
                                 uint32_t location) {
    uint32_t index = walk_entry(walk, facts->callee);
    if (index == UINT32_MAX || !walk->entries.items[index].facts.method)
        return;
    shim_record record = shim_method_record(facts->callee);
    if (!record || !is_function_object(walk, record) ||
        strcmp(shim_function_simple_name(walk->unit, facts->callee), "operator()") != 0)
        return;
    shim_type type = shim_record_template_type(record, 0);
    if (type)
        call_by(walk, pointers, signature_string(walk, type), CCH_KIND_INDIRECT, location);
}

struct made {
    struct walk *walk;
    struct pointers *pointers;
    uint32_t signature;
};

static void take_call_operator(void *data, shim_type type) {
    struct made *made = data;
    shim_record record = shim_type_record(type);
    shim_function call_operator = record ? shim_record_call_operator(record) : NULL;
    if (call_operator)
        taken(made->walk, made->pointers, call_operator, made->signature);
}

/* std::function<R(A…)> made of a callable: that callable may be called with
 * the std::function's signature. */
static void function_object_made(struct walk *walk, struct pointers *pointers, shim_stmt construct) {
    shim_function constructor = shim_construct_constructor(construct);
    shim_record record = shim_method_record(constructor);
    if (!record || !shim_construct_argument_count(construct) || !is_function_object(walk, record) ||
        shim_construct_is_elided(walk->unit, construct))
        return;
    shim_type type = shim_record_template_type(record, 0);
    struct made made = {walk, pointers, type ? signature_string(walk, type) : 0};
    if (!made.signature)
        return;
    shim_stmt operand = shim_strip(shim_call_argument(construct, 0));
    shim_function function =
        operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_function(operand) : NULL;
    if (function)
        taken(walk, pointers, function, made.signature);
    else if (operand && shim_stmt_kind(operand) == SHIM_STMT_LAMBDA)
        taken(walk, pointers, shim_lambda_operator(operand), made.signature);
    else
        shim_function_template_types(constructor, take_call_operator, &made);
}

/* The analysis --------------------------------------------------------------- */

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    if (!facts->callee) {
        call_pointer(walk, state, call, facts, location);
        return;
    }
    function_object_call(walk, state, facts, location);
    callback_arguments(walk, state, call, facts, location);
}

static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    shim_function function;
    if (kind == SHIM_STMT_EXPLICIT_CAST)
        cast_function(walk, state, item->stmt, shim_expression_type(item->stmt));
    else if (kind == SHIM_STMT_CONSTRUCT)
        function_object_made(walk, state, item->stmt);
    else if ((function = shim_reference_function(item->stmt)) != NULL)
        address_taken(walk, state, function, walk_place(walk, item->stmt, item->location));
    return false;
}

static void write(struct walk *walk, void *state) {
    const struct pointers *pointers = state;
    for (size_t i = 0; i < pointers->calls.count; ++i) {
        const struct pointer_call *call = &pointers->calls.items[i];
        uint32_t site = paths_site(walk, call->location);
        uint32_t cells[CCH_POINTER_CALL_WIDTH] = {0};
        cells[CCH_POINTER_CALL_CALLER] = names_function(walk, call->caller);
        cells[CCH_POINTER_CALL_SIGNATURE] = call->signature;
        cells[CCH_POINTER_CALL_KIND] = call->kind;
        cells[CCH_POINTER_CALL_PASSES] = walk->passes;
        cells[CCH_POINTER_CALL_SITES] = cch_graph_list(walk->graph, &site, site ? 1 : 0);
        cch_graph_insert(walk->graph, CCH_POINTER_CALL, cells);
    }
    for (size_t i = 0; i < pointers->addresses.count; ++i) {
        uint32_t cells[CCH_ADDRESS_TAKEN_WIDTH] = {0};
        cells[CCH_ADDRESS_TAKEN_FUNCTION] = names_function(walk, pointers->addresses.items[i].entry);
        cells[CCH_ADDRESS_TAKEN_SIGNATURE] = pointers->addresses.items[i].signature;
        cells[CCH_ADDRESS_TAKEN_PASSES] = walk->passes;
        cch_graph_insert(walk->graph, CCH_ADDRESS_TAKEN, cells);
    }
}

static void release(void *state) {
    struct pointers *pointers = state;
    VECTOR_RELEASE(&pointers->calls);
    VECTOR_RELEASE(&pointers->addresses);
}

const struct analysis pointers_analysis = {
    .name = "pointers",
    .state_size = sizeof(struct pointers),
    .statements = STATEMENT(REFERENCE) | STATEMENT(MEMBER) | STATEMENT(EXPLICIT_CAST) | STATEMENT(CONSTRUCT),
    .call = call,
    .statement = statement,
    .write = write,
    .release = release,
};
