/* What becomes of clang's and gcc's options: those in no table are passed on. */
#include <string.h>

#include "build/translate/translator.h"

#define ALONE CCH_SHAPE_ALONE
#define SEPARATE CCH_SHAPE_SEPARATE
#define JOINED CCH_SHAPE_JOINED
#define EITHER CCH_SHAPE_EITHER
#define EQUALS CCH_SHAPE_EQUALS
#define DROP CCH_FATE_DROP
#define PASS CCH_FATE_PASS
#define HEADERS CCH_FATE_HEADERS
#define IGNORE CCH_FATE_IGNORE

/* For clang and gcc. The longer of two that share a beginning comes first. */
static const struct cch_option_rule clang_rules[] = {
    {"--", ALONE, CCH_FATE_END},
    {"-c", ALONE, DROP},
    {"-S", ALONE, DROP},
    {"-E", ALONE, DROP},
    {"-emit-llvm", ALONE, DROP},
    {"-fsyntax-only", ALONE, DROP},
    {"-pipe", ALONE, DROP},
    {"-v", ALONE, DROP},
    {"-###", ALONE, DROP},
    {"-o", EITHER, DROP},
    {"--output", EQUALS, DROP},
    {"-MMD", ALONE, DROP},
    {"-MD", ALONE, DROP},
    {"-MM", ALONE, DROP},
    {"-MG", ALONE, DROP},
    {"-MP", ALONE, DROP},
    {"-MV", ALONE, DROP},
    {"-M", ALONE, DROP},
    {"-MF", EITHER, DROP},
    {"-MT", EITHER, DROP},
    {"-MQ", EITHER, DROP},
    {"-MJ", EITHER, DROP},
    {"-Wp,-MD,", JOINED, DROP},
    {"-Wp,-MMD,", JOINED, DROP},
    {"-Wl,", JOINED, DROP},
    {"-Wa,", JOINED, DROP},
    {"-l", EITHER, DROP},
    {"-s", ALONE, DROP},
    {"-shared", ALONE, DROP},
    {"-static", ALONE, DROP},
    {"-static-libgcc", ALONE, DROP},
    {"-static-libstdc++", ALONE, DROP},
    {"-rdynamic", ALONE, DROP},
    {"-save-temps", JOINED, DROP},
    {"--save-temps", JOINED, DROP},
    {"-ftime-trace", JOINED, DROP},
    {"-gsplit-dwarf", JOINED, DROP},
    {"-dumpdir", SEPARATE, DROP},
    {"-dumpbase", SEPARATE, DROP},
    {"-dumpbase-ext", SEPARATE, DROP},
    {"-aux-info", SEPARATE, DROP},
    {"-index-store-path", SEPARATE, DROP},
    {"-fmodules-cache-path=", JOINED, PASS},
    {"--serialize-diagnostics", SEPARATE, DROP},
    {"-fplugin-arg-callchain-", JOINED, DROP},
    {"-x", EITHER, CCH_FATE_LANGUAGE},
    {"--language", EQUALS, CCH_FATE_LANGUAGE},
    {"--cuda-gpu-arch=", JOINED, CCH_FATE_ARCHITECTURE},
    {"--offload-arch=", JOINED, CCH_FATE_ARCHITECTURE},
    {"--no-cuda-gpu-arch=", JOINED, CCH_FATE_NO_ARCHITECTURE},
    {"--no-offload-arch=", JOINED, CCH_FATE_NO_ARCHITECTURE},
    {"--cuda-path=", JOINED, CCH_FATE_CUDA_PATH},
    {"--cuda-host-only", ALONE, CCH_FATE_HOST_ONLY},
    {"--offload-host-only", ALONE, CCH_FATE_HOST_ONLY},
    {"--cuda-device-only", ALONE, CCH_FATE_DEVICE_ONLY},
    {"--offload-device-only", ALONE, CCH_FATE_DEVICE_ONLY},
    {"--cuda-compile-host-device", ALONE, DROP},
    {"--offload-host-device", ALONE, DROP},
    {"-I", EITHER, HEADERS},
    {"-D", EITHER, PASS},
    {"-U", EITHER, PASS},
    {"-L", EITHER, DROP},
    {"-F", EITHER, PASS},
    {"-B", EITHER, PASS},
    {"-isystem", EITHER, HEADERS},
    {"-iquote", EITHER, PASS},
    {"-idirafter", EITHER, PASS},
    {"-iprefix", EITHER, PASS},
    {"-iwithprefix", SEPARATE, PASS},
    {"-iwithprefixbefore", SEPARATE, PASS},
    {"-imultilib", SEPARATE, DROP},
    {"-isysroot", EITHER, PASS},
    {"--sysroot", EQUALS, PASS},
    {"-include-pch", SEPARATE, PASS},
    {"-include", EITHER, PASS},
    {"-imacros", EITHER, PASS},
    {"-ivfsoverlay", EITHER, PASS},
    {"--param", EQUALS, DROP},
    {"-mllvm", SEPARATE, DROP},
    {"-Xclang", SEPARATE, PASS},
    {"-Xpreprocessor", SEPARATE, PASS},
    {"-Xassembler", SEPARATE, DROP},
    {"-Xlinker", SEPARATE, DROP},
    {"-Xarch_host", SEPARATE, PASS},
    {"-Xarch_device", SEPARATE, PASS},
    {"-Xcuda-ptxas", SEPARATE, DROP},
    {"-Xcuda-fatbinary", SEPARATE, DROP},
    {"-Xopenmp-target", SEPARATE, DROP},
    {"-target", SEPARATE, PASS},
    {"--target", EQUALS, PASS},
    {"--config", EQUALS, PASS},
    {"-arch", SEPARATE, PASS},
    {"-z", EITHER, DROP},
    {"-T", EITHER, DROP},
    {"-u", SEPARATE, DROP},
    {"-e", SEPARATE, DROP},
};

