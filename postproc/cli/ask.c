#include "cli/ask.h"

#include <stdio.h>
#include <string.h>

char *cli_ask(const char *question, char *line, size_t size) {
    fputs(question, stdout);
    fflush(stdout);
    if (!fgets(line, (int)size, stdin))
        return NULL;
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}
