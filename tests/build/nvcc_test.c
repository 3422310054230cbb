/* nvcc's options: that none is unknown, and what becomes of them. What nvcc
 * itself makes of a spelling was asked of nvcc 13.5 with --dryrun. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "build/translate/nvcc_macros.h"
#include "build/translate/nvcc_options.h"
#include "build/replay/pass_arguments.h"
#include "build/commands/shell_words.h"
#include "build/translate/translate.h"

/* The names in `nvcc --help` of 13.5, in its order, and whether an option has
 * no value (-), one (1) or a list (L). (Of --dependency-output and
 * --qpp-config the text says so.) */
static const struct {
    const char *name, *brief;
    char value;
} help[] = {
    {"--cuda", "-cuda", '-'},
    {"--cubin", "-cubin", '-'},
    {"--fatbin", "-fatbin", '-'},
    {"--ptx", "-ptx", '-'},
    {"--optix-ir", "-optix-ir", '-'},
    {"--ltoir", "-ltoir", '-'},
    {"--enable-tile", "-enable-tile", '-'},
    {"--tile-preview", "-tile-preview", '1'},
    {"--tile-only", "-tile-only", '-'},
    {"--simt-only", "-simt-only", '-'},
    {"--tilebc", "-tilebc", '-'},
    {"--tilecubin", "-tilecubin", '-'},
    {"--tilefatbin", "-tilefatbin", '-'},
    {"--tileiras-options", "-Xtileiras", 'L'},
    {"--preprocess", "-E", '-'},
    {"--generate-dependencies", "-M", '-'},
    {"--generate-nonsystem-dependencies", "-MM", '-'},
    {"--generate-dependencies-with-compile", "-MD", '-'},
    {"--generate-nonsystem-dependencies-with-compile", "-MMD", '-'},
    {"--dependency-output", "-MF", '1'},
    {"--generate-dependency-targets", "-MP", '-'},
    {"--compile", "-c", '-'},
    {"--device-c", "-dc", '-'},
    {"--device-w", "-dw", '-'},
    {"--device-link", "-dlink", '-'},
    {"--link", "-link", '-'},
    {"--lib", "-lib", '-'},
    {"--run", "-run", '-'},
    {"--output-file", "-o", '1'},
    {"--pre-include", "-include", 'L'},
    {"--objdir-as-tempdir", "-objtemp", '-'},
    {"--library", "-l", 'L'},
    {"--define-macro", "-D", 'L'},
    {"--undefine-macro", "-U", 'L'},
    {"--include-path", "-I", 'L'},
    {"--system-include", "-isystem", 'L'},
    {"--library-path", "-L", 'L'},
    {"--output-directory", "-odir", '1'},
    {"--compiler-bindir", "-ccbin", '1'},
    {"--allow-unsupported-compiler", "-allow-unsupported-compiler", '-'},
    {"--archiver-binary", "-arbin", '1'},
    {"--cudart", "-cudart", '1'},
    {"--cudadevrt", "-cudadevrt", '1'},
    {"--libdevice-directory", "-ldir", '1'},
    {"--target-directory", "-target-dir", '1'},
    {"--use-local-env", "-use-local-env", '-'},
    {"--force-cl-env-setup", "-force-cl-env-setup", '-'},
    {"--profile", "-pg", '-'},
    {"--debug", "-g", '-'},
    {"--device-debug", "-G", '-'},
    {"--generate-line-info", "-lineinfo", '-'},
    {"--optimization-info", "-opt-info", 'L'},
    {"--optimize", "-O", '1'},
    {"--Ofast-compile", "-Ofc", '1'},
    {"--dopt", "-dopt", '1'},
    {"--dlink-time-opt", "-dlto", '-'},
    {"--lto", "-lto", '-'},
    {"--gen-opt-lto", "-gen-opt-lto", '-'},
    {"--ftemplate-backtrace-limit", "-ftemplate-backtrace-limit", '1'},
    {"--ftemplate-depth", "-ftemplate-depth", '1'},
    {"--no-exceptions", "-noeh", '-'},
    {"--shared", "-shared", '-'},
    {"--x", "-x", '1'},
    {"--std", "-std", '1'},
    {"--stdlib", "-stdlib", '1'},
    {"--no-host-device-initializer-list", "-nohdinitlist", '-'},
    {"--no-host-device-move-forward", "-nohdmoveforward", '-'},
    {"--expt-relaxed-constexpr", "-expt-relaxed-constexpr", '-'},
    {"--extended-lambda", "-extended-lambda", '-'},
    {"--expt-extended-lambda", "-expt-extended-lambda", '-'},
    {"--machine", "-m", '1'},
    {"--m64", "-m64", '-'},
    {"--apply-controls", "-apply-controls", '1'},
    {"--compiler-options", "-Xcompiler", 'L'},
    {"--linker-options", "-Xlinker", 'L'},
    {"--archive-options", "-Xarchive", 'L'},
    {"--ptxas-options", "-Xptxas", 'L'},
    {"--nvlink-options", "-Xnvlink", 'L'},
    {"--nvprune-options", "-Xnvprune", 'L'},
    {"--static-global-template-stub", "-static-global-template-stub", '1'},
    {"--device-entity-has-hidden-visibility", "-device-entity-has-hidden-visibility", '1'},
    {"--forward-unknown-to-host-compiler", "-forward-unknown-to-host-compiler", '-'},
    {"--forward-unknown-to-host-linker", "-forward-unknown-to-host-linker", '-'},
    {"--forward-unknown-opts", "-forward-unknown-opts", '-'},
    {"--dont-use-profile", "-noprof", '-'},
    {"--dryrun", "-dryrun", '-'},
    {"--verbose", "-v", '-'},
    {"--verbose2", "-v2", '-'},
    {"--threads", "-t", '1'},
    {"--fmax-errors", "-fmax-errors", '1'},
    {"--split-compile", "-split-compile", '1'},
    {"--split-compile-extended", "-split-compile-extended", '1'},
    {"--fdevice-syntax-only", "-fdevice-syntax-only", '-'},
    {"--fdevice-time-trace", "-fdevice-time-trace", '1'},
    {"--fdevice-time-trace-granularity", "-fdevice-time-trace-granularity", '1'},
    {"--keep", "-keep", '-'},
    {"--keep-dir", "-keep-dir", '1'},
    {"--save-temps", "-save-temps", '-'},
    {"--clean-targets", "-clean", '-'},
    {"--time", "-time", '1'},
    {"--run-args", "-run-args", 'L'},
    {"--input-drive-prefix", "-idp", '1'},
    {"--dependency-drive-prefix", "-ddp", '1'},
    {"--drive-prefix", "-dp", '1'},
    {"--dependency-target-name", "-MT", '1'},
    {"--no-align-double", "--no-align-double", '-'},
    {"--no-device-link", "-nodlink", '-'},
    {"--gpu-architecture", "-arch", '1'},
    {"--gpu-code", "-code", 'L'},
    {"--generate-code", "-gencode", 'L'},
    {"--relocatable-device-code", "-rdc", '1'},
    {"--entries", "-e", 'L'},
    {"--maxrregcount", "-maxrregcount", '1'},
    {"--use_fast_math", "-use_fast_math", '-'},
    {"--ftz", "-ftz", '1'},
    {"--prec-div", "-prec-div", '1'},
    {"--prec-sqrt", "-prec-sqrt", '1'},
    {"--fmad", "-fmad", '1'},
    {"--extra-device-vectorization", "-extra-device-vectorization", '-'},
    {"--prune", "-prune", '-'},
    {"--default-stream", "-default-stream", '1'},
    {"--disable-warnings", "-w", '-'},
    {"--keep-device-functions", "-keep-device-functions", '-'},
    {"--source-in-ptx", "-src-in-ptx", '-'},
    {"--restrict", "-restrict", '-'},
    {"--Wreorder", "-Wreorder", '-'},
    {"--Wdefault-stream-launch", "-Wdefault-stream-launch", '-'},
    {"--Wmissing-launch-bounds", "-Wmissing-launch-bounds", '-'},
    {"--Wext-lambda-captures-this", "-Wext-lambda-captures-this", '-'},
    {"--Wno-deprecated-declarations", "-Wno-deprecated-declarations", '-'},
    {"--Wno-deprecated-gpu-targets", "-Wno-deprecated-gpu-targets", '-'},
    {"--Wconversion", "-Wconversion", '-'},
    {"--Werror", "-Werror", 'L'},
    {"--resource-usage", "-res-usage", '-'},
    {"--extensible-whole-program", "-ewp", '-'},
    {"--no-compress", "-no-compress", '-'},
    {"--qpp-config", "-qpp-config", '1'},
    {"--compile-as-tools-patch", "-astoolspatch", '-'},
    {"--list-gpu-code", "-code-ls", '-'},
    {"--list-gpu-arch", "-arch-ls", '-'},
    {"--display-error-number", "-err-no", '-'},
    {"--no-display-error-number", "-no-err-no", '-'},
    {"--diag-error", "-diag-error", 'L'},
    {"--diag-suppress", "-diag-suppress", 'L'},
    {"--diag-warn", "-diag-warn", 'L'},
    {"--host-linker-script", "-hls", '1'},
    {"--augment-host-linker-script", "-aug-hls", '-'},
    {"--relocatable-link", "-r", '-'},
    {"--brief-diagnostics", "-brief-diag", '1'},
    {"--jump-table-density", "-jtd", '1'},
    {"--relocatable-ptx", "-reloc-ptx", '-'},
    {"--device-stack-protector", "-device-stack-protector", '1'},
    {"--compress-mode", "-compress-mode", '1'},
    {"--concat", "-concat", '-'},
    {"--frandom-seed", "-frandom-seed", '1'},
    {"--fdevice-sanitize", "-fdevice-sanitize", '1'},
    {"--jobserver", "-jobserver", '-'},
    {"--skip-ptx-semantics-check", "-skip-ptx-semantics-check", '-'},
    {"--utf-8", "-utf-8", '-'},
    {"--safety-compatibility", "-safety-compat", '-'},
    {"--help", "-h", '-'},
    {"--version", "-V", '-'},
    {"--options-file", "-optf", 'L'},
};