/* What gcc has and clang refuses or would misread, in front of the above: of
 * these only a few may matter. Whatever else a clang refuses, clang_options.h
 * finds out. */
static const struct cch_option_rule gcc_rules[] = {
    {"-fmodules-ts", ALONE, DROP},
    {"-fmodules", ALONE, DROP},
    {"-fmodule-mapper=", JOINED, DROP},
    {"-fmodule-header", JOINED, DROP},
    {"-fdeps-", JOINED, DROP},
    {"-fconcepts", JOINED, DROP},
    {"-fplugin", JOINED, IGNORE},
    {"-fanalyzer", JOINED, DROP},
    {"-fdump-", JOINED, DROP},
    {"-fopt-info", JOINED, DROP},
    {"-fno-canonical-system-headers", ALONE, DROP},
    {"-fcanonical-system-headers", ALONE, DROP},
    {"-fconserve-stack", ALONE, DROP},
    {"-fno-allow-store-data-races", ALONE, DROP},
    {"-fallow-store-data-races", ALONE, DROP},
    {"-fpreprocessed", ALONE, DROP},
    {"-fdirectives-only", ALONE, DROP},
    {"-fdiagnostics-", JOINED, DROP},
    {"-fmessage-length=", JOINED, DROP},
    {"-flto", JOINED, DROP},
    {"-fno-lto", ALONE, DROP},
    {"-ffat-lto-objects", ALONE, DROP},
    {"-fno-fat-lto-objects", ALONE, DROP},
    {"-fuse-linker-plugin", ALONE, DROP},
    {"-fuse-ld=", JOINED, DROP},
    {"-ftrack-macro-expansion", JOINED, DROP},
    {"-fstack-usage", ALONE, DROP},
    {"-fipa-", JOINED, DROP},
    {"-fno-ipa-", JOINED, DROP},
    {"-ftree-", JOINED, DROP},
    {"-fno-tree-", JOINED, DROP},
    {"-fprofile-", JOINED, DROP},
    {"-fauto-profile", JOINED, DROP},
    {"-mindirect-branch", JOINED, DROP},
    {"-mfunction-return", JOINED, DROP},
    {"-mpreferred-stack-boundary", JOINED, DROP},
    {"-mrecord-mcount", ALONE, DROP},
    {"-mtune=", JOINED, DROP},
    {"-mcmodel=", JOINED, DROP},
    {"-masm=", JOINED, DROP},
    {"-no-canonical-prefixes", ALONE, DROP},
    {"-specs", EQUALS, IGNORE},
    {"--specs", EQUALS, IGNORE},
    {"-wrapper", SEPARATE, DROP},
};

/* Does the option match? */
static bool matches(const struct cch_option_rule *rule, const char *option, const char **value) {
    if (rule->text[1] != option[1])
        return false;
    size_t length = strlen(rule->text);
    *value = NULL;
    if (strncmp(option, rule->text, length) != 0)
        return false;
    const char *rest = option + length;
    switch (rule->shape) {
    case ALONE:
    case SEPARATE:
        return !*rest;
    case JOINED:
        *value = rest;
        return true;
    case EITHER:
        *value = *rest ? rest : NULL;
        return true;
    case EQUALS:
        *value = *rest ? rest + 1 : NULL;
        return !*rest || *rest == '=';
    }
    return false;
}

static const struct cch_option_rule *find(const struct cch_option_rule *rules, size_t count, const char *option,
                                          const char **value) {
    for (size_t i = 0; i < count; i++)
        if (matches(&rules[i], option, value))
            return &rules[i];
    return NULL;
}

const struct cch_option_rule *cch_option_rule_find(bool gcc, const char *option, const char **value) {
    const struct cch_option_rule *rule = NULL;
    if (gcc)
        rule = find(gcc_rules, sizeof gcc_rules / sizeof *gcc_rules, option, value);
    return rule ? rule : find(clang_rules, sizeof clang_rules / sizeof *clang_rules, option, value);
}
