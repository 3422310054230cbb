#include "base/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/escape.h"

size_t cch_terminal_width(int descriptor) {
    struct winsize size;
    return isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool cch_terminal_can_draw(int descriptor) {
    const char *kind = getenv("TERM");
    return isatty(descriptor) && kind && strcmp(kind, "dumb") != 0;
}

enum { BAR_WIDTH = 20, LINE_MAX_WIDTH = 240, LEAST_WIDTH = 20, USUAL_WIDTH = 79 };

void cch_terminal_draw_bar(uint64_t done, uint64_t all, const char *text) {
    char bar[BAR_WIDTH + 1], shown[LINE_MAX_WIDTH + 1], line[BAR_WIDTH + LINE_MAX_WIDTH + 16];
    uint64_t filled = all ? (done < all ? done : all) * BAR_WIDTH / all : 0;
    size_t width = cch_terminal_width(STDERR_FILENO);
    for (uint64_t i = 0; i < BAR_WIDTH; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[BAR_WIDTH] = '\0';
    width = width < LEAST_WIDTH ? USUAL_WIDTH : width < LINE_MAX_WIDTH ? width - 1 : LINE_MAX_WIDTH;
    width = width > BAR_WIDTH + 2 ? width - BAR_WIDTH - 2 : 1;
    cch_escape_message(shown, width + 1, text);
    snprintf(line, sizeof line, "\r[%s]%s\033[K", bar, shown);
    cch_write_terminal(line);
}

void cch_terminal_clear_bar(void) { cch_write_terminal("\r\033[K"); }
