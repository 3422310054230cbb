#define _GNU_SOURCE /* asprintf, memmem */
#include "prompt/compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prompt/template.h"

enum { CHAINS_SHOWN = 12 };

static const char *name_of(const struct cch_composition *c, uint32_t function) {
    return cch_names_function(c->names, CCH_NAMING_SHORT, function);
}

static const char *file_of(const struct cch_composition *c, const cch_block *block) {
    return cch_graph_text(c->view->program->graph, block->file, NULL);
}

static uint32_t language_of(const struct cch_composition *c, const cch_block *block) {
    return cch_graph_row(c->view->program->graph, CCH_FUNCTION, block->function)[CCH_FUNCTION_LANGUAGE];
}

/* The code of a block; NULL, with a reason once, when it cannot be read. */
static const char *code_of(const struct cch_composition *c, const cch_block *block, size_t *length, char **problem) {
    const cch_source *source = cch_sources_get(c->sources, file_of(c, block));
    const char *text = source ? cch_source_lines(source, block->first, block->last, length) : NULL;
    /* A file outside of the project (its name is absolute) need not be there. */
    if (!text && problem && !*problem && file_of(c, block)[0] != '/' &&
        asprintf(problem, "cannot read '%s': %s", file_of(c, block),
                 source && source->problem ? source->problem : "it has fewer lines than when the graph was made") < 0)
        *problem = NULL;
    return text;
}

/* The parts ------------------------------------------------------------------------ */

static void write_chains(FILE *stream, const struct cch_composition *c, const struct cch_planned_prompt *prompt) {
    for (size_t i = 0; i < prompt->chain_count && i < CHAINS_SHOWN; i++) {
        const cch_chain_list *chains = c->chains;
        size_t chain = prompt->chains[i];
        for (size_t k = chains->first[chain]; k < chains->first[chain + 1]; k++)
            fprintf(stream, "%s%s", k > chains->first[chain] ? " -> " : "", name_of(c, chains->functions[k]));
        fputc('\n', stream);
    }
    if (prompt->chain_count > CHAINS_SHOWN)
        fprintf(stream, "(and %zu more with the same code)\n", prompt->chain_count - CHAINS_SHOWN);
}

static const char *fence_of(uint32_t language) {
    static const char *const names[] = {[CCH_LANGUAGE_C] = "c",
                                        [CCH_LANGUAGE_CXX] = "cpp",
                                        [CCH_LANGUAGE_CUDA] = "cuda",
                                        [CCH_LANGUAGE_PYTHON] = "python"};
    return language < sizeof names / sizeof *names && names[language] ? names[language] : "";
}

static const char *what_it_is(const cch_block *block) {
    switch (block->part) {
    case CCH_BLOCK_CONSTRUCTOR:
        return ", which makes the object of the method below";
    case CCH_BLOCK_BINDING:
        return ": here C++ gives this name to Python";
    case CCH_BLOCK_BOUND:
        return ", which the binding stands for";
    case CCH_BLOCK_START:
    case CCH_BLOCK_STEP:
        break;
    }
    return "";
}

static void write_block(FILE *stream, const struct cch_composition *c, const cch_block *block) {
    size_t length;
    const char *text = code_of(c, block, &length, NULL);
    if (!text)
        return;
    fprintf(stream, "%s%s (%s, line", name_of(c, block->function), what_it_is(block), file_of(c, block));
    if (block->first == block->last)
        fprintf(stream, " %u):\n", block->first);
    else
        fprintf(stream, "s %u-%u):\n", block->first, block->last);
    /* A fence longer than any in the code, so that code cannot end it. */
    size_t ticks = 3;
    for (size_t i = 0, run = 0; i < length; i++) {
        run = text[i] == '`' ? run + 1 : 0;
        ticks = run >= ticks ? run + 1 : ticks;
    }
    for (size_t i = 0; i < ticks; i++)
        fputc('`', stream);
    fprintf(stream, "%s\n", fence_of(block->part == CCH_BLOCK_BINDING ? CCH_LANGUAGE_CXX : language_of(c, block)));
    fwrite(text, 1, length, stream);
    if (length && text[length - 1] != '\n')
        fputc('\n', stream);
    for (size_t i = 0; i < ticks; i++)
        fputc('`', stream);
    fputs("\n\n", stream);
}

static bool belongs_to_start(const struct cch_planned_prompt *prompt, size_t i) {
    const cch_block *block = &prompt->blocks.items[i];
    if (block->part == CCH_BLOCK_CONSTRUCTOR && i + 1 < prompt->blocks.count)
        return prompt->blocks.items[i + 1].part == CCH_BLOCK_START;
    return block->part == CCH_BLOCK_START;
}

static void write_blocks(FILE *stream, const struct cch_composition *c, const struct cch_planned_prompt *prompt,
                         const struct cch_composed *composed, bool of_start) {
    for (size_t i = 0; i < prompt->blocks.count; i++)
        if (!composed->left_out[i] && !composed->unread[i] && belongs_to_start(prompt, i) == of_start)
            write_block(stream, c, &prompt->blocks.items[i]);
}

