/* What a launch is given: numbers, expressions, what no launch can have, and
 * the branches that it stands in. */
#define _GNU_SOURCE /* open_memstream */
#include "graph/view/launches.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "graph_file/range.h"

/* Amounts ---------------------------------------------------------------------- */

static bool is_number(const char *text) {
    text += *text == '-';
    return *text && !text[strspn(text, "0123456789")];
}

/* Numbers and operators alone, which came to no value. */
static bool is_without_value(const char *text) {
    bool operators = false;
    for (const char *at = text; *at; at++) {
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$\"'", *at) || (*at & 0x80))
            return false;
        operators = operators || strchr("+-*/%<", *at);
    }
    return operators && !is_number(text);
}

static struct cch_amount read_amount(const cch_graph *graph, uint32_t cell) {
    struct cch_amount amount = {.kind = CCH_AMOUNT_EXPRESSION, .text = cch_graph_text(graph, cell, NULL)};
    enum cch_reason reason = cch_reason_of_value(amount.text);
    if (reason) {
        amount.kind = CCH_AMOUNT_UNKNOWN;
        amount.reason = reason;
    } else if (is_number(amount.text) && strlen(amount.text) <= 18) {
        amount.kind = CCH_AMOUNT_NUMBER;
        amount.number = strtoll(amount.text, NULL, 10);
    } else if (is_without_value(amount.text)) {
        amount.kind = CCH_AMOUNT_UNKNOWN;
        amount.reason = CCH_REASON_NO_VALUE;
    } else if (!*amount.text) {
        amount.kind = CCH_AMOUNT_UNKNOWN;
        amount.reason = CCH_REASON_NOT_UNDERSTOOD;
    }
    return amount;
}

static void forbid(struct cch_amount *amount, enum cch_reason reason) {
    amount->kind = CCH_AMOUNT_UNKNOWN;
    amount->reason = reason;
}

struct cch_amount cch_bytes_read(const cch_graph *graph, uint32_t cell) {
    struct cch_amount amount = read_amount(graph, cell);
    if (is_number(amount.text) && *amount.text == '-')
        forbid(&amount, CCH_REASON_NEGATIVE);
    return amount;
}

/* A number of blocks or threads. More than the greatest x of a grid in any
 * device comes of a negative number that became unsigned, or of an overflow. */
static struct cch_amount read_dimension(const cch_graph *graph, uint32_t cell) {
    struct cch_amount amount = read_amount(graph, cell);
    if (!is_number(amount.text))
        return amount;
    if (*amount.text == '-')
        forbid(&amount, CCH_REASON_NEGATIVE);
    else if (amount.kind != CCH_AMOUNT_NUMBER || amount.number > INT32_MAX)
        forbid(&amount, CCH_REASON_TOO_MANY);
    else if (!amount.number)
        forbid(&amount, CCH_REASON_ZERO);
    return amount;
}

struct cch_extent cch_extent_read(const cch_graph *graph, const uint32_t *cells, uint32_t depends) {
    struct cch_extent extent = {
        .kind = CCH_AMOUNT_NUMBER, .whole = !cells[1] && !cells[2], .wrong = -1, .depends = depends};
    for (int i = 0; i < 3; i++) {
        struct cch_amount *one = &extent.dimensions[i];
        if (i && extent.whole && extent.kind == CCH_AMOUNT_NUMBER) /* a number stands for x: the others are 1 */
            *one = (struct cch_amount){.kind = CCH_AMOUNT_NUMBER, .number = 1, .text = "1"};
        else if (i && extent.whole)
            *one = extent.dimensions[0];
        else
            *one = read_dimension(graph, cells[i]);
        if (one->kind == CCH_AMOUNT_UNKNOWN && extent.kind != CCH_AMOUNT_UNKNOWN) {
            extent.kind = CCH_AMOUNT_UNKNOWN;
            extent.reason = one->reason;
            extent.wrong = one->reason == CCH_REASON_NOT_UNDERSTOOD || one->reason == CCH_REASON_OLDER_GRAPH ? -1 : i;
        } else if (one->kind == CCH_AMOUNT_EXPRESSION && extent.kind == CCH_AMOUNT_NUMBER) {
            extent.kind = CCH_AMOUNT_EXPRESSION;
        }
    }
    extent.whole = extent.whole && extent.kind != CCH_AMOUNT_NUMBER;
    return extent;
}

static char *extent_text(const struct cch_extent *extent, const char *unknown) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return NULL;
    if (extent->kind == CCH_AMOUNT_UNKNOWN && extent->wrong >= 0)
        fprintf(stream, "%s%c, %s, %s", unknown, "xyz"[extent->wrong], extent->dimensions[extent->wrong].text,
                cch_reason_text(extent->reason));
    else if (extent->kind == CCH_AMOUNT_UNKNOWN)
        fprintf(stream, "%s%s", unknown, cch_reason_text(extent->reason));
    for (int i = 0; i < (extent->whole ? 1 : 3) && extent->kind != CCH_AMOUNT_UNKNOWN; i++)
        fprintf(stream, "%s%s", i ? ", " : "", extent->dimensions[i].text);
    bool failed = ferror(stream);
    if (fclose(stream) || failed) {
        free(text);
        return NULL;
    }
    return text;
}

