#include "build/translate/nvcc_options.h"

#include <ctype.h>
#include <string.h>

#define FLAG CCH_NVCC_FLAG
#define ONE CCH_NVCC_ONE
#define LIST CCH_NVCC_LIST
#define NOTHING CCH_NVCC_NOTHING, NULL
#define WARN CCH_NVCC_WARN, NULL
#define WORDS(text) CCH_NVCC_WORDS, text

/* In the order of nvcc --help. */
static const struct cch_nvcc_option options[] = {
    /* The phase: what is compiled stays the same, but for the host's part. */
    {"cuda", "cuda", FLAG, NOTHING},
    {"cubin", "cubin", FLAG, CCH_NVCC_DEVICE_ONLY, NULL},
    {"fatbin", "fatbin", FLAG, CCH_NVCC_DEVICE_ONLY, NULL},
    {"ptx", "ptx", FLAG, CCH_NVCC_DEVICE_ONLY, NULL},
    {"optix-ir", "optix-ir", FLAG, CCH_NVCC_DEVICE_ONLY, NULL},
    {"ltoir", "ltoir", FLAG, CCH_NVCC_DEVICE_ONLY, NULL},
    {"enable-tile", "enable-tile", FLAG, WARN},
    {"tile-preview", "tile-preview", ONE, WARN},
    {"tile-only", "tile-only", FLAG, WARN},
    {"simt-only", "simt-only", FLAG, NOTHING},
    {"tilebc", "tilebc", FLAG, WARN},
    {"tilecubin", "tilecubin", FLAG, WARN},
    {"tilefatbin", "tilefatbin", FLAG, WARN},
    {"tileiras-options", "Xtileiras", LIST, NOTHING},
    {"preprocess", "E", FLAG, NOTHING},
    {"generate-dependencies", "M", FLAG, NOTHING},
    {"generate-nonsystem-dependencies", "MM", FLAG, NOTHING},
    {"generate-dependencies-with-compile", "MD", FLAG, NOTHING},
    {"generate-nonsystem-dependencies-with-compile", "MMD", FLAG, NOTHING},
    {"dependency-output", "MF", ONE, NOTHING},
    {"generate-dependency-targets", "MP", FLAG, NOTHING},
    {"compile", "c", FLAG, NOTHING},
    {"device-c", "dc", FLAG, WORDS("-fgpu-rdc -D__CUDACC_RDC__")},
    {"device-w", "dw", FLAG, NOTHING},
    {"device-link", "dlink", FLAG, NOTHING},
    {"link", "link", FLAG, NOTHING},
    {"lib", "lib", FLAG, NOTHING},
    {"run", "run", FLAG, NOTHING},

    /* Files and paths. */
    {"output-file", "o", ONE, NOTHING},
    {"pre-include", "include", LIST, WORDS("-include %s")},
    {"objdir-as-tempdir", "objtemp", FLAG, NOTHING},
    {"library", "l", LIST, NOTHING},
    {"define-macro", "D", LIST, WORDS("-D%s")},
    {"undefine-macro", "U", LIST, WORDS("-U%s")},
    {"include-path", "I", LIST, WORDS("-I%s")},
    {"system-include", "isystem", LIST, WORDS("-isystem %s")},
    {"library-path", "L", LIST, NOTHING},
    {"output-directory", "odir", ONE, NOTHING},
    {"compiler-bindir", "ccbin", ONE, CCH_NVCC_HOST_COMPILER, NULL},
    {"allow-unsupported-compiler", "allow-unsupported-compiler", FLAG, NOTHING},
    {"archiver-binary", "arbin", ONE, NOTHING},
    {"cudart", "cudart", ONE, NOTHING},
    {"cudadevrt", "cudadevrt", ONE, NOTHING},
    {"libdevice-directory", "ldir", ONE, NOTHING},
    {"target-directory", "target-dir", ONE, WARN},
    {"use-local-env", "use-local-env", FLAG, NOTHING},
    {"force-cl-env-setup", "force-cl-env-setup", FLAG, NOTHING},

    /* The behaviour of compiler and linker. */
    {"profile", "pg", FLAG, NOTHING},
    {"debug", "g", FLAG, NOTHING},
    {"device-debug", "G", FLAG, WORDS("-D__CUDACC_DEBUG__")},
    {"generate-line-info", "lineinfo", FLAG, NOTHING},
    {"optimization-info", "opt-info", LIST, NOTHING},
    {"optimize", "O", ONE, WORDS("-O%s")},
    {"Ofast-compile", "Ofc", ONE, NOTHING},
    {"dopt", "dopt", ONE, NOTHING},
    {"dlink-time-opt", "dlto", FLAG, NOTHING},
    {"lto", "lto", FLAG, NOTHING},
    {"gen-opt-lto", "gen-opt-lto", FLAG, NOTHING},
    {"ftemplate-backtrace-limit", "ftemplate-backtrace-limit", ONE, NOTHING},
    {"ftemplate-depth", "ftemplate-depth", ONE, CCH_NVCC_TEMPLATE_DEPTH, NULL},
    {"no-exceptions", "noeh", FLAG, WORDS("-fno-exceptions")},
    {"shared", "shared", FLAG, NOTHING},
    {"x", "x", ONE, CCH_NVCC_LANGUAGE, NULL},
    {"std", "std", ONE, CCH_NVCC_STANDARD, NULL},
    {"stdlib", "stdlib", ONE, WORDS("-stdlib=%s")},
    {"no-host-device-initializer-list", "nohdinitlist", FLAG, NOTHING},
    {"no-host-device-move-forward", "nohdmoveforward", FLAG, NOTHING},
    {"expt-relaxed-constexpr", "expt-relaxed-constexpr", FLAG, WORDS("-D__CUDACC_RELAXED_CONSTEXPR__")},
    {"extended-lambda", "extended-lambda", FLAG, WORDS("-D__CUDACC_EXTENDED_LAMBDA__")},
    {"expt-extended-lambda", "expt-extended-lambda", FLAG, WORDS("-D__CUDACC_EXTENDED_LAMBDA__")},
    {"machine", "m", ONE, CCH_NVCC_MACHINE, NULL},
    {"m64", "m64", FLAG, NOTHING},
    {"m32", "m32", FLAG, WARN},
    {"apply-controls", "apply-controls", ONE, NOTHING},

    /* Options for one phase. */
    {"compiler-options", "Xcompiler", LIST, CCH_NVCC_HOST_OPTIONS, NULL},
    {"linker-options", "Xlinker", LIST, NOTHING},
    {"archive-options", "Xarchive", LIST, NOTHING},
    {"cudafe-options", "Xcudafe", LIST, NOTHING},
    {"cicc-options", "Xcicc", LIST, NOTHING},
    {"ptxas-options", "Xptxas", LIST, NOTHING},
    {"nvlink-options", "Xnvlink", LIST, NOTHING},
    {"nvprune-options", "Xnvprune", LIST, NOTHING},
    {"fatbin-options", "Xfatbin", LIST, NOTHING},

    /* The driver. */
    {"static-global-template-stub", "static-global-template-stub", ONE, NOTHING},
    {"device-entity-has-hidden-visibility", "device-entity-has-hidden-visibility", ONE, NOTHING},
    {"forward-unknown-to-host-compiler", "forward-unknown-to-host-compiler", FLAG, CCH_NVCC_FORWARD, NULL},
    {"forward-unknown-to-host-linker", "forward-unknown-to-host-linker", FLAG, NOTHING},
    {"forward-unknown-opts", "forward-unknown-opts", FLAG, CCH_NVCC_FORWARD, NULL},
    {"forward-slash-prefix-opts", "forward-slash-prefix-opts", FLAG, NOTHING},
    {"dont-use-profile", "noprof", FLAG, NOTHING},
    {"dryrun", "dryrun", FLAG, NOTHING},
    {"verbose", "v", FLAG, NOTHING},
    {"verbose2", "v2", FLAG, NOTHING},
    {"threads", "t", ONE, NOTHING},
    {"fmax-errors", "fmax-errors", ONE, NOTHING},
    {"split-compile", "split-compile", ONE, NOTHING},
    {"split-compile-extended", "split-compile-extended", ONE, NOTHING},
    {"fdevice-syntax-only", "fdevice-syntax-only", FLAG, NOTHING},
    {"fdevice-time-trace", "fdevice-time-trace", ONE, NOTHING},
    {"fdevice-time-trace-granularity", "fdevice-time-trace-granularity", ONE, NOTHING},
    {"keep", "keep", FLAG, NOTHING},
    {"keep-dir", "keep-dir", ONE, NOTHING},
    {"save-temps", "save-temps", FLAG, NOTHING},
    {"clean-targets", "clean", FLAG, NOTHING},
    {"time", "time", ONE, NOTHING},
    {"run-args", "run-args", LIST, NOTHING},
    {"input-drive-prefix", "idp", ONE, NOTHING},
    {"dependency-drive-prefix", "ddp", ONE, NOTHING},
    {"drive-prefix", "dp", ONE, NOTHING},
    {"dependency-target-name", "MT", ONE, NOTHING},
    {"no-align-double", NULL, FLAG, NOTHING},
    {"no-device-link", "nodlink", FLAG, NOTHING},

    /* GPU code. */
    {"gpu-architecture", "arch", ONE, CCH_NVCC_ARCHITECTURE, NULL},
    {"gpu-code", "code", LIST, NOTHING},
    {"generate-code", "gencode", LIST, CCH_NVCC_GENERATE_CODE, NULL},
    {"relocatable-device-code", "rdc", ONE, CCH_NVCC_TRUE, "-fgpu-rdc -D__CUDACC_RDC__"},
    {"entries", "e", LIST, NOTHING},
    {"maxrregcount", "maxrregcount", ONE, NOTHING},
    {"use_fast_math", "use_fast_math", FLAG, WORDS("-Xarch_device -ffast-math")},
    {"ftz", "ftz", ONE, NOTHING},
    {"prec-div", "prec-div", ONE, NOTHING},
    {"prec-sqrt", "prec-sqrt", ONE, NOTHING},
    {"fmad", "fmad", ONE, NOTHING},
    {"extra-device-vectorization", "extra-device-vectorization", FLAG, NOTHING},

    /* Compiling CUDA. */
    {"prune", "prune", FLAG, NOTHING},
    {"default-stream", "default-stream", ONE, CCH_NVCC_STREAM, NULL},

    /* The tool. */
    {"disable-warnings", "w", FLAG, NOTHING},
    {"keep-device-functions", "keep-device-functions", FLAG, NOTHING},
    {"source-in-ptx", "src-in-ptx", FLAG, NOTHING},
    {"restrict", "restrict", FLAG, NOTHING},
    {"Wreorder", "Wreorder", FLAG, NOTHING},
    {"Wdefault-stream-launch", "Wdefault-stream-launch", FLAG, NOTHING},
    {"Wmissing-launch-bounds", "Wmissing-launch-bounds", FLAG, NOTHING},
    {"Wext-lambda-captures-this", "Wext-lambda-captures-this", FLAG, NOTHING},
    {"Wno-deprecated-declarations", "Wno-deprecated-declarations", FLAG, NOTHING},
    {"Wno-deprecated-gpu-targets", "Wno-deprecated-gpu-targets", FLAG, NOTHING},
    {"Wconversion", "Wconversion", FLAG, NOTHING},
    {"Werror", "Werror", LIST, NOTHING},
    {"resource-usage", "res-usage", FLAG, NOTHING},
    {"extensible-whole-program", "ewp", FLAG, WORDS("-D__CUDACC_EWP__")},
    {"no-compress", "no-compress", FLAG, NOTHING},
    {"qpp-config", "qpp-config", ONE, WARN},
    {"compile-as-tools-patch", "astoolspatch", FLAG, NOTHING},
    {"list-gpu-code", "code-ls", FLAG, NOTHING},
    {"list-gpu-arch", "arch-ls", FLAG, NOTHING},
    {"display-error-number", "err-no", FLAG, NOTHING},
    {"no-display-error-number", "no-err-no", FLAG, NOTHING},
    {"diag-error", "diag-error", LIST, NOTHING},
    {"diag-suppress", "diag-suppress", LIST, NOTHING},
    {"diag-warn", "diag-warn", LIST, NOTHING},
    {"host-linker-script", "hls", ONE, NOTHING},
    {"augment-host-linker-script", "aug-hls", FLAG, NOTHING},
    {"host-relocatable-link", NULL, FLAG, NOTHING},
    {"relocatable-link", "r", FLAG, NOTHING},
    {"brief-diagnostics", "brief-diag", ONE, NOTHING},
    {"jump-table-density", "jtd", ONE, NOTHING},
    {"relocatable-ptx", "reloc-ptx", FLAG, NOTHING},
    {"device-stack-protector", "device-stack-protector", ONE, NOTHING},
    {"compress-mode", "compress-mode", ONE, NOTHING},
    {"concat", "concat", FLAG, NOTHING},
    {"frandom-seed", "frandom-seed", ONE, NOTHING},
    {"fdevice-sanitize", "fdevice-sanitize", ONE, NOTHING},
    {"jobserver", "jobserver", FLAG, NOTHING},
    {"skip-ptx-semantics-check", "skip-ptx-semantics-check", FLAG, NOTHING},
    {"utf-8", "utf-8", FLAG, NOTHING},
    {"safety-compatibility", "safety-compat", FLAG, NOTHING},
    {"help", "h", FLAG, NOTHING},
    {"version", "V", FLAG, NOTHING},
    {"options-file", "optf", LIST, CCH_NVCC_OPTIONS_FILE, NULL},
};

