/* What the compiler loads: looks at the running clang's version and, when it
 * is the one that the analysis beside this file was built for, loads that.
 *
 * clang's interface changes with each major version, and a plugin for another
 * one may run with garbage and say nothing. So nothing of clang's is touched
 * here but the function that tells its version, whose interface has not
 * changed since clang 3. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef CALLCHAIN_CLANG_MAJOR
#error "CALLCHAIN_CLANG_MAJOR: the clang version that this is built for"
#endif

/* A std::string as the Itanium ABI returns it: through a hidden pointer. */
struct cxx_string {
    const char *text;
    size_t length;
    char small[16];
};

typedef struct cxx_string *version_function(struct cxx_string *result);

static int running_major(void) {
    /* "Debian clang version 22.1.8 (…)": clang::getClangFullVersion() */
    void *symbol = dlsym(RTLD_DEFAULT, "_ZN5clang19getClangFullVersionB5cxx11Ev");
    version_function *get_version;
    struct cxx_string version = {0};
    if (!symbol)
        return 0;
    memcpy(&get_version, &symbol, sizeof get_version);
    get_version(&version);
    const char *word = version.text ? strstr(version.text, "version ") : NULL;
    int major = word ? atoi(word + strlen("version ")) : 0;
    if (version.text && version.text != version.small)
        free((void *)version.text);
    return major;
}

static void load_analysis(void) {
    char path[PATH_MAX];
    Dl_info self;
    const char *slash;
    if (!dladdr((const void *)(size_t)&running_major, &self) || !self.dli_fname)
        return;
    slash = strrchr(self.dli_fname, '/');
    int folder = slash ? (int)(slash - self.dli_fname) : 1;
    if (snprintf(path, sizeof path, "%.*s/libcallchain-analysis-%d.so", folder, slash ? self.dli_fname : ".",
                 CALLCHAIN_CLANG_MAJOR) >= (int)sizeof path)
        return;
    if (!dlopen(path, RTLD_NOW | RTLD_LOCAL))
        fprintf(stderr, "callchain: cannot load '%s': %s\n", path, dlerror());
}

__attribute__((constructor)) static void loaded(void) {
    int major = running_major();
    if (major == CALLCHAIN_CLANG_MAJOR)
        load_analysis();
    else if (major)
        fprintf(stderr,
                "callchain: this plugin is for clang %d and the running compiler is clang %d; no graph is written\n",
                CALLCHAIN_CLANG_MAJOR, major);
    else
        fprintf(stderr, "callchain: the running compiler is no clang that this plugin knows; no graph is written\n");
}
