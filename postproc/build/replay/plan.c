#define _GNU_SOURCE /* vasprintf */
#include "build/replay/plan.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/expression.h"
#include "base/glob.h"
#include "base/memory.h"
#include "base/paths.h"
#include "base/text_format.h"
#include "build/replay/pass_arguments.h"
#include "build/replay/pass_record.h"
#include "build/translate/translate.h"

enum { NOTES_MAX = 50 };

/* What decides a graph beside the command line: clang and the plugin read
 * these. */
static const char *const environment[] = {
    "CPATH",           "C_INCLUDE_PATH",    "CPLUS_INCLUDE_PATH", "SOURCE_DATE_EPOCH", "CCC_OVERRIDE_OPTIONS",
    "CALLCHAIN_SCOPE", "CALLCHAIN_BUILTINS"};

void cch_plan_note(struct plan *plan, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *line = cch_text_format(format, arguments);
    va_end(arguments);
    if (line && !cch_word_list_contain(&plan->replay->notes, line)) {
        if (plan->replay->notes.count < NOTES_MAX)
            cch_word_list_add(&plan->replay->notes, line);
        else
            plan->notes_left_out++;
    }
    free(line);
}

static void digits_of(XXH3_state_t *state, char digits[33]) {
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    snprintf(digits, 33, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
}

static void digits_of_text(const char *text, char digits[33]) {
    XXH128_hash_t hash = XXH3_128bits(text, strlen(text));
    snprintf(digits, 33, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
}

static void hash_text(XXH3_state_t *state, const char *text) {
    XXH3_128bits_update(state, text ? text : "", text ? strlen(text) + 1 : 1);
}

/* The command line ------------------------------------------------------------- */

static void add_own_options(const struct plan *plan, cch_word_list *own) {
    cch_word_list_add(own, "-w");
    /* Warnings that clang takes for errors, and -w leaves alone; other
     * compilers only warn. */
    cch_word_list_add(own, "-Wno-c++11-narrowing");
    cch_word_list_add(own, "-Wno-register");
    cch_word_list_add(own, "-fdiagnostics-parseable-fixits"); /* repair.h reads them */
    cch_word_list_add(own, "-Qunused-arguments");
    cch_word_list_add(own, "-ferror-limit=0");
    cch_word_list_add(own, "-fno-color-diagnostics");
    cch_word_list_add_all(own, &plan->options->extra);
}

static void add_plugin_options(const struct plan *plan, const struct planned_pass *planned,
                               const cch_translation *translation, cch_word_list *own) {
    cch_word_list_format(own, "-fplugin=%s", plan->toolchain->plugin);
    cch_word_list_format(own, "-fplugin-arg-callchain-out=%s", planned->work);
    cch_word_list_format(own, "-fplugin-arg-callchain-root=%s", plan->root);
    cch_word_list_add(own, "-fplugin-arg-callchain-tell=1");
    if (translation->is_nvcc)
        cch_word_list_add(own, "-fplugin-arg-callchain-nvcc=1");
    cch_word_list_add(own, "-MD");
    cch_word_list_add(own, "-MT");
    cch_word_list_add(own, "inputs");
    cch_word_list_add(own, "-MF");
    cch_word_list_format(own, "%s/inputs.d", planned->work);
}

/* Fills planned->arguments; those of the plugin and `more` only for the real
 * run (NULL before it), as they hold what the pass's identity names. */
static int make_arguments(const struct plan *plan, struct planned_pass *planned, const char *kind,
                          const cch_translation *translation, const cch_word_list *more) {
    cch_word_list own = {0};
    add_own_options(plan, &own);
    if (more) {
        add_plugin_options(plan, planned, translation, &own);
        cch_word_list_add_all(&own, more);
    }
    cch_pass_arguments(&planned->arguments, plan->toolchain->clang, translation, (cch_pass){kind, planned->is_device},
                       &plan->options->extra_before, &own);
    bool failed = own.failed || planned->arguments.failed;
    cch_word_list_release(&own);
    return failed ? -1 : 0;
}

/* A unit as this clang takes it. */
static int translate(struct plan *plan, const cch_command *command, cch_translation *translation, cch_error *error) {
    int result = cch_translate(translation, command, &plan->settings, error);
    if (result == CCH_OK)
        cch_clang_options_filter(&plan->clang_options, plan->toolchain->clang, translation);
    return result;
}

int cch_plan_arguments(struct plan *plan, size_t index, const cch_word_list *more) {
    struct planned_pass *planned = &plan->passes[index];
    cch_translation translation;
    cch_word_list_clear(&planned->arguments);
    int result = translate(plan, planned->command, &translation, NULL);
    if (result == CCH_OK)
        result = make_arguments(plan, planned, plan->replay->passes[index].kind, &translation, more);
    cch_translation_release(&translation);
    return result;
}

/* What makes a pass what it is; names of outputs are not yet in it. */
static int identify(const struct plan *plan, struct planned_pass *planned, const char *kind) {
    XXH3_state_t *state = XXH3_createState();
    if (!state || XXH3_128bits_reset(state) != XXH_OK) {
        XXH3_freeState(state);
        return -1;
    }
    hash_text(state, plan->database);
    hash_text(state, plan->root);
    hash_text(state, planned->command->directory);
    hash_text(state, planned->command->file);
    hash_text(state, kind);
    for (size_t i = 1; i < planned->arguments.count; i++)
        hash_text(state, planned->arguments.items[i]);
    digits_of(state, planned->id);
    hash_text(state, plan->toolchain->clang);
    XXH3_128bits_update(state, &plan->toolchain->identity, sizeof plan->toolchain->identity);
    for (size_t i = 0; i < sizeof environment / sizeof *environment; i++)
        hash_text(state, getenv(environment[i]));
    digits_of(state, planned->key);
    XXH3_freeState(state);
    return 0;
}

static int add_pass(struct plan *plan, const cch_command *command, const cch_translation *translation, const char *kind,
                    bool is_device) {
    cch_replay *replay = plan->replay;
    if (cch_array_reserve(&plan->passes, &plan->capacity, replay->count + 1, sizeof *plan->passes) != 0 ||
        cch_array_reserve(&replay->passes, &plan->pass_capacity, replay->count + 1, sizeof *replay->passes) != 0)
        return -1;
    struct planned_pass *planned = &plan->passes[replay->count];
    cch_replay_pass *pass = &replay->passes[replay->count];
    *planned = (struct planned_pass){.command = command, .is_device = is_device};
    *pass = (cch_replay_pass){.unit = cch_unit_name(command->file, plan->root), .state = CCH_REPLAY_WAITING};
    pass->kind = strdup(kind);
    digits_of_text(command->file, planned->unit);
    replay->count++;

    int failed = make_arguments(plan, planned, kind, translation, NULL) || identify(plan, planned, kind);
    cch_word_list_release(&planned->arguments);
    if (failed || asprintf(&planned->work, "%s/%s.work", plan->state, planned->id) < 0 ||
        asprintf(&planned->record, "%s/%s.record", plan->state, planned->id) < 0 ||
        asprintf(&planned->best, "%s/%s.best", plan->state, planned->id) < 0)
        return -1;
    return pass->kind ? 0 : -1;
}

/* An entry that can't be translated is a pass that has failed. */
static int add_failed(struct plan *plan, const cch_command *command, const char *reason) {
    cch_translation none = {0};
    if (add_pass(plan, command, &none, "unit", false) != 0)
        return -1;
    cch_replay_pass *pass = &plan->replay->passes[plan->replay->count - 1];
    const char *text = strstr(reason, "': "); /* behind "unit 'x" */
    pass->state = CCH_REPLAY_FAILED;
    pass->problem = strdup(text ? text + 3 : reason);
    return pass->problem ? 0 : -1;
}

static void note_what_was_found(struct plan *plan, const cch_translation *translation) {
    for (size_t i = 0; i < translation->ignored.count; i++)
        cch_plan_note(plan, "left out, since clang has nothing like it: %s", translation->ignored.items[i]);
    for (size_t i = 0; i < translation->notes.count; i++)
        cch_plan_note(plan, "%s", translation->notes.items[i]);
    const char *toolkit = translation->toolkit.path ? translation->toolkit.path : "";
    if (!translation->is_cuda || cch_word_list_contain(&plan->toolkits, toolkit))
        return;
    char advice[1024];
    cch_word_list_add(&plan->toolkits, toolkit);
    cch_cuda_toolkit_advice(&translation->toolkit, plan->toolchain->major, advice, sizeof advice);
    if (*advice)
        cch_plan_note(plan, "%s", advice);
}

/* All passes of one entry. */
static int add_entry(struct plan *plan, const cch_command *command, cch_error *error) {
    cch_translation translation;
    cch_error reason = {0};
    int failed = 0, result = translate(plan, command, &translation, &reason);
    if (result == CCH_ERROR_FORMAT) {
        cch_plan_note(plan, "%s", reason.text);
        result = CCH_OK;
        goto out;
    }
    if (result != CCH_OK) {
        result = CCH_OK;
        failed = add_failed(plan, command, reason.text);
        goto out;
    }
    note_what_was_found(plan, &translation);
    for (size_t i = 0; i < cch_pass_count(&translation); i++) {
        cch_pass pass = cch_pass_at(&translation, i);
        failed |= add_pass(plan, command, &translation, pass.kind, pass.is_device);
    }
out:
    if (failed)
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot plan '%s': out of memory", command->file);
    cch_translation_release(&translation);
    return result;
}

static int compare_ids(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct identified {
    const char *id;
    size_t index;
};

static int compare_identified(const void *a, const void *b) {
    const struct identified *first = a, *second = b;
    int order = strcmp(first->id, second->id);
    return order ? order : (first->index > second->index) - (first->index < second->index);
}

/* Entries that differ only in outputs are one pass: the first stays. */
static void drop_repeated(struct plan *plan) {
    cch_replay *replay = plan->replay;
    struct identified *identified = cch_memory_asked(malloc((replay->count + 1) * sizeof *identified));
    if (!identified)
        return;
    for (size_t i = 0; i < replay->count; i++)
        identified[i] = (struct identified){plan->passes[i].id, i};
    qsort(identified, replay->count, sizeof *identified, compare_identified);
    for (size_t i = 1; i < replay->count; i++)
        if (strcmp(identified[i - 1].id, identified[i].id) == 0)
            replay->passes[identified[i].index].state = CCH_REPLAY_LEFT_OUT;
    free(identified);
}

int cch_plan_make(struct plan *plan, const cch_compile_commands *commands, cch_error *error) {
    digits_of_text(cch_compile_commands_path(commands), plan->database);
    plan->settings = (cch_translate_settings){.clang_major = plan->toolchain->major,
                                              .cuda_path = plan->options->cuda_path,
                                              .architectures = plan->options->architectures,
                                              .releases = &plan->releases};
    if (cch_translate_settings_check(&plan->settings, error) != CCH_OK)
        return CCH_ERROR_USAGE;
    plan->headers = cch_path_absolute(plan->state, "gcc-headers");
    plan->clang_options.links = plan->headers;
    plan->clang_options.makes_links = !plan->options->dry;
    for (size_t i = 0; i < cch_compile_commands_count(commands); i++) {
        int result = add_entry(plan, cch_compile_commands_entry(commands, i), error);
        if (result != CCH_OK)
            return result;
    }
    if (plan->notes_left_out > 0)
        cch_word_list_format(&plan->replay->notes, "and %zu more like these", plan->notes_left_out);
    drop_repeated(plan);
    if (cch_memory_failed()) /* a plan that lacks something would make other graphs */
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot plan the passes: out of memory");
    return CCH_OK;
}

void cch_plan_release(struct plan *plan) {
    for (size_t i = 0; plan->passes && i < plan->replay->count; i++) {
        cch_word_list_release(&plan->passes[i].arguments);
        free(plan->passes[i].work);
        free(plan->passes[i].record);
        free(plan->passes[i].best);
    }
    free(plan->passes);
    free(plan->out);
    free(plan->state);
    free(plan->headers);
    cch_repairs_free(plan->repairs);
    cch_file_states_free(plan->files);
    cch_clang_options_release(&plan->clang_options);
    cch_nvcc_releases_release(&plan->releases);
    cch_word_list_release(&plan->toolkits);
    *plan = (struct plan){0};
}

/* Selecting ---------------------------------------------------------------------- */

struct filter {
    const char *glob; /* or */
    cch_expression *expression;
};

static bool filter_matches(const struct filter *filter, const char *unit) {
    if (!filter->glob)
        return cch_expression_matches(filter->expression, unit);
    return cch_glob_matches(filter->glob, strchr(filter->glob, '/') ? unit : cch_path_base(unit));
}

static bool wanted(const struct plan *plan, size_t index, const struct filter *filters, size_t count) {
    const cch_replay_options *options = plan->options;
    if ((options->host_only && plan->passes[index].is_device) ||
        (options->device_only && !plan->passes[index].is_device))
        return false;
    bool matched = count == 0;
    for (size_t i = 0; i < count && !matched; i++)
        matched = filter_matches(&filters[i], plan->replay->passes[index].unit);
    return matched;
}

int cch_plan_select(struct plan *plan, cch_error *error) {
    const cch_word_list *texts = &plan->options->filters;
    struct filter *filters = calloc(texts->count + 1, sizeof *filters);
    size_t count = 0;
    int result = CCH_OK;
    if (!filters)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot choose units: out of memory");
    for (; count < texts->count; count++) {
        const char *text = texts->items[count];
        if (strncmp(text, "re:", 3) != 0)
            filters[count].glob = text;
        else if ((result = cch_expression_new(&filters[count].expression, text + 3, false, error)))
            goto out;
    }
    for (size_t i = 0; i < plan->replay->count; i++) {
        cch_replay_pass *pass = &plan->replay->passes[i];
        bool is_failed = pass->state == CCH_REPLAY_FAILED;
        if ((pass->state != CCH_REPLAY_WAITING && !is_failed) || !wanted(plan, i, filters, count)) {
            pass->state = CCH_REPLAY_LEFT_OUT;
        } else {
            plan->replay->selected++;
            plan->replay->failed += is_failed;
        }
    }
out:
    for (size_t i = 0; i < count; i++) {
        if (filters[i].expression && !result)
            result = cch_expression_status(filters[i].expression, error);
        cch_expression_free(filters[i].expression);
    }
    free(filters);
    return result;
}

/* Pruning ------------------------------------------------------------------------ */

/* The plan's passes by id and by unit, for looking records up. */
struct lookup {
    char **ids;
    struct known_unit {
        const char *digits;
        bool selected;
    } *units;
    size_t count;
};

static int compare_units(const void *a, const void *b) {
    return strcmp(((const struct known_unit *)a)->digits, ((const struct known_unit *)b)->digits);
}

static bool make_lookup(const struct plan *plan, struct lookup *lookup) {
    lookup->count = plan->replay->count;
    lookup->ids = malloc((lookup->count + 1) * sizeof *lookup->ids);
    lookup->units = malloc((lookup->count + 1) * sizeof *lookup->units);
    if (!cch_memory_asked(lookup->ids) || !cch_memory_asked(lookup->units))
        return false;
    for (size_t i = 0; i < lookup->count; i++) {
        lookup->ids[i] = plan->passes[i].id;
        lookup->units[i] =
            (struct known_unit){plan->passes[i].unit, plan->replay->passes[i].state == CCH_REPLAY_WAITING};
    }
    qsort(lookup->ids, lookup->count, sizeof *lookup->ids, compare_ids);
    qsort(lookup->units, lookup->count, sizeof *lookup->units, compare_units);
    return true;
}

static bool is_stale(const struct lookup *lookup, const char *id, const char *unit) {
    struct known_unit key = {.digits = unit};
    if (bsearch(&id, lookup->ids, lookup->count, sizeof *lookup->ids, compare_ids))
        return false;
    const struct known_unit *known = bsearch(&key, lookup->units, lookup->count, sizeof *lookup->units, compare_units);
    if (!known)
        return true;
    while (known > lookup->units && strcmp(known[-1].digits, unit) == 0)
        known--;
    for (; known < lookup->units + lookup->count && strcmp(known->digits, unit) == 0; known++)
        if (known->selected)
            return true;
    return false;
}

/* The records of this output folder that are stale, or that are not, with
 * their graphs and units. */
static void collect_records(const struct plan *plan, const struct lookup *lookup, bool stale, cch_word_list *graphs,
                            cch_word_list *records, cch_word_list *units) {
    struct dirent *item;
    DIR *folder = opendir(plan->state);
    if (!folder && errno == ENOMEM)
        cch_memory_note_failure();
    while (folder && (item = readdir(folder))) {
        char path[PATH_MAX], id[33];
        cch_pass_record record;
        if (strlen(item->d_name) != 39 || strcmp(item->d_name + 32, ".record") != 0 ||
            snprintf(path, sizeof path, "%s/%s", plan->state, item->d_name) >= (int)sizeof path)
            continue;
        snprintf(id, sizeof id, "%.32s", item->d_name);
        if (cch_pass_record_read(&record, path, NULL)) {
            bool ours = strcmp(record.database, plan->database) == 0;
            if ((ours && is_stale(lookup, id, record.unit)) == stale) {
                cch_word_list_add_all(graphs, &record.graphs);
                cch_word_list_add(records, path);
                cch_word_list_add(units, record.unit);
            }
        }
        cch_pass_record_release(&record);
    }
    if (folder)
        closedir(folder);
}

void cch_plan_changed_units(const struct plan *plan, cch_word_list *units) {
    cch_word_list graphs = {0}, records = {0};
    struct lookup lookup = {0};
    if (make_lookup(plan, &lookup))
        collect_records(plan, &lookup, true, &graphs, &records, units);
    cch_word_list_release(&graphs);
    cch_word_list_release(&records);
    free(lookup.ids);
    free(lookup.units);
}

void cch_plan_prune(struct plan *plan) {
    cch_word_list live = {0}, live_records = {0}, stale = {0}, stale_records = {0}, units = {0};
    struct lookup lookup = {0};
    if (make_lookup(plan, &lookup))
        collect_records(plan, &lookup, true, &stale, &stale_records, &units);
    if (stale_records.count > 0)
        collect_records(plan, &lookup, false, &live, &live_records, &units);
    /* What stays too long does less harm than what goes too early. */
    bool sure = !cch_memory_failed();
    if (live.count > 0)
        qsort(live.items, live.count, sizeof *live.items, compare_ids);
    for (size_t i = 0; i < stale.count && sure; i++) {
        char path[PATH_MAX];
        bool is_live =
            live.count > 0 && bsearch(&stale.items[i], live.items, live.count, sizeof *live.items, compare_ids);
        if (!is_live && snprintf(path, sizeof path, "%s/%s", plan->out, stale.items[i]) < (int)sizeof path)
            unlink(path);
    }
    for (size_t i = 0; i < stale_records.count && sure; i++)
        unlink(stale_records.items[i]);
    cch_word_list_release(&live);
    cch_word_list_release(&live_records);
    cch_word_list_release(&stale);
    cch_word_list_release(&stale_records);
    cch_word_list_release(&units);
    free(lookup.ids);
    free(lookup.units);
}