static void write_left_out(FILE *stream, const struct cch_composition *c, const struct cch_planned_prompt *prompt,
                           const struct cch_composed *composed) {
    const char *before = "Left out for want of room: ";
    for (size_t i = 0; i < prompt->blocks.count; i++) {
        const cch_block *block = &prompt->blocks.items[i];
        if (!composed->left_out[i])
            continue;
        fprintf(stream, "%s%s (%s, lines %u-%u)", before, name_of(c, block->function), file_of(c, block), block->first,
                block->last);
        before = "; ";
    }
    if (composed->is_shortened)
        fputs(".\n\n", stream);
}

/* The parameters that the functions of the first chain are declared with. */
static void write_parameters(FILE *stream, const struct cch_composition *c, const struct cch_planned_prompt *prompt) {
    const cch_graph *graph = c->view->program->graph;
    size_t chain = prompt->chains[0];
    for (size_t k = c->chains->first[chain]; k < c->chains->first[chain + 1]; k++) {
        uint32_t function = c->chains->functions[k];
        size_t count;
        const uint32_t *names =
            cch_graph_items(graph, cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_PARAMETERS], &count);
        for (size_t i = 0, written = 0; i < count; i++) {
            const char *name = cch_graph_text(graph, names[i], NULL);
            if (!*name || !strcmp(name, "self") || !strcmp(name, "ctx") || !strcmp(name, "*") || !strcmp(name, "/"))
                continue;
            if (!written)
                fprintf(stream, "- %s: ", name_of(c, function));
            fprintf(stream, "%s%s", written++ ? ", " : "", name);
            if (i + 1 == count)
                fputc('\n', stream);
        }
    }
}

/* All kernels on the prompt's chains; `count` is set. NULL: out of memory. */
static uint32_t *kernels_of(const struct cch_composition *c, const struct cch_planned_prompt *prompt, size_t *count) {
    size_t room = 0;
    uint32_t *kernels = NULL;
    *count = 0;
    for (size_t i = 0; i < prompt->chain_count; i++)
        room += c->chains->first[prompt->chains[i] + 1] - c->chains->first[prompt->chains[i]];
    if (!(kernels = malloc((room + 1) * sizeof *kernels)))
        return NULL;
    for (size_t i = 0; i < prompt->chain_count; i++)
        for (size_t k = c->chains->first[prompt->chains[i]]; k < c->chains->first[prompt->chains[i] + 1]; k++) {
            uint32_t function = c->chains->functions[k];
            size_t seen = 0;
            while (seen < *count && kernels[seen] != function)
                seen++;
            if (seen == *count && c->view->flags[function] & CCH_FLAG_KERNEL)
                kernels[(*count)++] = function;
        }
    return kernels;
}

static char *rows_of(const struct cch_composition *c, const struct cch_planned_prompt *prompt) {
    size_t count;
    uint32_t *kernels = c->options->rows ? kernels_of(c, prompt, &count) : NULL;
    if (c->options->rows && !kernels)
        return NULL;
    char *rows = kernels ? c->options->rows(c->options->rows_context, kernels, count) : strdup("");
    free(kernels);
    return rows;
}

/* Composing -------------------------------------------------------------------------- */

enum part { CHAIN, START, START_CODE, CODE, LEFT_OUT, PARAMETERS, HARDWARE, PART_COUNT };

static int write_text(struct cch_composed *composed, const struct cch_composition *c,
                      const struct cch_planned_prompt *prompt, const char *rows, cch_error *error) {
    static const char *const names[PART_COUNT] = {"chain",    "start",      "start_code", "code",
                                                  "left_out", "parameters", "hardware"};
    struct cch_template_part parts[PART_COUNT];
    char *texts[PART_COUNT] = {0};
    bool failed = false;
    int code = CCH_OK;
    for (size_t i = 0; i < PART_COUNT; i++) {
        size_t size;
        FILE *stream = open_memstream(&texts[i], &size);
        if (!stream) {
            failed = true;
            break;
        }
        switch ((enum part)i) {
        case CHAIN:
            write_chains(stream, c, prompt);
            break;
        case START:
            fputs(name_of(c, c->chains->functions[c->chains->first[prompt->chains[0]]]), stream);
            break;
        case START_CODE:
            write_blocks(stream, c, prompt, composed, true);
            break;
        case CODE:
            write_blocks(stream, c, prompt, composed, false);
            break;
        case LEFT_OUT:
            write_left_out(stream, c, prompt, composed);
            break;
        case PARAMETERS:
            write_parameters(stream, c, prompt);
            break;
        case HARDWARE:
            fputs(rows, stream);
            break;
        case PART_COUNT:
            break;
        }
        failed |= fclose(stream) != 0 || !texts[i]; /* glibc closes well, and there is no text */
        parts[i] = (struct cch_template_part){names[i], texts[i]};
    }
    FILE *stream = failed ? NULL : open_memstream(&composed->text, &composed->length);
    if (stream) {
        const char *text =
            c->options->template_text ? c->options->template_text : cch_template_default(c->options->mode);
        code = cch_template_write(stream, text, parts, PART_COUNT, error);
        failed |= fclose(stream) != 0 || !composed->text;
    }
    for (size_t i = 0; i < PART_COUNT; i++)
        free(texts[i]);
    return failed || !stream ? cch_fail(error, CCH_ERROR_MEMORY, "cannot write a prompt: out of memory") : code;
}

