/* Folded stacks, as FlameGraph's stackcollapse scripts write them and speedscope reads
 * them: "a;b;kernel 12", a line for each chain as written, the number of the kernel's
 * specializations behind the last blank. A ';' in a name becomes a ':'. */
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "interchange/stacks.h"

static void write_stack(FILE *stream, const cch_question *question, const struct cch_stack *stack) {
    for (size_t i = 0; i < stack->length; i++) {
        if (i)
            putc(';', stream);
        cch_write_frame(stream, cch_names_function(question->names, CCH_NAMING_SHORT, stack->functions[i]));
    }
    fprintf(stream, " %zu\n", stack->weight);
}

static int write(const struct cch_interchange_request *request, FILE *stream, struct cch_interchange_report *report,
                 cch_error *error) {
    cch_stacks stacks;
    int code = cch_stacks_make(&stacks, request, report, error);
    for (size_t i = 0; i < stacks.count && !code && !ferror(stream); i++)
        write_stack(stream, request->question, &stacks.items[i]);
    cch_stacks_release(&stacks);
    return code;
}

const struct cch_interchange cch_interchange_folded = {
    .name = "folded", .level = CCH_LEVEL_INSTANCE, .one_level = true, .write = write};
