/* libFuzzer target for everything between a compilation database and clang's
 * command line: the JSON, shell lines, Windows lines, response files,
 * launchers and the translation for clang, gcc and nvcc.
 *
 * The first byte chooses what the rest is: 0 a database, 1 a shell's line, 2
 * to 4 a response file by one of three rules, 5 the words of a command, one a
 * line.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "build/commands/command_line.h"
#include "build/commands/compile_commands.h"
#include "build/translate/cuda_architectures.h"
#include "build/commands/file_words.h"
#include "build/replay/pass_arguments.h"
#include "build/translate/translate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int holds) {
    if (!holds)
        abort();
}

static void translate(const cch_command *command) {
    static const cch_word_list none = {0};
    static char *chosen[] = {"80", "all"};
    cch_error error = {0};
    for (unsigned major = 15; major <= 22; major += 7) {
        cch_translate_settings settings = {.clang_major = major, .cuda_path = "/nowhere"};
        if (major == 22)
            settings.architectures = (cch_word_list){.items = chosen, .count = 2};
        cch_translation to;
        int result = cch_translate(&to, command, &settings, &error);
        check(result == CCH_OK || strncmp(error.text, "unit '", 6) == 0);
        check(result != CCH_OK || to.options_end <= to.arguments.count);
        for (size_t i = 0; result == CCH_OK && i < cch_pass_count(&to) && i < 4; i++) {
            cch_word_list words = {0};
            cch_pass_arguments(&words, "clang", &to, cch_pass_at(&to, i), &none, &none);
            check(words.count >= to.arguments.count + 1);
            cch_word_list_release(&words);
        }
        cch_translation_release(&to);
    }
    cch_word_list sources = {0};
    cch_translate_sources(&sources, command->directory, command->arguments, command->argument_count, &error);
    cch_word_list_release(&sources);
}

static void translate_words(const cch_word_list *words) {
    static const char *const files[] = {"/nowhere/a.cu", "/nowhere/a.cpp"};
    for (size_t i = 0; i < 2 && words->count > 0; i++) {
        cch_command command = {.directory = "/nowhere",
                               .file = files[i],
                               .arguments = (const char *const *)words->items,
                               .argument_count = words->count};
        translate(&command);
    }
}

static void read_database(const char *text, size_t size) {
    cch_error error = {0};
    cch_compile_commands *commands = NULL;
    if (cch_compile_commands_decode(&commands, text, size, "fuzz.json", "/nowhere", &error) != CCH_OK) {
        check(!strncmp(error.text, "cannot read 'fuzz.json': ", 25) && !strchr(error.text, '\n'));
        return;
    }
    for (size_t i = 0; i < cch_compile_commands_count(commands); i++) {
        cch_command command = *cch_compile_commands_entry(commands, i);
        check(command.directory[0] == '/' && command.file[0] == '/' && command.argument_count > 0);
        command.directory = "/nowhere";
        translate(&command);
    }
    check(cch_compile_commands_root(commands)[0] == '/');
    cch_compile_commands_free(commands);
}

static void read_line(const char *text) {
    cch_word_list words = {0};
    char *folder = NULL;
    if (cch_command_line_read(&words, &folder, text, "/nowhere/a.cu", NULL) == CCH_OK) {
        check(words.count > 0);
        translate_words(&words);
    }
    free(folder);
    cch_word_list_release(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    char *text = malloc(size);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    cch_word_list words = {0};
    switch (data[0] % 6) {
    case 0:
        read_database(text, size - 1);
        break;
    case 1:
        read_line(text);
        break;
    case 5:
        for (char *rest = text, *word; (word = strsep(&rest, "\n"));)
            cch_word_list_add(&words, word);
        translate_words(&words);
        break;
    default:
        cch_split_words(&words, text, (enum cch_word_rules)(data[0] % 6 - 2));
        cch_cuda_architectures_split(&words, text);
        break;
    }
    cch_word_list_release(&words);
    free(text);
    return 0;
}
