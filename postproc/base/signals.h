/* Signals that end the command, and what they must not leave behind: the one
 * place where handlers are installed.
 *
 * At first a signal ends the process as it would have, after the temporary
 * files that are noted here were removed. A command that ends by itself when
 * it is told to (with all that it has so far) takes them over with
 * cch_signals_note, and looks at cch_stop_signal.
 *
 * What is ignored when the command starts stays ignored: nohup ignores SIGHUP,
 * a shell without job control SIGINT and SIGQUIT for what runs in the
 * background. The library installs no handler unless it is asked to, so that
 * inside the compiler the signals are the compiler's.
 */
#ifndef CCH_BASE_SIGNALS_H
#define CCH_BASE_SIGNALS_H

#include <signal.h>

/* The first signal that wants the command to end, 0 while there is none. */
extern volatile sig_atomic_t cch_stop_signal;

/* To be called before all else. Also has children reported whatever the parent
 * left behind (SIGCHLD), and a file's size limit come as an error of the write
 * (SIGXFSZ). */
void cch_signals_begin(void);

/* From now on SIGHUP, SIGINT, SIGTERM only set cch_stop_signal, and a closed
 * connection or pipe is an error of the write (SIGPIPE). */
void cch_signals_note(void);

enum { CCH_TEMPORARY_NAME_MAX = 47 };

/* Notes the file `name` in the open folder `folder` as one to be removed when
 * a signal ends the process; before it is made, so that there is no moment at
 * which it could be left. Returns the note, or -1 when there is no room for
 * one: the file may then be left. Any thread may do so. */
int cch_temporary_note(int folder, const char *name);
void cch_temporary_forget(int note); /* when the file has another name, or is gone; -1 is fine */

#endif