/* What 11 and 12 have besides, or accept without saying so. */
static const char *const others[] = {"-m32",
                                     "-Xcudafe",
                                     "--cudafe-options",
                                     "-Xfatbin",
                                     "--fatbin-options",
                                     "-Xcicc",
                                     "--host-relocatable-link",
                                     "-forward-slash-prefix-opts"};

static void no_option_is_unknown(void **state) {
    (void)state;
    const char *value;
    char joined[128];
    assert_true(sizeof help / sizeof *help > 160);
    for (size_t i = 0; i < sizeof help / sizeof *help; i++) {
        const struct cch_nvcc_option *option = cch_nvcc_option_find(help[i].name, &value);
        const char *kinds = "-1L";
        if (!option || option != cch_nvcc_option_find(help[i].brief, &value))
            fail_msg("%s is not known as %s", help[i].name, help[i].brief);
        if (option->value != (enum cch_nvcc_value)(strchr(kinds, help[i].value) - kinds))
            fail_msg("%s: wrong kind of value", help[i].name);
        snprintf(joined, sizeof joined, "%s=a=b,c", help[i].name);
        bool joins = cch_nvcc_option_find(joined, &value) == option;
        assert_int_equal(joins, help[i].value != '-');
        assert_true(!joins || strcmp(value, "a=b,c") == 0);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_non_null(cch_nvcc_option_find(others[i], &value));
}

static void letters_are_joined_to_their_value(void **state) {
    (void)state;
    static const struct {
        const char *word, *name, *value;
    } cases[] = {{"-Ifolder", "include-path", "folder"},
                 {"-DX=1", "define-macro", "X=1"},
                 {"-UX", "undefine-macro", "X"},
                 {"-O3", "optimize", "3"},
                 {"-t4", "threads", "4"},
                 {"-xcu", "x", "cu"},
                 {"-lfoo", "library", "foo"},
                 {"-lineinfo", "generate-line-info", NULL},
                 {"-ofile", "output-file", "file"},
                 {"-odir", "output-directory", NULL}};
    const char *value;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct cch_nvcc_option *option = cch_nvcc_option_find(cases[i].word, &value);
        assert_non_null(option);
        assert_string_equal(option->name, cases[i].name);
        assert_true(cases[i].value ? strcmp(value, cases[i].value) == 0 : value == NULL);
    }
    static const char *const unknown[] = {"-Wall",
                                          "-mavx2",
                                          "-fPIC",
                                          "-isystemfoo",
                                          "-std c++17",
                                          "-",
                                          "--",
                                          "a.cu",
                                          "-gencodearch=compute_80",
                                          "-tfoo",
                                          "-expt-relaxed-constexpr=1"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_null(cch_nvcc_option_find(unknown[i], &value));
}

/* A command behind `nvcc -c a.cu`, and what is to come of it; NULL: nothing. */
static const struct {
    const char *options, *arguments, *architectures, *left_out;
} cases[] = {
    {"", "", "sm_52", NULL},
    /* What setup.py and torch's BuildExtension pass, as a shell reads it. */
    {"--generate-dependencies-with-compile --dependency-output a.o.d -I/inc -o a.o "
     "-D__CUDA_NO_HALF_OPERATORS__ "
     "--expt-relaxed-constexpr --compiler-options ''\"'\"'-fPIC'\"'\"'' -O3 -std=c++17 "
     "-U__CUDA_NO_HALF_OPERATORS__ "
     "--expt-extended-lambda --use_fast_math -gencode arch=compute_80,code=sm_80 -gencode "
     "arch=compute_90,code=sm_90 --threads 4 '-DPYBIND11_COMPILER_TYPE=\"_gcc\"' -D_GLIBCXX_USE_CXX11_ABI=1",
     "-fPIC|-I/inc|-D__CUDA_NO_HALF_OPERATORS__|-D__CUDACC_RELAXED_CONSTEXPR__|-O3|-std=c++17|"
     "-U__CUDA_NO_HALF_OPERATORS__|-D__CUDACC_EXTENDED_LAMBDA__|-Xarch_device|-ffast-math|"
     "-DPYBIND11_COMPILER_TYPE=\"_gcc\"|-D_GLIBCXX_USE_CXX11_ABI=1",
     "sm_80 sm_90", NULL},
    /* Architectures. */
    {"-gencode=arch=compute_90a,code=[sm_90a,compute_90a]", "", "sm_90a", NULL},
    {"-gencode 'arch=compute_80,code=\"sm_80,compute_80\"'", "", "sm_80", NULL},
    {"--generate-code 'arch=compute_86, code=[compute_86,sm_86]'", "", "sm_86", NULL},
    {"-arch=sm_80", "", "sm_80", NULL},
    {"--gpu-architecture compute_75 --gpu-code=sm_75,compute_75", "", "sm_75", NULL},
    {"-arch=lto_89 -dlto", "", "sm_89", NULL},
    {"-arch=all-major", "", "sm_50 sm_60 sm_70 sm_80 sm_90 sm_100 sm_120", NULL},
    {"-arch=all", "",
     "sm_50 sm_52 sm_53 sm_60 sm_61 sm_62 sm_70 sm_72 sm_75 sm_80 sm_86 sm_87 sm_89 sm_90 sm_100 sm_101 "
     "sm_120",
     NULL},
    {"-gencode arch=compute_80,code=sm_80 -gencode arch=compute_80,code=compute_80", "", "sm_80", NULL},
    {"-arch=sm_100f", "", "sm_100", NULL},
    /* Lists, with the quotes and backslashes that nvcc heeds. */
    {"-DA,B -DC=1,2 -D 'S=\"a,b\"' -D 'T=a\\,b' -U X,Y", "-DA|-DB|-DC=1|-D2|-DS=\"a,b\"|-DT=a,b|-UX|-UY", "sm_52",
     NULL},
    {"-Ia,b -I c -I=d --include-path e,f -isystem=g,h -isystem i --system-include j",
     "-Ia|-Ib|-Ic|-Id|-Ie|-If|-isystem|g|-isystem|h|-isystem|i|-isystem|j", "sm_52", NULL},
    {"--pre-include a.h,b.h -include c.h", "-include|a.h|-include|b.h|-include|c.h", "sm_52", NULL},
    /* The host compiler's. */
    {"-DX -Xcompiler -fPIC,-Wall -Xcompiler=-O2 --compiler-options '-DY -DZ'", "-fPIC|-Wall|-O2|-DY|-DZ|-DX", "sm_52",
     NULL},
    {"-Xcompiler '-DX=\"a,b\"' -Xcompiler '\"-DY=a,b\"' -Xcompiler '-DW=a\\,b'", "-DX=a,b|-DY=a,b|-DW=a,b", "sm_52",
     NULL},
    {"-Xcompiler -include -Xcompiler x.h -Xcompiler -MF -Xcompiler x.d -Xcompiler -MD", "-include|x.h", "sm_52", NULL},
    {"-Wall -forward-unknown-to-host-compiler -mavx2 -fno-conserve", "-Wall|-mavx2|-fno-conserve", "sm_52", NULL},
    {"-Wall --unknown=1", "", "sm_52", "-Wall --unknown=1"},
    {"-forward-unknown-opts -Werror -Wextra", "-Wextra", "sm_52", NULL},
    /* The rest. */
    {"-rdc=true", "-fgpu-rdc|-D__CUDACC_RDC__", "sm_52", NULL},
    {"-rdc false", "", "sm_52", NULL},
    {"-dc", "-fgpu-rdc|-D__CUDACC_RDC__", "sm_52", NULL},
    {"-G -g -lineinfo -O 2 --optimize 1", "-D__CUDACC_DEBUG__|-O2|-O1", "sm_52", NULL},
    {"--default-stream per-thread", "-DCUDA_API_PER_THREAD_DEFAULT_STREAM=1", "sm_52", NULL},
    {"-default-stream=legacy -Xptxas -v,-O3 --ptxas-options=-v -Xcudafe --diag_suppress=177 "
     "-diag-suppress=177,20012 "
     "-t 0 -ccbin g++ --maxrregcount=64 -Xfatbin -compress-all -m64 --machine 64 -MD -MF a.d -MT a.o -MP "
     "-keep-dir k "
     "-Wno-deprecated-gpu-targets -Werror all-warnings -res-usage -w --ftz=true -ewp -std c++20 --restrict "
     "-noeh",
     "-D__CUDACC_EWP__|-std=c++20|-fno-exceptions", "sm_52", NULL},
    {"-ftemplate-depth=900", "", "sm_52", NULL},
    {"-ftemplate-depth 4000", "-ftemplate-depth=4000", "sm_52", NULL},
    {"-m32 --tile-only -target-dir x", "", "sm_52", "-m32 --tile-only -target-dir"},
    {"-ccbin /opt/bin/aarch64-linux-gnu-g++", "--target=aarch64-linux-gnu", "sm_52", NULL},
    {"-x cu", "-x|cuda", "sm_52", NULL},
};

/* The words but for the file and what every CUDA unit gets; to free(). */
static char *join(const cch_word_list *words, const char *between) {
    char *text = calloc(1, 4096);
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], "a.cu") != 0 && strcmp(words->items[i], "--no-cuda-version-check") != 0)
            snprintf(text + strlen(text), 4096 - strlen(text), "%s%s", *text ? between : "", words->items[i]);
    return text;
}

