/* How a build's command lines come: as a shell's text, behind launchers, in
 * response files; and where its CUDA toolkit is. */
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

#include "build/commands/command_line.h"
#include "build/translate/cuda_architectures.h"
#include "build/translate/cuda_toolkit.h"
#include "build/commands/file_words.h"
#include "build/commands/launchers.h"
#include "base/paths.h"
#include "build/commands/response_files.h"
#include "build/commands/shell_words.h"
#include "build/translate/translate.h"

/* The words with a '|' between them; to free(). */
static char *join(const cch_word_list *words) {
    char *text = calloc(1, 4096);
    for (size_t i = 0; i < words->count; i++)
        snprintf(text + strlen(text), 4096 - strlen(text), "%s%s", i ? "|" : "", words->items[i]);
    return text;
}

static void assert_joined(const cch_word_list *words, const char *wanted) {
    char *text = join(words);
    assert_string_equal(text, wanted);
    free(text);
}

/* Shell lines --------------------------------------------------------------------------- */

static void one_command_of_a_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *words, *folder; /* for the file /p/a.c */
    } cases[] = {
        {"gcc -c a.c", "gcc|-c|a.c", NULL},
        {"cd sub && gcc -c a.c", "gcc|-c|a.c", "sub"},
        {"cd /x; cd y && gcc -c ../a.c", "gcc|-c|../a.c", "/x/y"},
        {"cd x&&gcc -c a.c&&strip a.o", "gcc|-c|a.c", "x"},
        {"mkdir -p o && gcc -c a.c -o o/a.o", "gcc|-c|a.c|-o|o/a.o", NULL},
        {"gcc -c b.c || true", "gcc|-c|b.c", NULL},
        {"gcc -c a.c 2>&1 >log </dev/null 2> errors", "gcc|-c|a.c", NULL},
        {"gcc -c a.c | tee log & wait", "gcc|-c|a.c", NULL},
        {"gcc '-DX=a && b' \"-DY=1>2;\" -DZ=\\; -c a.c", "gcc|-DX=a && b|-DY=1>2;|-DZ=;|-c|a.c", NULL},
        {"gcc -DLIST=a;b|c&d -c a.c", "gcc|-DLIST=a;b|c&d|-c|a.c", NULL}, /* nobody quoted it */
        {"CC=x LANG=C gcc -c a.c", "CC=x|LANG=C|gcc|-c|a.c", NULL},
        {"sh -c 'cd sub && gcc -c \"a b.c\" a.c'", "gcc|-c|a b.c|a.c", "sub"},
        {"/bin/bash -ec 'gcc -c a.c'", "gcc|-c|a.c", NULL},
        {"sh build.sh a.c", "sh|build.sh|a.c", NULL},
        {"gcc -c $(touch x) `y` a.c", "gcc|-c|$(touch|x)|`y`|a.c", NULL},
        {"\"C:\\Program Files\\CUDA\\bin\\nvcc.exe\" -D\"X=\\\"a b\\\"\" -Ic:\\x\\y -c c:\\src\\a.cu",
         "C:\\Program Files\\CUDA\\bin\\nvcc.exe|-DX=\"a b\"|-Ic:\\x\\y|-c|c:\\src\\a.cu", NULL},
        {"tools\\nvcc.exe -c a.cu", "tools\\nvcc.exe|-c|a.cu", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_word_list words = {0};
        char *folder = NULL;
        cch_error error = {0};
        if (cch_command_line_read(&words, &folder, cases[i].text, "/p/a.c", &error) != CCH_OK)
            fail_msg("%s: %s", cases[i].text, error.text);
        assert_joined(&words, cases[i].words);
        if (cases[i].folder)
            assert_string_equal(folder + (folder[0] == '/' && cases[i].folder[0] != '/'), cases[i].folder);
        else
            assert_null(folder);
        free(folder);
        cch_word_list_release(&words);
    }
    static const char *const wrong[] = {"", " ", "cd x", "&& ;", "gcc 'a", "sh -c 'sh -c \"'", "gcc \\", "x \"y"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        cch_word_list words = {0};
        char *folder = NULL;
        assert_int_equal(cch_command_line_read(&words, &folder, wrong[i], "/p/a.c", NULL), CCH_ERROR_FORMAT);
        free(folder);
        cch_word_list_release(&words);
    }
}

