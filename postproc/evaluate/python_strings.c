/* Strings: str(), formats and methods (python.h). */
#include "evaluate/python_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cch_datum *made_of(cch_machine *machine, cch_buffer *text) {
    const cch_datum *value = text->length > 60000 ? cch_not_known(machine, "a long string")
                                                  : cch_string(&machine->arena, cch_buffer_text(text), text->length);
    cch_buffer_release(text);
    return value;
}

static void put(cch_machine *machine, cch_buffer *to, const char *bytes, size_t length) {
    if (cch_buffer_add(to, bytes, length))
        machine->arena.failed = true;
}

/* The shortest text that is read as the same number, as repr() gives it. */
static const char *number_text(cch_machine *machine, double number) {
    char text[64];
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            break;
    }
    double size = number < 0 ? -number : number;
    if (size >= 1e16 || (size != 0 && size < 1e-4) || number != number)
        return cch_arena_text(&machine->arena, text, strlen(text));
    if (strchr(text, 'e')) /* 1e+06 of few digits */
        snprintf(text, sizeof text, "%.1f", number);
    if (!strchr(text, '.') && !strchr(text, 'n'))
        strcat(text, ".0");
    return cch_arena_text(&machine->arena, text, strlen(text));
}

static const char *integer_text(cch_machine *machine, cch_wide integer) {
    char digits[48], *at = digits + sizeof digits - 1;
    cch_wide_unsigned left = integer < 0 ? -(cch_wide_unsigned)integer : (cch_wide_unsigned)integer;
    *at = '\0';
    do
        *--at = (char)('0' + (int)(left % 10));
    while ((left /= 10) != 0);
    if (integer < 0)
        *--at = '-';
    return cch_arena_text(&machine->arena, at, strlen(at));
}

static const cch_datum *items_text(cch_machine *machine, const cch_datum *value) {
    const cch_datum **values, *why;
    size_t count;
    cch_buffer text = {0};
    bool is_tuple = cch_python_is(value, "tuple");
    if ((!is_tuple && !cch_python_is(value, "list")) || !cch_python_iterate(machine, value, &values, &count, &why))
        return cch_not_known(machine, "the text of an object");
    put(machine, &text, is_tuple ? "(" : "[", 1);
    for (size_t i = 0; i < count; i++) {
        const cch_datum *part = cch_python_str(machine, values[i], "", true);
        if (!cch_as_text(part)) {
            cch_buffer_release(&text);
            return cch_is_undecided(part) ? part : cch_not_known(machine, "the text of an item");
        }
        if (i)
            put(machine, &text, ", ", 2);
        put(machine, &text, part->text, part->count);
    }
    put(machine, &text, is_tuple ? (count == 1 ? ",)" : ")") : "]", is_tuple && count == 1 ? 2 : 1);
    return made_of(machine, &text);
}

/* "08", ">10", ".3f", "x": what widths and digits need. */
static const cch_datum *formatted(cch_machine *machine, const char *text, const cch_datum *value, const char *format) {
    char spec[32], made[1024];
    int needed = -1;
    double number;
    cch_wide integer;
    size_t length = strlen(format);
    char last = length ? format[length - 1] : 0;
    if (length >= sizeof spec || strpbrk(format, "<>^=,_%") || strspn(format, "+- #0123456789.bdeEfgGxXos") != length)
        return cch_not_known(machine, "a value that is formatted");
    bool as_integer = cch_as_integer(value, &integer) && value->kind != CCH_DATUM_FLOAT;
    if (last && strchr("eEfgG", last) && cch_as_number(value, &number)) {
        snprintf(spec, sizeof spec, "%%%s", format);
        needed = snprintf(made, sizeof made, spec, number);
    } else if (as_integer && (isdigit((unsigned char)last) || (last && strchr("dxXo", last))) && !strchr(format, '.')) {
        snprintf(spec, sizeof spec, "%%%.*sll%c", (int)(isdigit((unsigned char)last) ? length : length - 1), format,
                 isdigit((unsigned char)last) ? 'd' : last);
        needed = snprintf(made, sizeof made, spec, (long long)integer);
    } else if (value->kind == CCH_DATUM_STRING && (last == 's' || isdigit((unsigned char)last))) {
        needed = snprintf(made, sizeof made, "%-*s", atoi(format), text);
    }
    if (needed < 0 || needed >= (int)sizeof made)
        return cch_not_known(machine, "a value that is formatted");
    return cch_python_text(machine, made);
}