static int translate(cch_translation *translation, const char *file, const char *line) {
    char **words = NULL;
    cch_command command = {.directory = "/nowhere", .file = file};
    assert_int_equal(cch_shell_words(line, &words, &command.argument_count, NULL), CCH_OK);
    command.arguments = (const char *const *)words;
    int result = cch_translate(translation, &command, NULL, NULL);
    free(words);
    return result;
}

static void what_becomes_of_options(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[2048];
        cch_translation to;
        snprintf(line, sizeof line, "/nowhere/bin/nvcc -c a.cu %s", cases[i].options);
        assert_int_equal(translate(&to, "/nowhere/a.cu", line), CCH_OK);
        char *arguments = join(&to.arguments, "|");
        char *architectures = join(&to.architectures, " "), *left_out = join(&to.ignored, " ");
        assert_string_equal(arguments, cases[i].arguments);
        assert_string_equal(architectures, cases[i].architectures);
        assert_string_equal(left_out, cases[i].left_out ? cases[i].left_out : "");
        assert_true(to.is_cuda && to.is_cxx && to.host && to.device);
        assert_true(to.options_end <= to.arguments.count);
        free(arguments);
        free(architectures);
        free(left_out);
        cch_translation_release(&to);
    }
}

static void phases_and_languages(void **state) {
    (void)state;
    cch_translation to;
    assert_int_equal(translate(&to, "/nowhere/a.cu", "nvcc -ptx a.cu"), CCH_OK);
    assert_true(to.is_cuda && !to.host && to.device);
    cch_translation_release(&to);
    assert_int_equal(translate(&to, "/nowhere/a.cpp", "nvcc -c a.cpp -x cu"), CCH_OK);
    assert_true(to.is_cuda);
    char *text = join(&to.arguments, " ");
    assert_string_equal(text, "-x cuda a.cpp"); /* clang's -x counts for what is behind it */
    free(text);
    cch_translation_release(&to);
    assert_int_equal(translate(&to, "/nowhere/a.cpp", "nvcc -c a.cpp"), CCH_OK);
    assert_false(to.is_cuda);
    text = join(&to.arguments, " ");
    assert_string_equal(text, "a.cpp");
    free(text);
    cch_translation_release(&to);
}