static void words_by_other_rules(void **state) {
    (void)state;
    static const struct {
        enum cch_word_rules rules;
        const char *text, *words;
    } cases[] = {
        {CCH_WORDS_GNU, " a\n'b c'\t\"d e\" f\\ g\n", "a|b c|d e|f g"},
        {CCH_WORDS_GNU, "'a\\'b' \"c\\\"d\" -DX=\\\"e\\\" ''", "a'b|c\"d|-DX=\"e\"|"},
        {CCH_WORDS_GNU, "'open to the end", "open to the end"},
        {CCH_WORDS_GNU, "back\\", "back\\"},
        {CCH_WORDS_NVCC, "-DA=\"x y\" -DC=a\\ b -DE=\\\"a\\\"", "-DA=x y|-DC=a b|-DE=\"a\""},
        {CCH_WORDS_NVCC, "-DB='q r'", "-DB='q|r'"},
        {CCH_WORDS_WINDOWS, "a\\b \"c d\" e\\\\\"f g\" h\\\"i", "a\\b|c d|e\\f g|h\"i"},
        {CCH_WORDS_WINDOWS, "\"a\\\\\" \"b\"\"c\" d\\", "a\\|b\"c|d\\"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_word_list words = {0};
        cch_split_words(&words, cases[i].text, cases[i].rules);
        assert_joined(&words, cases[i].words);
        cch_word_list_release(&words);
    }
}

/* Launchers ------------------------------------------------------------------------------ */

static void launchers_are_taken_off(void **state) {
    (void)state;
    static const struct {
        const char *line, *compiler, *environment;
    } cases[] = {
        {"gcc -c a.c", "gcc", ""},
        {"ccache gcc -c a.c", "gcc", ""},
        {"/usr/bin/ccache /usr/bin/x86_64-linux-gnu-gcc-12 -c a.c", "/usr/bin/x86_64-linux-gnu-gcc-12", ""},
        {"ccache sloppiness=time_macros debug=true gcc a.c", "gcc", "sloppiness=time_macros|debug=true"},
        {"ccache -d cache gcc a.c", "gcc", ""},
        {"ccache distcc icecc sccache gomacc g++ a.c", "g++", ""},
        {"env -i -u HOME A=b C=d /usr/bin/ccache gcc a.c", "gcc", "A=b|C=d"},
        {"env -- gcc a.c", "gcc", ""},
        {"A=b gcc a.c", "gcc", "A=b"},
        {"nice -n 5 time -f %e timeout -k 1 60 gcc a.c", "gcc", ""},
        {"cmake -E env A=b gcc a.c", "gcc", "A=b"},
        {"cmake -E __run_co_compile --tidy=clang-tidy --source=a.c -- ccache gcc a.c", "gcc", ""},
        {"libtool --tag=CC --mode=compile gcc a.c", "gcc", ""},
        {"C:\\tools\\ccache.exe C:\\cuda\\nvcc.exe a.cu", "C:\\cuda\\nvcc.exe", ""},
        {"distcc -c a.c", "distcc", ""}, /* its own compiler */
        {"ccache", "ccache", ""},
        {"env", "env", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_word_list words = {0}, environment = {0};
        cch_split_words(&words, cases[i].line, CCH_WORDS_WINDOWS);
        size_t at = cch_launchers_skip(words.items, words.count, &environment);
        assert_true(at < words.count);
        assert_string_equal(words.items[at], cases[i].compiler);
        assert_joined(&environment, cases[i].environment);
        cch_word_list_release(&words);
        cch_word_list_release(&environment);
    }
}

/* Response files --------------------------------------------------------------------------- */

static void write_file(const char *folder, const char *name, const char *text, size_t size) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fwrite(text, 1, size, file);
    fclose(file);
}

#define WRITE(folder, name, text) write_file(folder, name, text, strlen(text))

static void remove_all(const char *folder) {
    char line[256];
    snprintf(line, sizeof line, "rm -r '%s'", folder);
    assert_int_equal(system(line), 0);
}

static int expand(cch_word_list *to, const char *line, const char *folder, bool nvcc, cch_error *error) {
    cch_word_list words = {0};
    cch_split_words(&words, line, CCH_WORDS_GNU);
    int result = cch_response_files_expand(to, words.items, words.count, folder, nvcc, error);
    cch_word_list_release(&words);
    return result;
}

static void response_files_are_put_in(void **state) {
    (void)state;
    char folder[] = "/tmp/callchain-rsp-XXXXXX";
    assert_non_null(mkdtemp(folder));
    WRITE(folder, "one.rsp", "-DA 'b c'\n@two.rsp -DD\n");
    WRITE(folder, "two.rsp", "-DTWO=\\\"x\\\"");
    WRITE(folder, "empty.rsp", "");
    cch_word_list words = {0};
    assert_int_equal(expand(&words, "-X @one.rsp @empty.rsp a.c @ -y", folder, false, NULL), CCH_OK);
    assert_joined(&words, "-X|-DA|b c|-DTWO=\"x\"|-DD|a.c|@|-y");
    cch_word_list_clear(&words);
    assert_int_equal(
        expand(&words, "--options-file two.rsp,empty.rsp -optf=two.rsp --options-file=two.rsp -c", folder, true, NULL),
        CCH_OK);
    assert_joined(&words, "-DTWO=\"x\"|-DTWO=\"x\"|-DTWO=\"x\"|-c");
    cch_word_list_clear(&words);
    assert_int_equal(expand(&words, "--options-file two.rsp", folder, false, NULL), CCH_OK);
    assert_joined(&words, "--options-file|two.rsp"); /* gcc has no such option */
    cch_word_list_release(&words);
    remove_all(folder);
}

static void assert_unreadable(const char *line, const char *folder, const char *reason) {
    cch_word_list words = {0};
    cch_error error = {0};
    assert_true(expand(&words, line, folder, false, &error) < 0);
    if (!strstr(error.text, reason) || !strstr(error.text, "cannot read '"))
        fail_msg("%s", error.text);
    cch_word_list_release(&words);
}

static void hostile_response_files(void **state) {
    (void)state;
    char folder[] = "/tmp/callchain-rsp-XXXXXX";
    assert_non_null(mkdtemp(folder));
    WRITE(folder, "loop.rsp", "@loop.rsp");
    WRITE(folder, "twice.rsp", "@twice.rsp @twice.rsp");
    WRITE(folder, "leaf.rsp", "x");
    write_file(folder, "nul.rsp", "a\0b", 3);
    for (int i = 0; i < 1001; i++) {
        char path[256];
        snprintf(path, sizeof path, "%s/many.rsp", folder);
        FILE *file = fopen(path, "a");
        fputs("@leaf.rsp\n", file);
        fclose(file);
    }
    assert_unreadable("@gone.rsp", folder, "ninja");
    assert_unreadable("@gone", folder, "no such file");
    assert_unreadable("@loop.rsp", folder, "nest deeper than 16");
    assert_unreadable("@twice.rsp", folder, "nest deeper than 16");
    assert_unreadable("@nul.rsp", folder, "NUL");
    assert_unreadable("@many.rsp", folder, "more than 1000");
    assert_unreadable("@/dev/zero", folder, "not a regular file");
    assert_unreadable("@/tmp", folder, "directory");
    remove_all(folder);
}

/* The unit as a whole --------------------------------------------------------------------------- */

static int translate(cch_translation *translation, const char *line, cch_error *error) {
    char **words = NULL;
    cch_command command = {.directory = "/p", .file = "/p/a.cpp"};
    assert_int_equal(cch_shell_words(line, &words, &command.argument_count, NULL), CCH_OK);
    command.arguments = (const char *const *)words;
    int result = cch_translate(translation, &command, NULL, error);
    free(words);
    return result;
}

static void compilers_by_their_names(void **state) {
    (void)state;
    static const struct {
        const char *line, *arguments;
        bool is_cxx;
    } cases[] = {
        {"cc -c a.cpp", "a.cpp", false},
        {"c++ -flto=auto -fmodules-ts -fno-ipa-cp -mtune=native -O2 a.cpp", "-O2|a.cpp", true},
        {"/usr/bin/x86_64-linux-gnu-g++-12 a.cpp", "a.cpp", true},
        {"arm-none-eabi-g++ -mcpu=cortex-m4 a.cpp", "--target=arm-none-eabi|-mcpu=cortex-m4|a.cpp", true},
        {"x86_64-w64-mingw32-gcc a.cpp", "--target=x86_64-w64-mingw32|a.cpp", false},
        {"ccache clang++-19 -Xclang -load -Xclang x.so -Xclang -fmodules-ts a.cpp",
         "-Xclang|-load|-Xclang|x.so|-Xclang|-fmodules-ts|a.cpp", true},
        {"clang --driver-mode=g++ -march=native a.cpp", "--driver-mode=g++|-march=native|a.cpp", false},
        {"g++ a.cpp b.cpp lib.a ../p/a.cpp -o prog -lfoo -Wl,-rpath,x -L. -shared", "a.cpp|lib.a|../p/a.cpp", true},
        {"g++ b.cpp", "b.cpp", true}, /* it may be a link to it */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_translation to;
        assert_int_equal(translate(&to, cases[i].line, NULL), CCH_OK);
        assert_joined(&to.arguments, cases[i].arguments);
        assert_int_equal(to.is_cxx, cases[i].is_cxx);
        cch_translation_release(&to);
    }
    cch_translation to;
    cch_error error = {0};
    assert_int_equal(translate(&to, "cl.exe /c a.cpp", &error), CCH_ERROR_SYSTEM);
    assert_string_equal(error.text, "unit '/p/a.cpp': options of cl are not read");
    cch_translation_release(&to);
    assert_int_equal(translate(&to, "g++ @gone.rsp", &error), CCH_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "unit '/p/a.cpp': cannot read '/p/gone.rsp': no such file"));
    cch_translation_release(&to);
}

