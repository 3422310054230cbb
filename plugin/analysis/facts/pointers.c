/* Functions as values: addresses taken, calls through pointers, and the
 * standard library's function objects. Who may be called is a matter of
 * signatures, settled when all units are merged. */
#include "walk/collector.h"

#include <stdio.h>
#include <string.h>

static uint32_t signature_string(struct collector *collector, shim_type type) {
    size_t length;
    const char *signature = shim_type_signature(collector->unit, type, &length);
    return signature ? cch_graph_string(collector->graph, signature, length) : 0;
}

/* "M" + class + signature: the signature of a pointer to member. */
static uint32_t member_signature(struct collector *collector, uint32_t class_identity, uint32_t signature) {
    size_t class_length, length;
    const char *class_text = cch_graph_text(collector->graph, class_identity, &class_length);
    const char *text = cch_graph_text(collector->graph, signature, &length);
    char *joined = memory_resize(NULL, class_length + length + 2, 1);
    joined[0] = 'M';
    memcpy(joined + 1, class_text, class_length);
    memcpy(joined + 1 + class_length, text, length);
    uint32_t string = cch_graph_string(collector->graph, joined, class_length + length + 1);
    free(joined);
    return string;
}

static void taken(struct collector *collector, shim_function function, uint32_t signature) {
    uint32_t index = collector_function(collector, function);
    if (index == UINT32_MAX || !signature)
        return;
    /* What runs on the other side only cannot be called from here, though a
     * kernel can be launched. */
    const struct shim_function_facts *facts = &collector->entries.items[index].facts;
    if (facts->kernel || collector_runs_here(collector, facts))
        VECTOR_PUSH(&collector->addresses, (struct address_taken){index, signature});
}

void pointers_address_taken(struct collector *collector, shim_function function, uint32_t location) {
    uint32_t index = collector_function(collector, function);
    if (index == UINT32_MAX)
        return;
    struct shim_function_facts facts = collector->entries.items[index].facts;
    if (facts.dependent || facts.builtin)
        return;
    collector_edge(collector, function, CCH_KIND_ADDRESS, true, 0, location);
    uint32_t signature = signature_string(collector, shim_function_type(function));
    shim_record record = facts.method ? shim_method_record(function) : NULL;
    if (record && shim_function_is_instance_method(function))
        signature = member_signature(collector, classes_identity(collector, record), signature);
    taken(collector, function, signature);
    if (facts.is_virtual)
        classes_virtual_address(collector, function);
    if (facts.unprototyped && shim_function_parameter_count(function)) {
        size_t length;
        const char *promoted = shim_function_promoted_signature(collector->unit, function, &length);
        if (promoted)
            taken(collector, function, cch_graph_string(collector->graph, promoted, length));
    }
}

/* A function cast to another type may be called as one of that type. */
void pointers_cast(struct collector *collector, shim_stmt cast, shim_type to) {
    shim_stmt operand = shim_strip(cast);
    shim_function function = operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE
                                 ? shim_reference_function(operand)
                                 : NULL;
    if (function)
        taken(collector, function, signature_string(collector, to));
}

static void call_by(struct collector *collector, uint32_t signature, enum cch_kind kind, uint32_t location) {
    uint32_t caller = signature && !collector->never ? collector_current(collector) : UINT32_MAX;
    if (caller != UINT32_MAX)
        VECTOR_PUSH(&collector->pointer_calls, (struct pointer_call){caller, signature, location, (uint8_t)kind});
}

struct member_call {
    struct collector *collector;
    uint32_t signature, location;
};

/* A pointer to member of a class may hold a member of any of its bases. */
static void call_member_of(void *data, shim_record record) {
    struct member_call *call = data;
    call_by(call->collector,
            member_signature(call->collector, classes_identity(call->collector, record), call->signature),
            CCH_KIND_INDIRECT, call->location);
    shim_record_bases(record, call_member_of, call);
}

void pointers_call(struct collector *collector, shim_stmt call, const struct shim_call *facts,
                   uint32_t location) {
    uint32_t signature = facts->pointer_type ? signature_string(collector, facts->pointer_type) : 0;
    if (!signature)
        return;
    if (facts->member_pointer_class) {
        struct member_call member = {collector, signature, location};
        call_member_of(&member, facts->member_pointer_class);
        return;
    }
    call_by(collector, signature, CCH_KIND_INDIRECT, location);
    if (facts->unprototyped) {
        size_t length;
        const char *promoted = shim_call_promoted_signature(collector->unit, call, &length);
        if (promoted)
            call_by(collector, cch_graph_string(collector->graph, promoted, length), CCH_KIND_INDIRECT, location);
    }
}

