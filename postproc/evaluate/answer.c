#include "evaluate/answer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/escape.h"
#include "evaluate/machine_parts.h"

static const char *name_of(cch_machine *machine, enum cch_naming naming, uint32_t function) {
    return cch_names_function(machine->evaluator->names, naming, function);
}

/* Text ------------------------------------------------------------------------------- */

static void print_extent(FILE *stream, cch_machine *machine, const cch_datum *const extent[3]) {
    fputc('(', stream);
    for (int i = 0; i < 3; i++) {
        fputs(i ? ", " : "", stream);
        cch_write_text(stream, cch_shown(machine, extent[i]));
    }
    fputc(')', stream);
}

static void print_chain(FILE *stream, cch_machine *machine, const cch_frame *frame) {
    if (frame && frame->function) {
        print_chain(stream, machine, frame->caller);
        fputs(frame->caller && frame->caller->function ? " → " : "", stream);
        cch_write_text(stream, name_of(machine, CCH_NAMING_SHORT, frame->function->function));
    }
}

static void print_decision(FILE *stream, const struct cch_decision *decision) {
    fputs("      ", stream);
    cch_write_text(stream, decision->place ? decision->place : "");
    fputs("  ", stream);
    cch_write_text(stream, decision->text);
    fprintf(stream, ": ");
    cch_write_text(stream, decision->outcome);
    if (decision->undecided) {
        fputs(", not decided: ", stream);
        cch_write_text(stream, decision->undecided->text);
    } else if (decision->values && *decision->values) {
        fputs(" (", stream);
        cch_write_text(stream, decision->values);
        fputc(')', stream);
    }
    fputc('\n', stream);
}

static void print_decisions(FILE *stream, const struct cch_decision *decision) {
    if (decision) {
        print_decisions(stream, decision->before);
        print_decision(stream, decision);
    }
}

static const char *certainty_text(enum cch_certainty certainty) {
    return certainty == CCH_RUNS ? "runs" : certainty == CCH_MAY_RUN ? "may run" : "may run (not evaluated)";
}

static void print_launch(FILE *stream, cch_machine *machine, const struct cch_launched *launched, size_t number) {
    fprintf(stream, "%zu. %s%s: ", number, launched->is_backward ? "backward " : "",
            certainty_text(cch_launched_certainty(launched)));
    cch_write_text(stream, launched->kernel ? name_of(machine, CCH_NAMING_SHORT, launched->kernel)
                                            : "a kernel that is not known");
    if (launched->is_repeated)
        fputs(" (any number of times)", stream);
    fputs("\n      ", stream);
    cch_write_text(stream,
                   launched->kernel ? name_of(machine, CCH_NAMING_FULL, launched->kernel) : launched->kernel_why);
    fputs("\n      grid ", stream);
    print_extent(stream, machine, launched->grid);
    fputs("  block ", stream);
    print_extent(stream, machine, launched->block);
    fputs("  shared memory ", stream);
    cch_write_text(stream, cch_shown(machine, launched->shared_memory));
    if (launched->cluster[0]) {
        fputs("  cluster ", stream);
        print_extent(stream, machine, launched->cluster);
    }
    fputs("\n      at ", stream);
    cch_write_text(stream, launched->place ? launched->place : "");
    fputs(", by ", stream);
    print_chain(stream, machine, launched->frame);
    fputc('\n', stream);
    print_decisions(stream, launched->decisions);
}

/* Conditions that are open, each once, with what would settle them; the array is the caller's. */
static size_t open_conditions(cch_machine *machine, const struct cch_decision ***all) {
    size_t count = 0, capacity = 0;
    const struct cch_decision **found = NULL;
    for (size_t i = 0; i < machine->launch_count; i++)
        for (const struct cch_decision *d = machine->launches[i].decisions; d; d = d->before) {
            bool is_new = d->undecided != NULL;
            for (size_t j = 0; is_new && j < count; j++)
                is_new = !(found[j]->node == d->node && strcmp(found[j]->undecided->text, d->undecided->text) == 0);
            if (is_new && cch_array_reserve(&found, &capacity, count + 1, sizeof *found))
                machine->arena.failed = true;
            else if (is_new)
                found[count++] = d;
        }
    *all = found;
    return count;
}