static void standards_of_newer_clangs(void **state) {
    (void)state;
    const char *words[] = {"g++", "-std=c++23", "a.cpp"};
    cch_translate_settings settings = {.clang_major = 16};
    cch_command command = {.directory = "/p", .file = "/p/a.cpp", .arguments = words, .argument_count = 3};
    cch_translation to;
    assert_int_equal(cch_translate(&to, &command, &settings, NULL), CCH_OK);
    assert_joined(&to.arguments, "-std=c++2b|a.cpp");
    cch_translation_release(&to);
    settings.clang_major = 22;
    assert_int_equal(cch_translate(&to, &command, &settings, NULL), CCH_OK);
    assert_joined(&to.arguments, "-std=c++23|a.cpp");
    cch_translation_release(&to);
}

/* Toolkits ----------------------------------------------------------------------------------- */

/* Makes an empty file with the folders above it. */
static void touch(const char *folder, const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *above = cch_path_absolute(path, "..");
    assert_int_equal(cch_path_make_folder(above), 0);
    free(above);
    WRITE(folder, name, text);
}

static void assert_toolkit(const char *folder, const char *given, const char *nvcc, const char *home,
                           const char *header_folder, const char *path, const char *include, unsigned version) {
    cch_word_list environment = {0}, headers = {0};
    cch_cuda_toolkit toolkit;
    char wanted[512];
    if (home)
        cch_word_list_format(&environment, "CUDA_HOME=%s/%s", folder, home);
    if (header_folder)
        cch_word_list_add(&headers, header_folder);
    cch_cuda_toolkit_find(&toolkit, given, nvcc, &environment, &headers, folder);
    if (path) {
        snprintf(wanted, sizeof wanted, "%s/%s", folder, path);
        assert_string_equal(toolkit.path, wanted);
        assert_int_equal(cch_cuda_toolkit_version(&toolkit), version);
    }
    char *text = join(&toolkit.include);
    for (char *at; (at = strstr(text, folder));) /* only what is below it */
        memmove(at, at + strlen(folder) + 1, strlen(at + strlen(folder) + 1) + 1);
    assert_string_equal(text, include);
    free(text);
    cch_cuda_toolkit_release(&toolkit);
    cch_word_list_release(&environment);
    cch_word_list_release(&headers);
}