static int count_tokens(struct cch_composed *composed, const cch_prompt_options *options, cch_error *error) {
    double ratio = options->bytes_per_token > 0 ? options->bytes_per_token : CCH_PROMPT_BYTES_PER_TOKEN;
    uint64_t tokens = (uint64_t)((double)composed->length / ratio) + 1;
    int code = CCH_OK;
    if (options->tokenizer)
        code = cch_tokenizer_count(options->tokenizer, composed->text, composed->length, &tokens, error);
    composed->tokens = (size_t)tokens;
    return code;
}

/* The least important block that is still in, or the number of blocks. */
static size_t least_important(const struct cch_planned_prompt *prompt, const struct cch_composed *composed) {
    size_t least = prompt->blocks.count;
    for (size_t i = 0; i < prompt->blocks.count; i++) {
        const cch_block *block = &prompt->blocks.items[i];
        if (composed->left_out[i] || composed->unread[i] || belongs_to_start(prompt, i))
            continue;
        if (least == prompt->blocks.count || block->rank > prompt->blocks.items[least].rank)
            least = i;
    }
    return least;
}

/* Writes the text and says whether it fits; -1 after an error. */
static int try_text(struct cch_composed *composed, const struct cch_composition *c,
                    const struct cch_planned_prompt *prompt, const char *rows, cch_error *error) {
    free(composed->text);
    composed->text = NULL;
    if (write_text(composed, c, prompt, rows, error) || count_tokens(composed, c->options, error))
        return -1;
    return !c->options->max_tokens || composed->tokens <= c->options->max_tokens;
}

static bool any(const bool *items, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (items[i])
            return true;
    return false;
}

/* Puts back, the more important first, what fits now that larger pieces are
 * out. */
static int put_back(struct cch_composed *composed, const struct cch_composition *c,
                    const struct cch_planned_prompt *prompt, const char *rows, cch_error *error) {
    uint32_t done = 0; /* ranks below this have been tried */
    for (;;) {
        size_t next = prompt->blocks.count;
        for (size_t i = 0; i < prompt->blocks.count; i++) {
            uint32_t rank = prompt->blocks.items[i].rank;
            if (composed->left_out[i] && rank >= done &&
                (next == prompt->blocks.count || rank < prompt->blocks.items[next].rank))
                next = i;
        }
        if (next == prompt->blocks.count)
            break;
        done = prompt->blocks.items[next].rank + 1;
        composed->left_out[next] = false;
        int fits = try_text(composed, c, prompt, rows, error);
        composed->left_out[next] = fits == 0;
        if (fits < 0)
            return error->code;
    }
    composed->is_shortened = any(composed->left_out, prompt->blocks.count);
    return try_text(composed, c, prompt, rows, error) < 0 ? error->code : CCH_OK;
}

int cch_compose(struct cch_composed *composed, const struct cch_composition *c, const struct cch_planned_prompt *prompt,
                cch_error *error) {
    *composed = (struct cch_composed){.left_out = calloc(prompt->blocks.count + 1, sizeof(bool)),
                                      .unread = calloc(prompt->blocks.count + 1, sizeof(bool))};
    char *rows = rows_of(c, prompt);
    int code = composed->left_out && composed->unread && rows
                   ? CCH_OK
                   : cch_fail(error, CCH_ERROR_MEMORY, "cannot write a prompt: out of memory");
    for (size_t i = 0; !code && i < prompt->blocks.count; i++) {
        size_t length;
        composed->unread[i] = !code_of(c, &prompt->blocks.items[i], &length, &composed->first_unread);
        composed->unread_count += composed->unread[i] && file_of(c, &prompt->blocks.items[i])[0] != '/';
    }
    while (!code) {
        int fits = try_text(composed, c, prompt, rows, error);
        size_t least = least_important(prompt, composed);
        code = fits < 0 ? error->code : CCH_OK;
        if (fits != 0)
            break;
        composed->is_refused = least == prompt->blocks.count;
        if (composed->is_refused)
            break;
        composed->left_out[least] = composed->is_shortened = true;
    }
    if (!code && composed->is_shortened && !composed->is_refused)
        code = put_back(composed, c, prompt, rows, error);
    free(rows);
    return code;
}

void cch_composed_release(struct cch_composed *composed) {
    free(composed->text);
    free(composed->left_out);
    free(composed->unread);
    free(composed->first_unread);
    *composed = (struct cch_composed){0};
}