static void print_open(FILE *stream, cch_machine *machine) {
    const struct cch_decision **open;
    size_t count = open_conditions(machine, &open);
    for (size_t i = 0; i < count; i++) {
        fputs(i ? "" : "not decided:\n", stream);
        fputs("      ", stream);
        cch_write_text(stream, open[i]->place);
        fputs("  ", stream);
        cch_write_text(stream, open[i]->text);
        fputs(": ", stream);
        cch_write_text(stream, open[i]->undecided->text);
        if (open[i]->undecided->say) {
            fputs("; say ", stream);
            cch_write_text(stream, open[i]->undecided->say);
        } else if (*open[i]->undecided->place) {
            fputs(" (", stream);
            cch_write_text(stream, open[i]->undecided->place);
            fputc(')', stream);
        }
        fputc('\n', stream);
    }
    free(open);
}

static void print_why_not(FILE *stream, cch_machine *machine, const struct cch_why_not *why_not) {
    for (size_t i = 0; i < why_not->count; i++) {
        const struct cch_not_launched *item = &why_not->items[i];
        fputs("not: ", stream);
        cch_write_text(stream, name_of(machine, CCH_NAMING_FULL, item->kernel));
        fputc('\n', stream);
        if (item->decision) {
            print_decision(stream, item->decision);
            fprintf(stream, "      it needs: %s\n", item->wanted);
        } else {
            fprintf(stream, "      %s\n", item->reason);
        }
    }
}

int cch_selection_print(FILE *stream, const cch_selection *selection, cch_machine *machine,
                        const struct cch_why_not *why_not) {
    if (selection->explained) {
        fputs("steps:\n", stream);
        const char *at = cch_buffer_text(selection->explained);
        while (*at) {
            size_t length = strcspn(at, "\n");
            char line[2048];
            size_t kept = length < sizeof line ? length : sizeof line - 1;
            memcpy(line, at, kept);
            line[kept] = 0;
            fputs("  ", stream);
            cch_write_text(stream, line);
            fputc('\n', stream);
            at += length + (at[length] == '\n');
        }
    }
    for (size_t i = 0; i < machine->launch_count; i++)
        print_launch(stream, machine, &machine->launches[i], i + 1);
    bool is_open = machine->is_cut || machine->is_incomplete;
    if (!machine->launch_count)
        fputs(is_open ? "what is launched is not known (see the notes)\n" : "nothing is launched\n", stream);
    else if (is_open)
        fputs("what else is launched is not known (see the notes)\n", stream);
    print_open(stream, machine);
    for (size_t i = 0; i < machine->note_count; i++) {
        fputs(i ? "" : "notes:\n", stream);
        fputs("      ", stream);
        cch_write_text(stream, machine->notes[i]);
        fputc('\n', stream);
    }
    if (why_not)
        print_why_not(stream, machine, why_not);
    return machine->arena.failed ? CCH_ERROR_MEMORY : 0;
}

/* JSON ---------------------------------------------------------------------------------- */

/* What nobody said is "". */
static void json_text(cch_json *json, const char *key, const char *text) { cch_json_text(json, key, text ? text : ""); }

/* A number where it is one, what it may be, or null with the reason beside it. */
static void json_value(cch_json *json, cch_machine *machine, const char *key, const cch_datum *value) {
    cch_wide integer;
    if (cch_as_integer(value, &integer))
        cch_json_digits(json, key, cch_shown(machine, cch_integer(&machine->arena, integer)));
    else if (value->kind == CCH_DATUM_CHOICE) {
        cch_json_open(json, key, '[');
        for (uint32_t i = 0; i < value->count; i++)
            json_value(json, machine, NULL, value->items[i]);
        cch_json_close(json, ']');
    } else if (cch_is_unknown(value))
        cch_json_null(json, key);
    else
        json_text(json, key, cch_shown(machine, value));
}

static void json_extent(cch_json *json, cch_machine *machine, const char *key, const cch_datum *const extent[3]) {
    cch_json_open(json, key, '[');
    for (int i = 0; i < 3; i++)
        json_value(json, machine, NULL, extent[i]);
    cch_json_close(json, ']');
}

static void json_function(cch_json *json, cch_machine *machine, const char *key, uint32_t function) {
    if (!function) {
        cch_json_null(json, key);
        return;
    }
    cch_json_open(json, key, '{');
    json_text(json, "name", name_of(machine, CCH_NAMING_SHORT, function));
    json_text(json, "full_name", name_of(machine, CCH_NAMING_FULL, function));
    json_text(json, "id", cch_graph_identity(machine->evaluator->graph, function, NULL));
    cch_json_close(json, '}');
}