const cch_datum *cch_python_str(cch_machine *machine, const cch_datum *value, const char *format, bool is_repr) {
    const char *text = NULL;
    const cch_datum *made;
    switch (value->kind) {
    case CCH_DATUM_NONE:
        text = "None";
        break;
    case CCH_DATUM_BOOL:
        text = value->truth ? "True" : "False";
        break;
    case CCH_DATUM_INTEGER:
        text = integer_text(machine, value->integer);
        break;
    case CCH_DATUM_FLOAT:
        text = number_text(machine, value->number);
        break;
    case CCH_DATUM_STRING:
        if (is_repr && strpbrk(value->text, "'\"\\\n\t\r"))
            return cch_not_known(machine, "a text that is quoted");
        text = is_repr ? cch_arena_print(&machine->arena, "'%s'", value->text) : value->text;
        break;
    case CCH_DATUM_OBJECT:
        if (cch_python_is(value, "torch.device") && (made = cch_python_field(machine, value, "type")) &&
            cch_as_text(made)) {
            return cch_not_known(machine, "the text of a device");
        }
        made = items_text(machine, value);
        if (!cch_as_text(made))
            return made;
        text = made->text;
        break;
    case CCH_DATUM_UNKNOWN:
    case CCH_DATUM_CHOICE:
        return cch_unknown_like(&machine->arena, value);
    default:
        return cch_not_known(machine, "the text of an object");
    }
    return *format ? formatted(machine, text, value, format) : cch_python_text(machine, text);
}

/* Methods ------------------------------------------------------------------------------------ */

enum {
    LOWER,
    UPPER,
    STRIP,
    LSTRIP,
    RSTRIP,
    STARTS,
    ENDS,
    SPLIT,
    JOIN,
    REPLACE,
    FIND,
    COUNT,
    FORMAT,
    IS_DIGIT,
    REMOVE_PREFIX
};

static const cch_datum *undecided_of(cch_machine *machine, const struct python_call *call) {
    for (size_t i = 0; i < call->count; i++)
        if (cch_is_undecided(call->arguments[i].value))
            return cch_unknown_like(&machine->arena, call->arguments[i].value);
    return cch_not_known(machine, "what %s returns", call->name);
}

static const cch_datum *with_case(cch_machine *machine, const cch_datum *self, bool upper) {
    char *text = cch_arena_text(&machine->arena, self->text, self->count);
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 128)
            *c = (char)(upper ? toupper((unsigned char)*c) : tolower((unsigned char)*c));
    return cch_python_text(machine, text);
}

static const cch_datum *stripped(cch_machine *machine, const cch_datum *self, const char *what, int which) {
    const char *begin = self->text, *end = self->text + self->count;
    while (which != RSTRIP && begin < end && strchr(what, *begin))
        begin++;
    while (which != LSTRIP && end > begin && strchr(what, end[-1]))
        end--;
    return cch_string(&machine->arena, begin, (size_t)(end - begin));
}

/* The text, or one of the tuple's. */
static const cch_datum *has_end(cch_machine *machine, const struct python_call *call, bool at_start) {
    const cch_datum *what = cch_python_argument(call, 0, NULL), *one[1] = {what}, **all = one, *why;
    size_t count = 1;
    if (!what || (what->kind == CCH_DATUM_OBJECT && !cch_python_iterate(machine, what, &all, &count, &why)))
        return undecided_of(machine, call);
    for (size_t i = 0; i < count; i++) {
        const char *text = cch_as_text(all[i]);
        if (!text)
            return undecided_of(machine, call);
        size_t length = all[i]->count, own = call->self->count;
        if (length <= own && memcmp(call->self->text + (at_start ? 0 : own - length), text, length) == 0)
            return &cch_true;
    }
    return &cch_false;
}

static const cch_datum *split(cch_machine *machine, const cch_datum *self, const char *by, cch_wide most) {
    const cch_datum *parts[256];
    size_t count = 0;
    const char *at = self->text;
    if (by && !*by)
        return cch_not_known(machine, "a split by nothing");
    for (;;) {
        if (!by)
            at += strspn(at, " \t\n\r");
        size_t length = by ? 0 : strcspn(at, " \t\n\r");
        const char *end = by ? strstr(at, by) : at[length] ? at + length : NULL;
        if (!by && !*at)
            break;
        if (count == 255)
            return cch_not_known(machine, "a text of many parts");
        if (!end || most-- == 0) {
            parts[count++] = cch_python_text(machine, at);
            break;
        }
        parts[count++] = cch_string(&machine->arena, at, (size_t)(end - at));
        at = end + (by ? strlen(by) : 0);
    }
    return cch_python_container(machine, "list", parts, count);
}

static const cch_datum *joined(cch_machine *machine, const struct python_call *call) {
    const cch_datum *what = cch_python_argument(call, 0, NULL), **values, *why = what;
    size_t count;
    cch_buffer text = {0};
    if (!what || !cch_python_iterate(machine, what, &values, &count, &why))
        return undecided_of(machine, call);
    for (size_t i = 0; i < count; i++) {
        if (!cch_as_text(values[i])) {
            cch_buffer_release(&text);
            return cch_is_undecided(values[i]) ? cch_unknown_like(&machine->arena, values[i])
                                               : undecided_of(machine, call);
        }
        if (i)
            put(machine, &text, call->self->text, call->self->count);
        put(machine, &text, values[i]->text, values[i]->count);
    }
    return made_of(machine, &text);
}

