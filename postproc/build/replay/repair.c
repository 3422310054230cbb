#include "build/replay/repair.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"

/* The rules ------------------------------------------------------------------------ */

enum how {
    INSERT,   /* `after` at the place, where the name that the message quotes last stands or a chain of names begins
                 that ends in it */
    NAME,     /* `after` in front of that name itself */
    MEMBER,   /* `after` in front of the name that stands there, or ends the chain there, and has a `<` behind it;
                 the message quotes none */
    IN_FRONT, /* `before`, which ends at the place, becomes `after` */
    FIX_IT,   /* what clang itself proposes */
    BRACES,   /* `= {}` at the place becomes `= decltype(x){}`, x being the name, or chain of names, in front of it */
    CONSTANT, /* the `constexpr` in front of the place, on its line, becomes `const` */
    BRACKETS  /* the three `<` or `>` around the place, `<<` or `>>` and then blanks, become one word */
};

/* Loads and stores with a hint for the caches: the toolkit's sm_32_intrinsics.h has them for each type, and clang leaves
 * that out for its own __ldg. What they do without the hint are macros (translate/nvcc_macros.c). */
static const char *const hinted[] = {"__ldca", "__ldcg", "__ldcs", "__ldcv", "__ldlu",
                                     "__stcg", "__stcs", "__stwb", "__stwt", NULL};

/* What nvcc's headers have for the host, too, in the global namespace, and clang's for the device alone; macros as those
 * are. */
static const char *const for_host[] = {"min", "max", "isfinite", "isinf", "isnan", NULL};

/* Each was tried with a real nvcc, release 13.5, which compiles it (the last two: nvcc builds released packages that
 * have them); tests/build/repair has a case of each. What clang calls a warning and takes
 * for an error is no matter for a repair: the replay turns such warnings off. */
static const struct rule {
    const char *name;
    const char *message; /* a part of clang's error */
    enum how how;
    const char *before, *after;
    const char *const *only; /* the names that the message may quote, up to NULL; NULL: any */
} rules[] = {
    /* f<T::type>(x), T::type(3): EDG, nvcc's front end, reads what depends on a
     * template's parameters again when it instantiates, and sees the type. */
    {"missing-typename", "missing 'typename' prior to dependent type name '", INSERT, "", "typename ", NULL},
    /* typename A<T>::B<int>::type: behind `typename` and in front of `<`, EDG
     * takes B for a template. */
    {"missing-template", "use 'template' keyword to treat '", NAME, "", "template ", NULL},
    /* t.get<0>(x) in device code: when it instantiates, EDG sees that get is a
     * template. */
    {"missing-template-member", "missing 'template' keyword prior to dependent template name '", NAME, "", "template ",
     NULL},
    /* The same: told so where clang has read `t.get < 0 > (x)`, and has found what get is. */
    {"missing-template-member", "reference to non-static member function must be called", MEMBER, "", "template ",
     NULL},
    {"missing-template-member", "reference to overloaded function could not be resolved", MEMBER, "", "template ",
     NULL},
    /* struct A { void A::f(); }: EDG warns (#427-D); g++, where it is the
     * host's compiler, wants -fpermissive. */
    {"extra-qualification", "extra qualification on member", FIX_IT, "", "", NULL},
    /* template <class T> struct A { friend class T; }: EDG warns (#794-D) and
     * takes it for `friend T`. */
    {"friend-class-parameter", "' shadows template parameter", IN_FRONT, "friend class ", "friend ", NULL},
    /* __device__ void f() { … } … __host__ __device__ void f(): for nvcc the second declares the first again. The
     * copy declares another function in its place, so that a call finds what was there before. */
    {"cache-hint", "no matching function for call to '", NAME, "", "callchain_", hinted},
    {"host-math", "no matching function for call to '", NAME, "", "callchain_", for_host},
    {"cache-hint", "use of undeclared identifier '", NAME, "", "callchain_", hinted},
    /* kernel << <grid, block >> >(x): what formatters that do not know CUDA make of it. EDG takes `<<` and `<`, on one
     * line, for `<<<` where a kernel is named, and `>> >` for its end. */
    {"spaced-launch", "expected expression", BRACKETS, "", "", NULL},
    /* x = {}, where x is a __half2: EDG takes the class's own assignment, not that of the __half2_raw which {} may be. */
    {"ambiguous-braces", "use of overloaded operator '=' is ambiguous (with operand types '", BRACES, "", "", NULL},
    /* constexpr float k = 1.f / object.LIMIT, where LIMIT is static and object a reference that is no constant: EDG does
     * not read the object. */
    {"constant-by-reference", "' must be initialized by a constant expression", CONSTANT, "", "", NULL},
    {"device-redeclared", "' cannot overload __device__ function '", INSERT, "", "callchain_again_", NULL},
    {"host-redeclared", "' cannot overload __host__ function '", INSERT, "", "callchain_again_", NULL},
};
enum { RULE_COUNT = sizeof rules / sizeof *rules };