/* Is `word`, without its dashes, the option called `name`? */
static bool is_named(const struct cch_nvcc_option *option, const char *name, const char *word, const char **value) {
    size_t length = name ? strlen(name) : 0;
    if (!length || strncmp(word, name, length) != 0)
        return false;
    *value = NULL;
    if (!word[length])
        return true;
    if (option->value == CCH_NVCC_FLAG || word[length] != '=')
        return false;
    *value = word + length + 1;
    return true;
}

/* -Ifolder, -DX=1, -O3, -t4: letters whose value needs no '='. Not so -m, since
 * -mavx2 is the host compiler's. */
static bool is_joined(const struct cch_nvcc_option *option, const char *word, const char **value) {
    if (option->value == CCH_NVCC_FLAG || !option->brief || option->brief[1] || word[0] != option->brief[0] ||
        !word[1] || !strchr("IDULlOotx", word[0]) || (word[0] == 't' && !isdigit((unsigned char)word[1])))
        return false;
    *value = word + 1;
    return true;
}

const struct cch_nvcc_option *cch_nvcc_option_find(const char *word, const char **value) {
    enum { COUNT = sizeof options / sizeof *options };
    *value = NULL;
    if (word[0] != '-' || !word[1])
        return NULL;
    bool is_long = word[1] == '-';
    word += is_long ? 2 : 1;
    for (size_t i = 0; i < COUNT; i++)
        if (is_named(&options[i], is_long ? options[i].name : options[i].brief, word, value) ||
            is_named(&options[i], is_long ? options[i].brief : options[i].name, word, value))
            return &options[i];
    for (size_t i = 0; !is_long && i < COUNT; i++)
        if (is_joined(&options[i], word, value))
            return &options[i];
    return NULL;
}