static const cch_datum *replaced(cch_machine *machine, const cch_datum *self, const char *from, const char *to) {
    cch_buffer text = {0};
    for (const char *at = self->text; *at;) {
        const char *found = *from ? strstr(at, from) : NULL;
        put(machine, &text, at, found ? (size_t)(found - at) : strlen(at));
        if (!found)
            break;
        put(machine, &text, to, strlen(to));
        at = found + strlen(from);
    }
    return made_of(machine, &text);
}

/* "{} {name}".format(…) */
static const cch_datum *by_format(cch_machine *machine, const struct python_call *call) {
    cch_buffer text = {0};
    size_t next = 0;
    for (const char *at = call->self->text; *at;) {
        size_t plain = strcspn(at, "{}");
        put(machine, &text, at, plain);
        at += plain;
        if (!*at)
            break;
        if (at[0] == at[1]) {
            put(machine, &text, at, 1);
            at += 2;
            continue;
        }
        size_t length = strcspn(at, "}"), name = strcspn(at + 1, "}:");
        char key[64] = "", spec[64] = "";
        if (!at[length] || name >= sizeof key || name > length || memchr(at, '[', length) || memchr(at, '!', length) ||
            length - name > sizeof spec) {
            cch_buffer_release(&text);
            return undecided_of(machine, call);
        }
        memcpy(key, at + 1, name);
        if (at[1 + name] == ':')
            memcpy(spec, at + 2 + name, length - 2 - name);
        const cch_datum *value = !*key                          ? cch_python_argument(call, next++, NULL)
                                 : isdigit((unsigned char)*key) ? cch_python_argument(call, (size_t)atoi(key), NULL)
                                                                : cch_python_argument(call, SIZE_MAX, key);
        const cch_datum *part = value ? cch_python_str(machine, value, spec, false) : &cch_none;
        if (!cch_as_text(part)) {
            cch_buffer_release(&text);
            return undecided_of(machine, call);
        }
        put(machine, &text, part->text, part->count);
        at += length + 1;
    }
    return made_of(machine, &text);
}

static const cch_datum *method(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *self = call->self, *first = cch_python_argument(call, 0, NULL),
                    *second = cch_python_argument(call, 1, NULL);
    const char *text = first ? cch_as_text(first) : NULL;
    cch_wide most = -1;
    if (!self || self->kind != CCH_DATUM_STRING || call->is_cut)
        return NULL;
    switch (which) {
    case LOWER:
    case UPPER:
        return with_case(machine, self, which == UPPER);
    case STRIP:
    case LSTRIP:
    case RSTRIP:
        return first && !text ? undecided_of(machine, call) : stripped(machine, self, text ? text : " \t\n\r", which);
    case STARTS:
    case ENDS:
        return has_end(machine, call, which == STARTS);
    case SPLIT:
        if ((first && first->kind != CCH_DATUM_NONE && !text) || (second && !cch_as_integer(second, &most)))
            return undecided_of(machine, call);
        return split(machine, self, text, most);
    case JOIN:
        return joined(machine, call);
    case REPLACE:
        return text && second && cch_as_text(second) ? replaced(machine, self, text, cch_as_text(second))
                                                     : undecided_of(machine, call);
    case FIND:
        if (!text)
            return undecided_of(machine, call);
        return cch_integer(&machine->arena, strstr(self->text, text) ? strstr(self->text, text) - self->text : -1);
    case FORMAT:
        return by_format(machine, call);
    case IS_DIGIT:
        return cch_bool(self->count && strspn(self->text, "0123456789") == self->count);
    case REMOVE_PREFIX:
        if (!text)
            return undecided_of(machine, call);
        return strncmp(self->text, text, first->count) == 0
                   ? cch_string(&machine->arena, self->text + first->count, self->count - first->count)
                   : self;
    default:
        return NULL;
    }
}

const struct python_row cch_python_string_rows[] = {
    {"str.lower", method, LOWER},
    {"str.upper", method, UPPER},
    {"str.strip", method, STRIP},
    {"str.lstrip", method, LSTRIP},
    {"str.rstrip", method, RSTRIP},
    {"str.startswith", method, STARTS},
    {"str.endswith", method, ENDS},
    {"str.split", method, SPLIT},
    {"str.join", method, JOIN},
    {"str.replace", method, REPLACE},
    {"str.find", method, FIND},
    {"str.format", method, FORMAT},
    {"str.isdigit", method, IS_DIGIT},
    {"str.removeprefix", method, REMOVE_PREFIX},
    {NULL, NULL, 0},
};