static const struct rule *rule_named(const char *name) {
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (strcmp(rules[i].name, name) == 0)
            return &rules[i];
    return NULL;
}

/* The next rule about the message, behind `last`; NULL: there is none. */
static const struct rule *rule_for(const char *message, size_t length, const struct rule *last) {
    for (size_t i = last ? (size_t)(last - rules) + 1 : 0; i < RULE_COUNT; i++) {
        const char *found = strstr(message, rules[i].message);
        if (found && found < message + length)
            return &rules[i];
    }
    return NULL;
}

/* Mends ------------------------------------------------------------------------------ */

void cch_mends_release(cch_mends *mends) {
    for (size_t i = 0; i < mends->count; i++) {
        free(mends->items[i].before);
        free(mends->items[i].after);
    }
    free(mends->items);
    *mends = (cch_mends){0};
}

static bool stands_before(const cch_mend *a, const cch_mend *b) {
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

int cch_mends_add(cch_mends *mends, const cch_mend *mend, int seen) {
    const struct rule *known = rule_named(mend->rule);
    size_t at = 0;
    if (!known || mend->line == 0 || mend->column == 0)
        return 0;
    while (at < mends->count && stands_before(&mends->items[at], mend))
        at++;
    if (at < mends->count && !stands_before(mend, &mends->items[at]))
        return mends->items[at].born > seen;
    cch_mend copy = *mend;
    copy.rule = known->name;
    copy.before = strdup(mend->before);
    copy.after = strdup(mend->after);
    if (!copy.before || !copy.after ||
        cch_array_reserve(&mends->items, &mends->capacity, mends->count + 1, sizeof *mends->items) != 0) {
        cch_memory_note_failure();
        free(copy.before);
        free(copy.after);
        return -1;
    }
    memmove(mends->items + at + 1, mends->items + at, (mends->count - at) * sizeof *mends->items);
    mends->items[at] = copy;
    mends->count++;
    return 1;
}

uint32_t cch_mends_column(const cch_mends *mends, uint32_t line, uint32_t column, int seen) {
    uint32_t longer = 0; /* so much longer is the copy's line up to here */
    for (size_t i = 0; i < mends->count; i++) {
        const cch_mend *mend = &mends->items[i];
        if (mend->line != line || mend->born > seen)
            continue;
        uint32_t start = mend->column + longer, length = (uint32_t)strlen(mend->after);
        if (column < start)
            break;
        if (column < start + length)
            return mend->column;
        longer += length - (uint32_t)strlen(mend->before);
    }
    return column - longer;
}

/* The text from a place on; NULL when the text has no such place. */
static const char *text_at(const char *text, uint32_t line, uint32_t column) {
    for (uint32_t i = 1; i < line && text; i++) {
        text = strchr(text, '\n');
        text = text ? text + 1 : NULL;
    }
    return text && strcspn(text, "\n") + 1 >= column ? text + column - 1 : NULL;
}

char *cch_mends_apply(const cch_mends *mends, const char *text, size_t *size) {
    size_t room = *size + 1, used = 0;
    const char *from = text, *end = text + *size;
    for (size_t i = 0; i < mends->count; i++)
        room += strlen(mends->items[i].after);
    char *mended = cch_memory_asked(malloc(room));
    for (size_t i = 0; mended && i < mends->count; i++) {
        const cch_mend *mend = &mends->items[i];
        const char *at = text_at(text, mend->line, mend->column);
        size_t before = strlen(mend->before), after = strlen(mend->after);
        if (!at || at < from || strncmp(at, mend->before, before) != 0) {
            free(mended);
            return NULL;
        }
        memcpy(mended + used, from, (size_t)(at - from));
        used += (size_t)(at - from);
        memcpy(mended + used, mend->after, after);
        used += after;
        from = at + before;
    }
    if (mended) {
        memcpy(mended + used, from, (size_t)(end - from));
        *size = used + (size_t)(end - from);
    }
    return mended;
}

/* Messages ----------------------------------------------------------------------------- */

struct place {
    char name[4096];
    uint32_t line, column;
};

/* Reads the number that ends before `end`, behind a colon; what is in front of
 * the colon ends where the result points to, or NULL. */
static const char *number_before(const char *begin, const char *end, uint32_t *number) {
    const char *at = end;
    while (at > begin && isdigit((unsigned char)at[-1]))
        at--;
    if (at == end || at - begin < 2 || at[-1] != ':' || end - at > 9)
        return NULL;
    *number = (uint32_t)strtoul(at, NULL, 10);
    return at - 1;
}

/* "name:line:column" from `begin` to `end`. */
static bool read_place(const char *begin, const char *end, struct place *place) {
    if (!(end = number_before(begin, end, &place->column)) || !(end = number_before(begin, end, &place->line)) ||
        (size_t)(end - begin) >= sizeof place->name)
        return false;
    memcpy(place->name, begin, (size_t)(end - begin));
    place->name[end - begin] = '\0';
    return true;
}

struct finder {
    bool (*target)(void *context, const char *name, cch_mend_target *found);
    void *context;
    int seen, born;
    const struct rule *rule; /* of the error at hand; NULL when there is none or it is mended */
    char quoted[256];        /* the last part of the first name that its message quotes */
    int added;               /* -1: out of memory */
};

static void add_mend(struct finder *finder, cch_mends *mends, const cch_mend *mend) {
    int added = cch_mends_add(mends, mend, finder->seen);
    if (added < 0)
        finder->added = -1;
    else if (finder->added >= 0)
        finder->added += added;
}

static bool is_name(char byte) { return isalnum((unsigned char)byte) || byte == '_'; }

/* From "ns::Traits<1>::Name<int>' (aka …)" to "Name". */
static void take_quoted(struct finder *finder, const char *message, size_t length) {
    static const char *const tails[] = {"' (aka ", "' as a dependent "};
    const char *begin = strstr(message, finder->rule->message) + strlen(finder->rule->message);
    const char *stop = message + length;
    while (stop > begin && stop[-1] != '\'')
        stop--;
    stop -= stop > begin;
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        const char *found = strstr(begin, tails[i]);
        if (found && found < stop)
            stop = found;
    }
    if (stop > begin && stop[-1] == '>') {
        int depth = 0;
        do {
            stop--;
            depth += *stop == '>' ? 1 : *stop == '<' ? -1 : 0;
        } while (stop > begin && depth > 0);
    }
    const char *start = stop;
    while (start > begin && is_name(start[-1]))
        start--;
    snprintf(finder->quoted, sizeof finder->quoted, "%.*s", (int)(stop - start), start);
}

