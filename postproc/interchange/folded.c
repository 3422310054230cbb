/* Folded stacks, as FlameGraph's stackcollapse scripts write them and speedscope reads
 * them: "a;b;kernel 12", a line for each chain as written, the number of the kernel's
 * specializations behind the last blank. A ';' in a name becomes a ':'. */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "interchange/stacks.h"

static int write_frame(FILE *stream, const char *name) {
    char *frame = strdup(name);
    if (!frame)
        return CCH_ERROR_MEMORY;
    for (char *at = frame; (at = strchr(at, ';'));)
        *at = ':';
    cch_write_text(stream, frame);
    free(frame);
    return CCH_OK;
}

static int write_stack(FILE *stream, const cch_question *question, const struct cch_stack *stack) {
    int code = CCH_OK;
    for (size_t i = 0; i < stack->length && !code; i++) {
        if (i)
            putc(';', stream);
        code = write_frame(stream, cch_names_function(question->names, CCH_NAMING_SHORT, stack->functions[i]));
    }
    fprintf(stream, " %zu\n", stack->weight);
    return code;
}

static int write(const struct cch_interchange_request *request, FILE *stream, struct cch_interchange_report *report,
                 cch_error *error) {
    cch_stacks stacks;
    int code = cch_stacks_make(&stacks, request, report, error);
    for (size_t i = 0; i < stacks.count && !code && !ferror(stream); i++)
        if ((code = write_stack(stream, request->question, &stacks.items[i])))
            cch_fail(error, code, "cannot export: out of memory");
    cch_stacks_release(&stacks);
    return code;
}

const struct cch_interchange cch_interchange_folded = {
    .name = "folded", .level = CCH_LEVEL_INSTANCE, .one_level = true, .write = write};
