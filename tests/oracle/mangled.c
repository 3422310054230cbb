#include "mangled.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The C++ run-time library's, callable from C (Itanium C++ ABI, 3.4). */
extern char *__cxa_demangle(const char *mangled, char *buffer, size_t *length, int *status);

static const char STUB[] = "__device_stub__";

static char *demangle(const char *name) {
    int status = 0;
    return __cxa_demangle(name, NULL, NULL, &status);
}

/* Past one `<number> _`, or NULL. */
static const char *skip_offset(const char *p) {
    if (*p == 'n')
        p++;
    if (!isdigit((unsigned char)*p))
        return NULL;
    while (isdigit((unsigned char)*p))
        p++;
    return *p == '_' ? p + 1 : NULL;
}

/* Past `<call-offset>`, or NULL. */
static const char *skip_call_offset(const char *p) {
    if (*p == 'h')
        return skip_offset(p + 1);
    if (*p != 'v' || !(p = skip_offset(p + 1)))
        return NULL;
    return skip_offset(p);
}

static const char *thunk_target(const char *name) {
    const char *p;
    if (strncmp(name, "_ZT", 3))
        return NULL;
    if (name[3] == 'h' || name[3] == 'v')
        return skip_call_offset(name + 3);
    if (name[3] != 'c' || !(p = skip_call_offset(name + 4)))
        return NULL;
    return skip_call_offset(p);
}

static void drop_suffixes(char *name) {
    for (;;) {
        char *dot = strrchr(name, '.');
        if (!dot || dot == name)
            return;
        if (strcmp(dot, ".inline") && strspn(dot + 1, "0123456789") != strlen(dot + 1))
            return;
        if (!dot[1])
            return;
        *dot = '\0';
    }
}

/* The number at `digits` (up to `at`, where the identifier begins) as the
 * identifier's length: true when the text goes on that long and, with
 * `readable`, the demangler can read the kernel's name. Then `name` is that. */
static bool unstub_at(char *name, char *digits, char *at, bool readable) {
    size_t stub = sizeof STUB - 1;
    unsigned long length = strtoul(digits, NULL, 10);
    char *copy, *reading;
    if (*digits == '0' || length <= stub || length > strlen(at))
        return false;
    copy = malloc(strlen(name) + 1);
    if (!copy)
        return false;
    sprintf(copy, "%.*s%lu%s", (int)(digits - name), name, length - stub, at + stub);
    reading = readable ? demangle(copy) : NULL;
    readable = !readable || reading;
    if (readable)
        strcpy(name, copy);
    free(copy);
    free(reading);
    return readable;
}

/* 21__device_stub__kernel → 6kernel, anywhere; a C kernel's has no length. In
 * _GLOBAL__N_121__device_stub__kernel the length is 21, not 121. */
static bool unstub(char *name) {
    char *at = strstr(name, STUB), *digits;
    if (!at)
        return false;
    if (at == name) {
        memmove(at, at + sizeof STUB - 1, strlen(at + sizeof STUB - 1) + 1);
        return true;
    }
    digits = at;
    while (digits > name && isdigit((unsigned char)digits[-1]))
        digits--;
    for (char *from = digits; from < at; from++)
        if (unstub_at(name, from, at, true))
            return true;
    for (char *from = digits; from < at; from++)
        if (unstub_at(name, from, at, false))
            return true;
    return false;
}

/* Is the digit at `p` (after 'C', 'CI' or 'D') one of a structor's variants? */
static char *variant_digit(char *p) {
    if (p[0] == 'C' && p[1] == 'I' && (p[2] == '1' || p[2] == '2'))
        return p + 2;
    if (p[0] == 'C' && p[1] >= '1' && p[1] <= '3')
        return p + 1;
    if (p[0] == 'D' && p[1] >= '0' && p[1] <= '2')
        return p + 1;
    return NULL;
}

/* Where the demangler cannot read the name, a structor's code is told by what
 * follows: the end of the nested name, template arguments, a tag, or (behind
 * CI) a type. */
static void complete_structors(struct mangled *out) {
    char *reading = NULL;
    bool demangled = false;
    for (char *p = out->name; *p; p++) {
        char *digit = variant_digit(p), was, *other;
        if (!digit || *digit == '1')
            continue;
        if (!demangled) {
            reading = demangle(out->name);
            demangled = true;
        }
        was = *digit;
        *digit = '1';
        other = demangle(out->name);
        if (reading && other && !strcmp(reading, other)) {
            out->structor = true;
        } else if (!reading && !other && digit[1] && (digit - p == 2 || strchr("EIB", digit[1]))) {
            out->structor = out->unchecked = true;
        } else {
            *digit = was;
        }
        free(other);
    }
    free(reading);
}

int mangled_normalise(const char *raw, struct mangled *out) {
    const char *target;
    memset(out, 0, sizeof *out);
    if (*raw == '\01')
        raw++;
    target = thunk_target(raw);
    out->thunk = target != NULL;
    out->name = malloc(strlen(raw) + 3);
    if (!out->name)
        return -1;
    sprintf(out->name, "%s%s", target ? "_Z" : "", target ? target : raw);
    drop_suffixes(out->name);
    out->stub = unstub(out->name);
    if (!strncmp(out->name, "_Z", 2))
        complete_structors(out);
    return 0;
}
