#include "trace/annotate.h"

#include <string.h>

#include "base/json_writer.h"
#include "trace/json_stream.h"

/* The members, without the brackets around them. */
static void write_members(FILE *stream, const cch_question *question, const struct cch_trace_group *group,
                          unsigned differs) {
    const cch_graph *graph = question->program->graph;
    cch_json json = {.stream = stream, .depth = 1};
    const char *why = cch_trace_why(group);
    if (group->kernel)
        cch_json_text(&json, "callchain kernel", cch_names_function(question->names, CCH_NAMING_FULL, group->kernel));
    if (group->way.op)
        cch_json_text(&json, "callchain operator",
                      cch_names_function(question->names, CCH_NAMING_SHORT, group->way.op));
    if (*group->chain)
        cch_json_text(&json, "callchain chain", group->chain);
    if (group->launch && group->launch->site) {
        const uint32_t *place = cch_graph_row(graph, CCH_SITE, group->launch->site);
        char site[4096];
        snprintf(site, sizeof site, "%s:%u", cch_graph_text(graph, place[CCH_SITE_FILE], NULL), place[CCH_SITE_LINE]);
        cch_json_text(&json, "callchain launch", site);
    }
    if (*why)
        cch_json_text(&json, "callchain", why);
    if (differs)
        cch_json_text(&json, "callchain differs", cch_trace_differs_text(differs));
}

/* Where in the event's text the members go: behind the bracket that opens its arguments, or the object's own one. */
static const char *place_of(const struct cch_trace_event *event, bool *among, bool *empty) {
    const char *at = event->text, *end = event->text + event->length;
    struct cch_json_member member;
    while (cch_json_next(&at, end, &member))
        if (cch_json_is(&member, "args") && *member.value == '{') {
            *among = true;
            const char *inside = member.value;
            struct cch_json_member first;
            *empty = !cch_json_next(&inside, member.value + member.length, &first);
            return member.value + 1;
        }
    *among = false;
    *empty = false;
    return event->text + 1;
}

static void write_extent(cch_json *json, const char *key, const int64_t extent[3]) {
    cch_json_open(json, key, '[');
    for (int i = 0; i < 3; i++)
        cch_json_number(json, NULL, extent[i] < 0 ? 0 : (uint64_t)extent[i]);
    cch_json_close(json, ']');
}

static void write_new(FILE *stream, const cch_question *question, const struct cch_trace_event *event,
                      const struct cch_trace_group *group, unsigned differs) {
    cch_json json = {.stream = stream, .depth = 1};
    char digits[64];
    fputc('{', stream);
    cch_json_text(&json, "ph", "X");
    cch_json_text(&json, "cat", "kernel");
    cch_json_text(&json, "name", event->name);
    cch_json_number(&json, "pid", event->device < 0 ? 0 : (uint64_t)event->device);
    cch_json_number(&json, "tid", event->stream < 0 ? 0 : (uint64_t)event->stream);
    snprintf(digits, sizeof digits, "%.3f", event->start);
    cch_json_digits(&json, "ts", digits);
    snprintf(digits, sizeof digits, "%.3f", event->duration < 0 ? 0 : event->duration);
    cch_json_digits(&json, "dur", digits);
    fputs(",\"args\":{", stream);
    cch_json arguments = {.stream = stream, .depth = 1};
    write_extent(&arguments, "grid", event->grid);
    write_extent(&arguments, "block", event->block);
    if (event->shared >= 0)
        cch_json_number(&arguments, "shared memory", (uint64_t)event->shared);
    fputc(',', stream);
    write_members(stream, question, group, differs);
    fputs("}}", stream);
}

void cch_trace_annotate(FILE *stream, const cch_question *question, const struct cch_trace_event *event,
                        const struct cch_trace_group *group, unsigned differs, bool first) {
    if (!event->text) {
        fputs(first ? "\n" : ",\n", stream);
        write_new(stream, question, event, group, differs);
        return;
    }
    bool among, empty;
    const char *at = place_of(event, &among, &empty);
    fwrite(event->text, 1, (size_t)(at - event->text), stream);
    if (!among)
        fputs("\"args\":{", stream);
    write_members(stream, question, group, differs);
    if (!among)
        fputs("},", stream);
    else if (!empty)
        fputc(',', stream);
    fwrite(at, 1, event->length - (size_t)(at - event->text), stream);
}
