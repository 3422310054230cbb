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

/* 21__device_stub__kernel → 6kernel, anywhere; a C kernel's has no length. */
static bool unstub(char *name) {
    size_t stub = sizeof STUB - 1;
    char *at = strstr(name, STUB), *digits;
    if (!at)
        return false;
    digits = at;
    while (digits > name && isdigit((unsigned char)digits[-1]))
        digits--;
    if (digits == at) {
        if (at != name)
            return false;
        memmove(at, at + stub, strlen(at + stub) + 1);
        return true;
    }
    unsigned long length = strtoul(digits, NULL, 10);
    if (length <= stub)
        return false;
    int written = snprintf(digits, (size_t)(at - digits) + 1, "%lu", length - stub);
    memmove(digits + written, at + stub, strlen(at + stub) + 1);
    return true;
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
        } else if (!reading && !other && strchr("EIB", digit[1]) && digit[1]) {
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