static bool may_quote(const struct rule *rule, const char *name) {
    const char *const *one = rule->only;
    while (one && *one && strcmp(*one, name) != 0)
        one++;
    return !one || *one;
}

/* Where on its line the name in question stands: at this place, or as the end of
 * a chain of names (A::B<int>::Name) that begins here. NULL: nowhere. */
static const char *name_from(const char *at, const char *name) {
    size_t length = strlen(name), rest = strcspn(at, "\n");
    const char *end = at + rest;
    if (length == 0 || (!is_name(*at) && *at != ':'))
        return NULL;
    for (const char *found = strstr(at, name); found && found + length <= end; found = strstr(found + 1, name)) {
        bool whole = (found == at || !is_name(found[-1])) && !is_name(found[length]);
        if (whole && (found == at || (found - at > 2 && found[-1] == ':' && found[-2] == ':')))
            return found;
    }
    return NULL;
}

/* Behind the `>` of the arguments that begin with the `<` at `at`; NULL: it
 * begins none. */
static const char *arguments_end(const char *at) {
    int angles = 0, others = 0;
    for (; *at && *at != ';'; at++) {
        others += strchr("([{", *at) ? 1 : strchr(")]}", *at) ? -1 : 0;
        if (others == 0 && (*at == '<' || *at == '>') && (angles += *at == '<' ? 1 : -1) == 0)
            return at + 1;
        if (others < 0)
            return NULL;
    }
    return NULL;
}

static const char *after_blanks(const char *at) { return at + strspn(at, " \t\r\n"); }

/* Is what stands at `at`, in a file that begins at `text`, a member of something? */
static bool is_member_of(const char *text, const char *at) {
    while (at > text && isspace((unsigned char)at[-1]))
        at--;
    return at > text &&
           (at[-1] == '.' || (at - text > 1 && ((at[-1] == '>' && at[-2] == '-') || (at[-1] == ':' && at[-2] == ':'))));
}