static char *amount_text(const struct cch_amount *amount, const char *unknown) {
    if (amount->kind != CCH_AMOUNT_UNKNOWN)
        return strdup(amount->text);
    const char *reason = cch_reason_text(amount->reason);
    size_t size = strlen(unknown) + sizeof "it " + strlen(reason);
    char *text = malloc(size);
    bool of_it = amount->reason == CCH_REASON_NO_VALUE || amount->reason == CCH_REASON_NEGATIVE;
    if (text)
        snprintf(text, size, "%s%s%s", unknown, of_it ? "it " : "", reason);
    return text;
}

static const char prefix[] = "unknown: ";

char *cch_extent_text(const struct cch_extent *extent) { return cch_memory_asked(extent_text(extent, prefix)); }
char *cch_extent_unknown(const struct cch_extent *extent) { return cch_memory_asked(extent_text(extent, "")); }
char *cch_amount_text(const struct cch_amount *amount) { return cch_memory_asked(amount_text(amount, prefix)); }
char *cch_amount_unknown(const struct cch_amount *amount) { return cch_memory_asked(amount_text(amount, "")); }

/* Configurations ------------------------------------------------------------------ */

struct cch_configuration cch_configuration_read(const cch_graph *graph, uint32_t launch) {
    const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, launch);
    return (struct cch_configuration){
        .grid = cch_extent_read(graph, &cells[CCH_LAUNCH_GRID_X], cells[CCH_LAUNCH_GRID_DEPENDS]),
        .block = cch_extent_read(graph, &cells[CCH_LAUNCH_BLOCK_X], cells[CCH_LAUNCH_BLOCK_DEPENDS]),
        .shared_memory = cch_bytes_read(graph, cells[CCH_LAUNCH_SHARED_MEMORY_VALUE]),
        .shared_memory_depends = cells[CCH_LAUNCH_SHARED_MEMORY_DEPENDS],
        .has_grid = cells[CCH_LAUNCH_GRID_X] != 0,
        .has_block = cells[CCH_LAUNCH_BLOCK_X] != 0,
        .has_shared_memory = cells[CCH_LAUNCH_SHARED_MEMORY_VALUE] != 0,
        .grid_text = cch_graph_text(graph, cells[CCH_LAUNCH_GRID], NULL),
        .block_text = cch_graph_text(graph, cells[CCH_LAUNCH_BLOCK], NULL),
        .shared_memory_text = cch_graph_text(graph, cells[CCH_LAUNCH_SHARED_MEMORY], NULL),
        .stream = cch_graph_text(graph, cells[CCH_LAUNCH_STREAM], NULL),
        .api = cch_graph_text(graph, cells[CCH_LAUNCH_API], NULL),
        .attributes = cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTES], NULL),
        .site = cells[CCH_LAUNCH_SITE],
    };
}

/* Branches ---------------------------------------------------------------------- */

static char *when_of(const cch_graph *graph, const uint32_t *launch) {
    const uint32_t key[] = {launch[CCH_LAUNCH_CALLER], launch[CCH_LAUNCH_KERNEL], launch[CCH_LAUNCH_SITE],
                            launch[CCH_LAUNCH_PATH]};
    struct cch_range guards = cch_graph_range(graph, CCH_GUARD, sizeof key / sizeof *key, key);
    char *text = NULL;
    size_t size;
    if (!launch[CCH_LAUNCH_PATH])
        return strdup("");
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return NULL;
    const char *separator = "";
    for (uint32_t row = guards.first; row < guards.end; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_GUARD, row);
        fprintf(stream, "%s%s: %s", separator, cch_graph_text(graph, cells[CCH_GUARD_TEXT], NULL),
                cch_graph_text(graph, cells[CCH_GUARD_OUTCOME], NULL));
        separator = "; ";
    }
    bool failed = ferror(stream);
    if (fclose(stream) || failed) {
        free(text);
        return NULL;
    }
    return text;
}

int cch_launch_texts_make(struct cch_launch_texts *texts, const cch_graph *graph, uint32_t row) {
    struct cch_configuration given = cch_configuration_read(graph, row);
    *texts = (struct cch_launch_texts){cch_extent_text(&given.grid), cch_extent_text(&given.block),
                                       cch_amount_text(&given.shared_memory),
                                       when_of(graph, cch_graph_row(graph, CCH_LAUNCH, row))};
    if (texts->grid && texts->block && texts->shared_memory && texts->when)
        return CCH_OK;
    cch_launch_texts_release(texts);
    return CCH_ERROR_MEMORY;
}

void cch_launch_texts_release(struct cch_launch_texts *texts) {
    free(texts->grid);
    free(texts->block);
    free(texts->shared_memory);
    free(texts->when);
    *texts = (struct cch_launch_texts){0};
}
