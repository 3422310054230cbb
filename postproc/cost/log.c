/* What NVIDIA's tools print of compiled functions. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cost/codes.h"

struct log {
    cch_codes *codes;
    char *name, *properties; /* the function that lines are about; whose properties the next one has */
    uint32_t architecture;
    bool any;
};

/* The number in front of `words`, CCH_COST_UNTOLD where they are not in the line. */
static int64_t in_front_of(const char *line, const char *words) {
    const char *at = strstr(line, words);
    if (!at || at == line)
        return CCH_COST_UNTOLD;
    const char *digits = at;
    while (digits > line && isdigit((unsigned char)digits[-1]))
        digits--;
    return digits < at && at - digits < 18 ? strtoll(digits, NULL, 10) : CCH_COST_UNTOLD;
}

static int64_t behind(const char *line, const char *word) {
    const char *at = strstr(line, word);
    char *end;
    if (!at || !isdigit((unsigned char)at[strlen(word)]))
        return CCH_COST_UNTOLD;
    errno = 0;
    long long value = strtoll(at + strlen(word), &end, 10);
    return errno ? CCH_COST_UNTOLD : value;
}

/* "sm_90a" behind `at` */
static uint32_t architecture_at(const char *at) {
    const char *digits = at ? strstr(at, "sm_") : NULL;
    unsigned long number = digits ? strtoul(digits + 3, NULL, 10) : 0;
    return number < 10000 ? (uint32_t)number : 0;
}

static void greatest(int64_t *kept, int64_t value) { *kept = value > *kept ? value : *kept; }

static int keep(char **kept, const char *text, size_t length) {
    free(*kept);
    *kept = strndup(text, length);
    return *kept ? 0 : CCH_ERROR_MEMORY;
}

static struct cch_machine_code *code_of(struct log *log, const char *name) {
    log->any = true;
    return cch_codes_at(log->codes, name, strlen(name), log->architecture);
}

static int read_line(struct log *log, const char *line) {
    static const char entry[] = "Compiling entry function '", properties[] = "Function properties for ";
    struct cch_machine_code *code = NULL;
    const char *at, *end;
    if ((at = strstr(line, entry)) && (end = strchr(at + sizeof entry - 1, '\''))) {
        log->architecture = architecture_at(end);
        if (keep(&log->name, at + sizeof entry - 1, (size_t)(end - at) - (sizeof entry - 1)) ||
            !(code = code_of(log, log->name)))
            return CCH_ERROR_MEMORY;
        code->kernel = true;
    } else if ((at = strstr(line, properties))) {
        at += sizeof properties - 1;
        return keep(&log->properties, at, strcspn(at, " \t'"));
    } else if (strstr(line, "bytes stack frame") && log->properties && log->name) {
        if (!(code = code_of(log, log->properties)))
            return CCH_ERROR_MEMORY;
        greatest(&code->stack, in_front_of(line, " bytes stack frame"));
        greatest(&code->spill_stores, in_front_of(line, " bytes spill stores"));
        greatest(&code->spill_loads, in_front_of(line, " bytes spill loads"));
    } else if (strstr(line, "Used ") && strstr(line, " registers") && log->name) {
        if (!(code = code_of(log, log->name)))
            return CCH_ERROR_MEMORY;
        int64_t shared = in_front_of(line, " bytes smem");
        greatest(&code->registers, in_front_of(line, " registers"));
        greatest(&code->static_shared, shared == CCH_COST_UNTOLD ? 0 : shared);
    } else if (strncmp(line, "arch = ", 7) == 0) { /* cuobjdump's from here on */
        log->architecture = architecture_at(line);
    } else if ((at = strstr(line, " Function ")) && at == line && (end = strchr(at, ':'))) {
        return keep(&log->name, at + 10, (size_t)(end - at) - 10);
    } else if (strstr(line, "REG:") && strstr(line, "STACK:") && log->name) {
        if (!(code = code_of(log, log->name)))
            return CCH_ERROR_MEMORY;
        greatest(&code->registers, behind(line, "REG:"));
        greatest(&code->stack, behind(line, "STACK:"));
        greatest(&code->static_shared, cch_codes_own_shared(behind(line, "SHARED:"), log->architecture));
    }
    return 0;
}

int cch_codes_read_log(cch_codes *codes, const char *path, cch_error *error) {
    struct log log = {.codes = codes};
    struct stat facts;
    char *line = NULL;
    size_t capacity = 0;
    int status = 0;
    FILE *file = stat(path, &facts) == 0 && S_ISDIR(facts.st_mode) ? (errno = EISDIR, NULL) : fopen(path, "r");
    if (!file)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
    errno = 0;
    for (ssize_t length; !status && (length = getline(&line, &capacity, file)) >= 0;) {
        while (length && strchr("\r\n", line[length - 1]))
            line[--length] = '\0';
        status = read_line(&log, line);
    }
    if (!status && ferror(file))
        status = cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
    else if (status || (errno == ENOMEM && !feof(file)))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
    else if (!log.any)
        status = cch_fail(error, CCH_ERROR_FORMAT,
                          "cannot read '%s': nothing that 'ptxas -v' or 'cuobjdump -res-usage' prints is in it", path);
    fclose(file);
    free(line);
    free(log.name);
    free(log.properties);
    return status;
}