static void toolkits_are_found(void **state) {
    (void)state;
    char folder[] = "/tmp/callchain-cuda-XXXXXX", link[256];
    assert_non_null(mkdtemp(folder));
    touch(folder, "cuda/bin/nvcc", "");
    touch(folder, "cuda/include/cuda_runtime.h", "");
    touch(folder, "cuda/include/cuda.h", "/* … */\n#define CUDA_VERSION 12080\n");
    touch(folder, "old/bin/nvcc", "");
    touch(folder, "old/include/cuda_runtime.h", "");
    touch(folder, "old/version.json", "{\"cuda\" : {\"name\" : \"CUDA SDK\", \"version\" : \"11.8.20220929\"}}");
    touch(folder, "site/nvidia/cu13/bin/nvcc", "");
    touch(folder, "site/nvidia/cu13/include/cuda_runtime.h", "");
    touch(folder, "site/nvidia/cu13/include/cccl/x", "");
    touch(folder, "wheels/nvidia/cuda_nvcc/bin/nvcc", "");
    touch(folder, "wheels/nvidia/cuda_runtime/include/cuda_runtime.h", "");
    touch(folder, "wheels/nvidia/cuda_runtime/include/cuda.h", "#define CUDA_VERSION 12060\n");
    touch(folder, "wheels/nvidia/curand/include/curand.h", "");
    touch(folder, "wheels/nvidia/cublas/lib/x", "");
    snprintf(link, sizeof link, "%s/nvcc-link", folder);
    assert_int_equal(symlink("cuda/bin/nvcc", link), 0);
    static const char wheels[] = "wheels/nvidia/cuda_runtime/include|wheels/nvidia/curand/include";

    assert_toolkit(folder, NULL, "cuda/bin/nvcc", NULL, NULL, "cuda", "", 12080);
    assert_toolkit(folder, NULL, "./nvcc-link", NULL, NULL, "cuda", "", 12080);
    assert_toolkit(folder, NULL, "nowhere/nvcc", "old", NULL, "old", "", 11080);
    assert_toolkit(folder, NULL, NULL, "old", NULL, "old", "", 11080);
    assert_toolkit(folder, "cuda", "old/bin/nvcc", "old", NULL, "cuda", "", 12080);
    assert_toolkit(folder, "gone", NULL, NULL, NULL, "gone", "", 0);
    assert_toolkit(folder, NULL, NULL, NULL, "cuda/include", "cuda", "", 12080);
    assert_toolkit(folder, NULL, "site/nvidia/cu13/bin/nvcc", NULL, NULL, "site/nvidia/cu13",
                   "site/nvidia/cu13/include/cccl", 0);
    assert_toolkit(folder, "site/nvidia", NULL, NULL, NULL, "site/nvidia/cu13", "site/nvidia/cu13/include/cccl", 0);
    assert_toolkit(folder, NULL, "wheels/nvidia/cuda_nvcc/bin/nvcc", NULL, NULL, "wheels/nvidia/cuda_nvcc", wheels,
                   12060);
    assert_toolkit(folder, NULL, NULL, "wheels/nvidia", NULL, "wheels/nvidia/cuda_nvcc", wheels, 12060);
    assert_toolkit(folder, NULL, NULL, "wheels/nvidia/cuda_runtime", NULL, "wheels/nvidia/cuda_nvcc", wheels, 12060);
    assert_toolkit(folder, NULL, NULL, NULL, "wheels/nvidia/cuda_runtime/include", "wheels/nvidia/cuda_nvcc", wheels,
                   12060);
    remove_all(folder);
}