/* The name at `at`, or that ends the chain there, if it is a member's and looks
 * like a template's with its arguments. */
static const char *member_from(const char *text, const char *at) {
    bool member = is_member_of(text, at);
    while (is_name(*at) && !isdigit((unsigned char)*at)) {
        const char *behind = at;
        while (is_name(*behind))
            behind++;
        behind = after_blanks(behind);
        const char *arguments = *behind == '<' ? arguments_end(behind) : NULL;
        const char *next = arguments ? after_blanks(arguments) : behind;
        if (strncmp(next, "::", 2) != 0)
            return member && arguments && *next == '(' ? at : NULL;
        member = true;
        at = after_blanks(next + 2);
    }
    return NULL;
}

/* Where `<<` blanks `<` begins whose last is at `at`, in a line that begins at `line`; likewise `>>` blanks `>`, with the
 * arguments of a launch behind it. NULL: it is none. */
static const char *brackets_from(const char *line, const char *at) {
    const char *begin = at;
    if (*at != '<' && *at != '>')
        return NULL;
    while (begin > line && (begin[-1] == ' ' || begin[-1] == '\t'))
        begin--;
    if (begin == at || begin - line < 2 || begin[-1] != *at || begin[-2] != *at ||
        (begin - line > 2 && begin[-3] == *at) || at[1] == *at || (*at == '>' && *after_blanks(at + 1) != '('))
        return NULL;
    return begin - 2;
}

static void mend_brackets(struct finder *finder, const struct place *place) {
    char before[64], after[4];
    cch_mend_target target;
    if (!finder->target(finder->context, place->name, &target))
        return;
    uint32_t column = cch_mends_column(target.mends, place->line, place->column, finder->seen);
    const char *line = text_at(target.text, place->line, 1), *at = text_at(target.text, place->line, column);
    const char *begin = column && line && at ? brackets_from(line, at) : NULL;
    if (!begin || (size_t)(at - begin) + 1 >= sizeof before)
        return;
    snprintf(before, sizeof before, "%.*s", (int)(at - begin) + 1, begin);
    snprintf(after, sizeof after, "%c%c%c", *at, *at, *at);
    add_mend(finder, target.mends,
             &(cch_mend){place->line, (uint32_t)(begin - line) + 1, finder->rule->name, before, after, finder->born});
    finder->rule = NULL;
}