/* Macros -------------------------------------------------------------------------- */

static void put(const char *folder, const char *name, const char *text, size_t size) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size, file), size);
    fclose(file);
}

#define PUT(folder, name, text) put(folder, name, text, sizeof(text) - 1)

static void gone(const char *folder, const char *name) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
}

/* The macros that clang gets in a pass of `line`, those of "__nv", "__NV_" and a repair's own left out. */
static char *macros_of(const char *file, const char *line, size_t pass, cch_nvcc_releases *releases) {
    cch_translation to;
    cch_word_list words = {0}, none = {0}, found = {0};
    char **given = NULL;
    cch_translate_settings settings = {.clang_major = 22, .releases = releases};
    cch_command command = {.directory = "/nowhere", .file = file};
    assert_int_equal(cch_shell_words(line, &given, &command.argument_count, NULL), CCH_OK);
    command.arguments = (const char *const *)given;
    assert_int_equal(cch_translate(&to, &command, &settings, NULL), CCH_OK);
    cch_pass_arguments(&words, "clang", &to, cch_pass_at(&to, pass), &none, &none);
    for (size_t i = 0; i < words.count; i++)
        if (strncmp(words.items[i], "-D", 2) == 0 && strncmp(words.items[i], "-D__nv", 6) != 0 &&
            strncmp(words.items[i], "-D__NV_", 7) != 0 && strncmp(words.items[i], "-Dcallchain_", 12) != 0)
            cch_word_list_add(&found, words.items[i] + 2);
    char *text = join(&found, " ");
    cch_word_list_release(&words);
    cch_word_list_release(&found);
    cch_translation_release(&to);
    free(given);
    return text;
}

