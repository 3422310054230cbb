#include "base/signals.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { NOTES_MAX = 256 };

/* Only what a handler may touch at any moment: no memory that is freed. */
struct note {
    atomic_int state;
    pid_t owner; /* a child that was forked has these, too */
    int folder;
    char name[CCH_TEMPORARY_NAME_MAX + 1];
};
enum { FREE, TAKEN, NOTED };

static struct note notes[NOTES_MAX];
static volatile sig_atomic_t is_noting;
volatile sig_atomic_t cch_stop_signal;

int cch_temporary_note(int folder, const char *name) {
    size_t length = strlen(name);
    if (length > CCH_TEMPORARY_NAME_MAX)
        return -1;
    for (int i = 0; i < NOTES_MAX; i++) {
        int expected = FREE;
        if (!atomic_compare_exchange_strong(&notes[i].state, &expected, TAKEN))
            continue;
        notes[i].owner = getpid();
        notes[i].folder = folder;
        memcpy(notes[i].name, name, length + 1);
        atomic_store(&notes[i].state, NOTED);
        return i;
    }
    return -1;
}

void cch_temporary_forget(int note) {
    if (note >= 0)
        atomic_store(&notes[note].state, FREE);
}

/* Handlers -------------------------------------------------------------------- */

static void remove_temporaries(void) {
    pid_t self = getpid();
    for (int i = 0; i < NOTES_MAX; i++)
        if (atomic_load(&notes[i].state) == NOTED && notes[i].owner == self)
            unlinkat(notes[i].folder, notes[i].name, 0);
}

static void end(int number) {
    if (is_noting && number != SIGQUIT) {
        if (!cch_stop_signal)
            cch_stop_signal = number;
        return;
    }
    remove_temporaries();
    signal(number, SIG_DFL);
    raise(number); /* blocked until this returns */
}

static void handle(int number) {
    struct sigaction action = {.sa_handler = end}, before;
    sigfillset(&action.sa_mask);
    if (sigaction(number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
        sigaction(number, &action, NULL);
}

void cch_signals_begin(void) {
    static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE};
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        handle(ending[i]);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGXFSZ, SIG_IGN);
}

void cch_signals_note(void) {
    is_noting = 1;
    signal(SIGPIPE, SIG_IGN);
}