static const char *before_blanks(const char *line, const char *at) {
    while (at > line && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at;
}

static void mend_braces(struct finder *finder, const struct place *place) {
    char after[256];
    cch_mend_target target;
    if (!finder->target(finder->context, place->name, &target))
        return;
    uint32_t column = cch_mends_column(target.mends, place->line, place->column, finder->seen);
    const char *line = text_at(target.text, place->line, 1), *at = text_at(target.text, place->line, column);
    if (!column || !line || !at || *at != '=')
        return;
    const char *braces = after_blanks(at + 1), *end = before_blanks(line, at), *begin = end;
    while (begin > line && (is_name(begin[-1]) || begin[-1] == '.'))
        begin--;
    if (strncmp(braces, "{}", 2) != 0 || begin == end || isdigit((unsigned char)*begin) || *begin == '.' ||
        (begin > line && (begin[-1] == '>' || begin[-1] == ':')) || end - begin > 200)
        return; /* x->y, a::b */
    snprintf(after, sizeof after, "decltype(%.*s){}", (int)(end - begin), begin);
    add_mend(finder, target.mends,
             &(cch_mend){place->line, (uint32_t)(braces - line) + 1, finder->rule->name, "{}", after, finder->born});
    finder->rule = NULL;
}

static void mend_constant(struct finder *finder, const struct place *place) {
    static const char word[] = "constexpr";
    cch_mend_target target;
    if (!finder->target(finder->context, place->name, &target))
        return;
    uint32_t column = cch_mends_column(target.mends, place->line, place->column, finder->seen);
    const char *line = text_at(target.text, place->line, 1), *at = text_at(target.text, place->line, column);
    if (!column || !line || !at)
        return;
    for (const char *begin = at; begin > line && !strchr(";{}", begin[-1]);)
        if (strncmp(--begin, word, sizeof word - 1) == 0 && !is_name(begin[sizeof word - 1]) &&
            (begin == line || !is_name(begin[-1]))) {
            char before[] = "constexpr", after[] = "const";
            add_mend(finder, target.mends,
                     &(cch_mend){place->line, (uint32_t)(begin - line) + 1, finder->rule->name, before, after,
                                 finder->born});
            finder->rule = NULL;
            return;
        }
}

static void mend_place(struct finder *finder, const struct place *place) {
    const struct rule *rule = finder->rule;
    if (rule->how == BRACKETS || rule->how == BRACES || rule->how == CONSTANT) {
        (rule->how == BRACES ? mend_braces : rule->how == CONSTANT ? mend_constant : mend_brackets)(finder, place);
        return;
    }
    cch_mend_target target;
    if (!finder->target(finder->context, place->name, &target))
        return;
    uint32_t column = cch_mends_column(target.mends, place->line, place->column, finder->seen);
    uint32_t length = (uint32_t)strlen(rule->before);
    if (rule->how == IN_FRONT)
        column = column > length ? column - length : 0;
    const char *at = column ? text_at(target.text, place->line, column) : NULL;
    if (!at || strncmp(at, rule->before, length) != 0)
        return;
    const char *name = rule->how == MEMBER ? member_from(target.text, at) : name_from(at, finder->quoted);
    if (!name && rule->how != IN_FRONT)
        return;
    if (rule->only && is_member_of(target.text, name))
        return; /* a macro stands for the name alone */
    if (rule->how == NAME || rule->how == MEMBER)
        column += (uint32_t)(name - at);
    char *before = (char *)rule->before, *after = (char *)rule->after; /* only to be copied */
    add_mend(finder, target.mends, &(cch_mend){place->line, column, rule->name, before, after, finder->born});
    finder->rule = NULL;
}

/* fix-it:"name":{line:column-line:column}:"": something to take out. */
static void take_fix_it(struct finder *finder, const char *line) {
    struct place place;
    unsigned last_line, last_column;
    char before[256], after[] = "";
    cch_mend_target target;
    int end = 0;
    if (sscanf(line, "fix-it:\"%4000[^\"]\":{%u:%u-%u:%u}:\"\"%n", place.name, &place.line, &place.column, &last_line,
               &last_column, &end) != 5 ||
        end == 0 || place.line != last_line || last_column <= place.column ||
        last_column - place.column >= sizeof before || !finder->target(finder->context, place.name, &target))
        return;
    uint32_t column = cch_mends_column(target.mends, place.line, place.column, finder->seen);
    uint32_t length = last_column - place.column;
    const char *at = text_at(target.text, place.line, column);
    if (!at || strcspn(at, "\t\n") < length)
        return;
    snprintf(before, sizeof before, "%.*s", (int)length, at);
    add_mend(finder, target.mends, &(cch_mend){place.line, column, finder->rule->name, before, after, finder->born});
}

static void take_line(struct finder *finder, const char *line, size_t length) {
    static const char error[] = ": error: ", expanded[] = ": note: expanded from macro ";
    struct place place;
    const char *found = strstr(line, error);
    if (found && found < line + length) {
        const char *message = found + sizeof error - 1;
        size_t rest = (size_t)(line + length - message);
        finder->rule = NULL;
        do {
            finder->rule = rule_for(message, rest, finder->rule);
            if (!finder->rule || finder->rule->how == FIX_IT)
                return;
            take_quoted(finder, message, rest);
        } while (!may_quote(finder->rule, finder->quoted));
        if (read_place(line, found, &place))
            mend_place(finder, &place);
        return;
    }
    if (!finder->rule)
        return;
    found = strstr(line, expanded);
    if (finder->rule->how == FIX_IT) {
        if (strncmp(line, "fix-it:", 7) == 0)
            take_fix_it(finder, line);
    } else if (found && found < line + length && read_place(line, found, &place)) {
        mend_place(finder, &place);
    }
}

int cch_mends_find(const char *messages, int seen, int born,
                   bool (*target)(void *context, const char *name, cch_mend_target *found), void *context) {
    struct finder finder = {.target = target, .context = context, .seen = seen, .born = born};
    for (const char *line = messages; *line && finder.added >= 0;) {
        size_t length = strcspn(line, "\n");
        take_line(&finder, line, length);
        line += length + (line[length] == '\n');
    }
    return finder.added;
}

size_t cch_mends_count_errors(const char *messages) {
    size_t count = 0;
    for (const char *line = messages; *line;) {
        size_t length = strcspn(line, "\n");
        const char *found = strstr(line, "error: ");
        count += (size_t)(found && found < line + length);
        line += length + (line[length] == '\n');
    }
    return count;
}