static void expect_macros(const char *file, const char *line, size_t pass, cch_nvcc_releases *releases,
                          const char *expected) {
    char *text = macros_of(file, line, pass, releases);
    assert_string_equal(text, expected);
    free(text);
}

/* What nvcc defines beside __CUDACC__, __CUDA_ARCH__ and the like, which clang
 * has, too: asked of `nvcc --dryrun`, 13.5 (tests/builds/nvcc_test.py asks it). */
static void what_nvcc_defines(void **state) {
    (void)state;
    char folder[] = "/tmp/callchain-nvcc-XXXXXX", line[512];
    assert_non_null(mkdtemp(folder));
    PUT(folder, "bin/nvcc", "");
    PUT(folder, "bin/ptxas", "release notes \0 Cuda compilation tools, release 12.8, V12.8.93\0");
    PUT(folder, "include/cuda_runtime.h", "");
    PUT(folder, "include/cuda.h", "#define CUDA_VERSION 11040\n");
    snprintf(line, sizeof line, "%s/bin/nvcc -gencode arch=compute_90a,code=sm_90a -arch=compute_80 -c a.cu -DX",
             folder);
    static const char common[] = "__CUDACC_VER_MAJOR__=12 __CUDACC_VER_MINOR__=8 __CUDACC_VER_BUILD__=93 "
                                 "__CUDA_API_VER_MAJOR__=12 __CUDA_API_VER_MINOR__=8 __NVCC__ "
                                 "__NVCC_DIAG_PRAGMA_SUPPORT__=1 __CUDACC_DEVICE_ATOMIC_BUILTINS__=1 "
                                 "__CUDA_ARCH_LIST__=800,900";
    char expected[1024];
    snprintf(expected, sizeof expected, "%s X", common);
    expect_macros("/nowhere/a.cu", line, 0, NULL, expected);
    snprintf(expected, sizeof expected, "%s CUDA_DOUBLE_MATH_FUNCTIONS __CUDA_ARCH_FEAT_SM90_ALL X", common);
    expect_macros("/nowhere/a.cu", line, 1, NULL, expected);
    snprintf(expected, sizeof expected, "%s CUDA_DOUBLE_MATH_FUNCTIONS X", common);
    expect_macros("/nowhere/a.cu", line, 2, NULL, expected);
    /* C++ that nvcc hands on has them, too; the user's own words come behind. */
    snprintf(line, sizeof line, "%s/bin/nvcc -arch=sm_80 -c a.cpp -D__CUDACC_VER_BUILD__=1", folder);
    snprintf(expected, sizeof expected, "%.*s800 __CUDACC_VER_BUILD__=1", (int)(strlen(common) - 7), common);
    expect_macros("/nowhere/a.cpp", line, 0, NULL, expected);
    /* Without a program that says more, the header tells; what it is too old for is left out. */
    gone(folder, "bin/ptxas");
    snprintf(line, sizeof line, "%s/bin/nvcc -arch=sm_80 -c a.cpp", folder);
    expect_macros("/nowhere/a.cpp", line, 0, NULL,
                  "__CUDACC_VER_MAJOR__=11 __CUDACC_VER_MINOR__=4 __CUDACC_VER_BUILD__=0 __CUDA_API_VER_MAJOR__=11 "
                  "__CUDA_API_VER_MINOR__=4 __NVCC__ __CUDA_ARCH_LIST__=800");
    /* version.json first. What was found is kept. */
    PUT(folder, "version.json",
        "{\"cuda\": {\"name\": \"CUDA SDK\", \"version\": \"12.9.1\"},\n"
        "\"cuda_nvcc\": {\"name\": \"CUDA NVCC\", \"version\": \"12.9.86\"}}");
    cch_nvcc_releases releases = {0};
    snprintf(line, sizeof line, "%s/bin/nvcc -arch=sm_100f -c a.cu", folder);
    static const char family[] =
        "__CUDACC_VER_MAJOR__=12 __CUDACC_VER_MINOR__=9 __CUDACC_VER_BUILD__=86 __CUDA_API_VER_MAJOR__=12 "
        "__CUDA_API_VER_MINOR__=9 __NVCC__ __NVCC_DIAG_PRAGMA_SUPPORT__=1 __CUDACC_DEVICE_ATOMIC_BUILTINS__=1 "
        "__CUDA_ARCH_LIST__=1000 CUDA_DOUBLE_MATH_FUNCTIONS __CUDA_ARCH_FAMILY_SPECIFIC__=1000";
    expect_macros("/nowhere/a.cu", line, 1, &releases, family);
    gone(folder, "version.json");
    expect_macros("/nowhere/a.cu", line, 1, &releases, family);
    cch_nvcc_releases_release(&releases);
    /* What clang compiles has clang's. */
    snprintf(line, sizeof line, "clang++ --cuda-path=%s --cuda-gpu-arch=sm_90a -c a.cu", folder);
    expect_macros("/nowhere/a.cu", line, 1, NULL, "");
    static const char *const names[] = {"bin/nvcc", "include/cuda_runtime.h", "include/cuda.h"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        gone(folder, names[i]);
    snprintf(line, sizeof line, "%s/bin", folder);
    rmdir(line);
    snprintf(line, sizeof line, "%s/include", folder);
    rmdir(line);
    assert_int_equal(rmdir(folder), 0);
}

static void the_environment_counts(void **state) {
    (void)state;
    cch_translation to;
    assert_int_equal(
        translate(&to, "/nowhere/a.cu",
                  "env NVCC_PREPEND_FLAGS='-DP -arch=sm_80' NVCC_APPEND_FLAGS='-DA=\"x y\"' nvcc -DM a.cu"),
        CCH_OK);
    char *text = join(&to.arguments, "|");
    assert_string_equal(text, "-DP|-DM|-DA=\"x y\"");
    free(text);
    assert_string_equal(to.architectures.items[0], "sm_80");
    cch_translation_release(&to);
}

static void the_user_chooses_architectures(void **state) {
    (void)state;
    char *names[] = {"90a", "8.0", "sm_80", NULL}, *wrong[] = {"sm_", NULL};
    const char *words[] = {"nvcc", "-arch=all", "a.cu"};
    cch_translate_settings settings = {.clang_major = 16, .architectures = {.items = names, .count = 3}};
    cch_command command = {.directory = "/nowhere", .file = "/nowhere/a.cu", .arguments = words, .argument_count = 3};
    cch_translation to;
    assert_int_equal(cch_translate_settings_check(&settings, NULL), CCH_OK);
    assert_int_equal(cch_translate(&to, &command, &settings, NULL), CCH_OK);
    char *text = join(&to.architectures, " "), *notes = join(&to.notes, " ");
    assert_string_equal(text, "sm_90 sm_80"); /* clang 16 knows no sm_90a */
    assert_string_equal(notes, "clang 16 does not know sm_90a: read as sm_90");
    free(text);
    free(notes);
    cch_translation_release(&to);
    settings.architectures = (cch_word_list){.items = wrong, .count = 1};
    assert_int_equal(cch_translate_settings_check(&settings, NULL), CCH_ERROR_USAGE);
}

static void native_is_said_to_be_a_guess(void **state) {
    (void)state;
    cch_translation to;
    assert_int_equal(translate(&to, "/nowhere/a.cu", "nvcc -arch=native a.cu"), CCH_OK);
    assert_string_equal(to.architectures.items[0], "sm_52");
    assert_non_null(strstr(to.notes.items[0], "--arch"));
    cch_translation_release(&to);
}

int main(void) {
    unsetenv("CUDA_HOME");
    unsetenv("CUDA_PATH");
    unsetenv("NVCC_PREPEND_FLAGS");
    unsetenv("NVCC_APPEND_FLAGS");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_option_is_unknown),         cmocka_unit_test(letters_are_joined_to_their_value),
        cmocka_unit_test(what_becomes_of_options),      cmocka_unit_test(phases_and_languages),
        cmocka_unit_test(the_environment_counts),       cmocka_unit_test(the_user_chooses_architectures),
        cmocka_unit_test(native_is_said_to_be_a_guess), cmocka_unit_test(what_nvcc_defines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