static void json_chain(cch_json *json, cch_machine *machine, const cch_frame *frame) {
    if (!frame || !frame->function)
        return;
    json_chain(json, machine, frame->caller);
    cch_json_open(json, NULL, '{');
    json_text(json, "name", name_of(machine, CCH_NAMING_SHORT, frame->function->function));
    json_text(json, "called_at", frame->call_place);
    cch_json_close(json, '}');
}

static void json_decision(cch_json *json, const char *key, const struct cch_decision *decision) {
    cch_json_open(json, key, '{');
    json_text(json, "condition", decision->text);
    json_text(json, "place", decision->place);
    json_text(json, "outcome", decision->outcome);
    json_text(json, "values", decision->values);
    if (decision->undecided) {
        json_text(json, "undecided", decision->undecided->text);
        if (decision->undecided->say)
            json_text(json, "say", decision->undecided->say);
    }
    cch_json_close(json, '}');
}

static void json_decisions(cch_json *json, const struct cch_decision *decision) {
    if (decision) {
        json_decisions(json, decision->before);
        json_decision(json, NULL, decision);
    }
}

static void json_launch(cch_json *json, cch_machine *machine, const struct cch_launched *launched) {
    enum cch_certainty certainty = cch_launched_certainty(launched);
    cch_json_open(json, NULL, '{');
    json_function(json, machine, "kernel", launched->kernel);
    if (!launched->kernel && launched->kernel_why)
        json_text(json, "kernel_unknown", launched->kernel_why);
    json_text(json, "certainty",
              certainty == CCH_RUNS      ? "runs"
              : certainty == CCH_MAY_RUN ? "may run"
                                         : "not evaluated");
    cch_json_bool(json, "backward", launched->is_backward);
    cch_json_bool(json, "repeated", launched->is_repeated);
    json_extent(json, machine, "grid", launched->grid);
    json_extent(json, machine, "block", launched->block);
    json_value(json, machine, "shared_memory", launched->shared_memory);
    if (launched->cluster[0])
        json_extent(json, machine, "cluster", launched->cluster);
    json_text(json, "place", launched->place);
    cch_json_open(json, "chain", '[');
    json_chain(json, machine, launched->frame);
    cch_json_close(json, ']');
    cch_json_open(json, "conditions", '[');
    json_decisions(json, launched->decisions);
    cch_json_close(json, ']');
    cch_json_close(json, '}');
}

static void json_why_not(cch_json *json, cch_machine *machine, const struct cch_why_not *why_not) {
    cch_json_open(json, "not_launched", '[');
    for (size_t i = 0; i < why_not->count; i++) {
        const struct cch_not_launched *item = &why_not->items[i];
        cch_json_open(json, NULL, '{');
        json_function(json, machine, "kernel", item->kernel);
        if (item->decision) {
            json_decision(json, "because", item->decision);
            json_text(json, "needs", item->wanted);
        } else {
            json_text(json, "reason", item->reason);
        }
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

int cch_selection_json(cch_json *json, const char *key, const char *name, const cch_selection *selection,
                       cch_machine *machine, const struct cch_why_not *why_not) {
    cch_json_open(json, key, '{');
    if (name)
        json_text(json, "case", name);
    json_function(json, machine, "entry", selection->entry);
    cch_json_open(json, "given", '{');
    for (size_t i = 0; i < selection->given->count; i++)
        json_text(json, selection->given->facts[i].name, selection->given->facts[i].text);
    cch_json_close(json, '}');
    if (selection->device)
        json_text(json, "device", selection->device->name);
    cch_json_bool(json, "exact", cch_selection_is_exact(machine));
    cch_json_bool(json, "complete", !machine->is_cut && !machine->is_incomplete);
    cch_json_open(json, "launches", '[');
    for (size_t i = 0; i < machine->launch_count; i++)
        json_launch(json, machine, &machine->launches[i]);
    cch_json_close(json, ']');
    const struct cch_decision **open;
    size_t count = open_conditions(machine, &open);
    cch_json_open(json, "undecided", '[');
    for (size_t i = 0; i < count; i++)
        json_decision(json, NULL, open[i]);
    free(open);
    cch_json_close(json, ']');
    cch_json_open(json, "notes", '[');
    for (size_t i = 0; i < machine->note_count; i++)
        json_text(json, NULL, machine->notes[i]);
    cch_json_close(json, ']');
    if (selection->explained)
        json_text(json, "steps", cch_buffer_text(selection->explained));
    if (why_not)
        json_why_not(json, machine, why_not);
    cch_json_close(json, '}');
    return machine->arena.failed ? CCH_ERROR_MEMORY : 0;
}