void pointers_launch(struct collector *collector, shim_type pointer, uint32_t location) {
    call_by(collector, signature_string(collector, pointer), CCH_KIND_LAUNCH, location);
}

/* A function given to one that is defined nowhere in the program (qsort) may
 * be called by it. Whether it is defined is known when all is merged; the
 * edge says on what it depends. */
void pointers_callback_arguments(struct collector *collector, shim_stmt call, const struct shim_call *facts,
                                 uint32_t location) {
    uint32_t callee = collector_function(collector, facts->callee);
    if (callee == UINT32_MAX)
        return;
    const struct shim_function_facts *known = &collector->entries.items[callee].facts;
    if (collector->never)
        return;
    /* std::move, std::forward and their kin, whose bodies clang may leave out, call nothing. */
    if (known->defined || known->builtin || (known->known && known->instantiation))
        return;
    for (unsigned i = 0; i < facts->argument_count; ++i) {
        shim_stmt argument = shim_call_argument(call, i);
        if (i >= shim_function_parameter_count(facts->callee) ||
            !signature_string(collector, shim_function_parameter_type(facts->callee, i)))
            continue;
        shim_stmt operand = shim_strip(argument);
        shim_function function = NULL;
        if (operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE)
            function = shim_reference_function(operand);
        else if (operand && shim_stmt_kind(operand) == SHIM_STMT_LAMBDA)
            function = shim_lambda_operator(operand);
        if (!function) { /* a pointer that was given to us in its turn */
            uint32_t signature = operand ? signature_string(collector, shim_expression_type(operand)) : 0;
            if (signature)
                VECTOR_PUSH(&collector->pointer_calls,
                            (struct pointer_call){callee, signature, location, CCH_KIND_INDIRECT});
            continue;
        }
        uint32_t index = collector_function(collector, function);
        if (index == UINT32_MAX || collector->entries.items[index].facts.kernel)
            continue;
        struct raw_edge edge = {callee, index, collector_string(collector, CCH_VIA_UNDEFINED_CALLER), location,
                                CCH_KIND_INDIRECT, false};
        VECTOR_PUSH(&collector->edges, edge);
    }
}

/* std::function and its kin ------------------------------------------------- */

static bool is_function_object(struct collector *collector, shim_record record) {
    static const char *const names[] = {"std::function", "std::move_only_function", "std::copyable_function",
                                        "std::function_ref"};
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
        if (shim_record_is(collector->unit, record, names[i]))
            return true;
    return false;
}

/* f(…) on a std::function<R(A…)>: what it holds has that signature. */
void pointers_function_object_call(struct collector *collector, const struct shim_call *facts,
                                   uint32_t location) {
    uint32_t index = collector_function(collector, facts->callee);
    if (index == UINT32_MAX || !collector->entries.items[index].facts.method)
        return;
    shim_record record = shim_method_record(facts->callee);
    if (!record || !is_function_object(collector, record) ||
        strcmp(shim_function_simple_name(collector->unit, facts->callee), "operator()") != 0)
        return;
    shim_type type = shim_record_template_type(record, 0);
    if (type)
        call_by(collector, signature_string(collector, type), CCH_KIND_INDIRECT, location);
}

struct made {
    struct collector *collector;
    uint32_t signature;
};

static void take_call_operator(void *data, shim_type type) {
    struct made *made = data;
    shim_record record = shim_type_record(type);
    shim_function call_operator = record ? shim_record_call_operator(record) : NULL;
    if (call_operator)
        taken(made->collector, call_operator, made->signature);
}

/* std::function<R(A…)> made of a callable: that callable may be called with
 * the std::function's signature. */
void pointers_function_object_made(struct collector *collector, shim_stmt construct,
                                   shim_function constructor) {
    shim_record record = shim_method_record(constructor);
    if (!record || !shim_construct_argument_count(construct) || !is_function_object(collector, record))
        return;
    shim_type type = shim_record_template_type(record, 0);
    struct made made = {collector, type ? signature_string(collector, type) : 0};
    if (!made.signature)
        return;
    shim_stmt operand = shim_strip(shim_call_argument(construct, 0));
    shim_function function =
        operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_function(operand) : NULL;
    if (function)
        taken(collector, function, made.signature);
    else if (operand && shim_stmt_kind(operand) == SHIM_STMT_LAMBDA)
        taken(collector, shim_lambda_operator(operand), made.signature);
    else
        shim_function_template_types(constructor, take_call_operator, &made);
}