static void toolkits_and_clangs(void **state) {
    (void)state;
    char folder[] = "/tmp/callchain-cuda-XXXXXX", text[1024];
    assert_non_null(mkdtemp(folder));
    cch_cuda_toolkit none = {0}, toolkit = {.path = folder};
    cch_cuda_toolkit_advice(&none, 22, text, sizeof text);
    assert_non_null(strstr(text, "--cuda-path"));
    touch(folder, "include/cuda.h", "#define CUDA_VERSION 12080\n");
    cch_cuda_toolkit_advice(&toolkit, 22, text, sizeof text);
    assert_string_equal(text, "");
    cch_cuda_toolkit_advice(&toolkit, 16, text, sizeof text);
    assert_non_null(strstr(text, "CUDA 12.8"));
    assert_non_null(strstr(text, "clang 16 knows (11.8)"));
    remove_all(folder);
}

static void architectures_that_a_clang_knows(void **state) {
    (void)state;
    static const struct {
        const char *name;
        unsigned clang;
        const char *known;
    } cases[] = {{"sm_80", 15, "sm_80"},   {"sm_90", 15, "sm_86"},    {"sm_90a", 16, "sm_90"},
                 {"sm_90a", 19, "sm_90a"}, {"sm_120", 19, "sm_90"},   {"sm_103a", 22, "sm_103a"},
                 {"sm_107", 22, "sm_103"}, {"sm_100f", 22, "sm_100"}, {"sm_121a", 0, "sm_121a"},
                 {"sm_88", 19, "sm_87"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char known[16];
        cch_cuda_architecture_known(cases[i].name, cases[i].clang, known);
        assert_string_equal(known, cases[i].known);
    }
    cch_word_list all = {0};
    assert_true(cch_cuda_architecture_add(&all, "all", 13050));
    assert_joined(&all, "sm_75|sm_80|sm_86|sm_87|sm_88|sm_89|sm_90|sm_100|sm_103|sm_110|sm_120|sm_121");
    cch_word_list_clear(&all);
    assert_true(cch_cuda_architecture_add(&all, "all-major", 13050)); /* as nvcc 13.5 --dryrun has it */
    assert_joined(&all, "sm_75|sm_80|sm_90|sm_100|sm_110|sm_120");
    cch_word_list_clear(&all);
    assert_true(cch_cuda_architecture_add(&all, "all-major", 11080));
    assert_joined(&all, "sm_35|sm_50|sm_60|sm_70|sm_80|sm_90");
    assert_false(cch_cuda_architecture_add(&all, "native", 0));
    assert_false(cch_cuda_architecture_add(&all, "sm_80b", 0));
    assert_false(cch_cuda_architecture_add(&all, "", 0));
    cch_word_list_release(&all);
}

int main(void) {
    unsetenv("CUDA_HOME");
    unsetenv("CUDA_PATH");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_command_of_a_line),     cmocka_unit_test(words_by_other_rules),
        cmocka_unit_test(launchers_are_taken_off),   cmocka_unit_test(response_files_are_put_in),
        cmocka_unit_test(hostile_response_files),    cmocka_unit_test(compilers_by_their_names),
        cmocka_unit_test(standards_of_newer_clangs), cmocka_unit_test(toolkits_are_found),
        cmocka_unit_test(toolkits_and_clangs),       cmocka_unit_test(architectures_that_a_clang_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
