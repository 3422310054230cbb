/* What the machine's files have among themselves. */
#ifndef CCH_EVALUATE_MACHINE_PARTS_H
#define CCH_EVALUATE_MACHINE_PARTS_H

#include "evaluate/machine.h"

/* A value as a person reads it; the arena's. */
const char *cch_shown(cch_machine *machine, const cch_datum *value);

/* What left early comes back in: joined with what is here, if that still runs; either's value. */
const cch_datum *cch_join_pending(cch_machine *machine, struct cch_pending **list, size_t mark, const cch_datum *value);
/* Forgets those before `until`, which is then the list. */
void cch_drop_pending(struct cch_pending **list, struct cch_pending *until);

/* The condition's truth: 1, 0, or -1 with *why. What ends the way: 0. */
int cch_condition(cch_machine *machine, const cch_node *expression, const cch_datum **why);
/* On a way where the condition has this truth: what follows for the cells that it names. */
void cch_refine(cch_machine *machine, const cch_node *condition, bool truth);

/* The cell that an expression names, without running or making anything; 0: none yet, or it would have to run. */
uint32_t cch_find_cell(cch_machine *machine, const cch_node *expression);
/* A fact's value, for a parameter of this type (may be NULL); and a constant of a template, "128" or a text. */
const cch_datum *cch_given_to_value(cch_machine *machine, const struct cch_given_fact *fact, const cch_node *type);
const cch_datum *cch_given_constant(cch_machine *machine, const char *text, size_t length);

/* Is it an expression that names a cell? */
bool cch_names_cell(const cch_node *expression);
struct cch_argument cch_argument_of(cch_machine *machine, const cch_node *expression);
/* Items from `first` on, up to those of template arguments: the arena's. */
struct cch_argument *cch_arguments_of(cch_machine *machine, const cch_node *call, uint32_t first, size_t *count);

/* Loops, C++'s and Python's ------------------------------------------------------------ */

/* A turn's body; what it reads of the loop is in `context`. */
typedef void cch_turn(cch_machine *machine, void *context);

void cch_loop_begin(cch_machine *machine, struct cch_loop *loop);
/* Behind a turn: what went on with `continue` comes back in. False: the loop is over. */
bool cch_loop_turned(cch_machine *machine, struct cch_loop *loop);
/* Behind a turn that began with the decisions `turn`, and behind the loop (`turn` is `before`, those that it began
 * with): what holds inside of the turn or loop only is left. What goes on holds where no turn has returned: open
 * conditions stay, each once. */
void cch_loop_decisions(cch_machine *machine, const struct cch_decision *before, const struct cch_decision *turn,
                        bool only_open);
/* Turns of which nobody knows how many there are (`why`), none among them: until nothing changes any more. */
void cch_loop_unknown(cch_machine *machine, struct cch_loop *loop, const cch_node *node, const char *text,
                      const cch_datum *why, cch_turn *turn, void *context);
/* What left with `break` comes back in. */
void cch_loop_end(cch_machine *machine, struct cch_loop *loop);

/* Is this the arm of a switch that a decision came to? */
bool cch_is_arm_of(cch_machine *machine, const struct cch_decision *decision, const cch_node *arm);

/* A body, and who handles what it throws: a handler takes a value (NULL: not known which) certainly (1), not (0), or
 * it is not known (-1). `otherwise` runs behind a body that nothing left; or NULL. */
struct cch_try {
    const cch_node *statement, *body, *otherwise;
    const cch_node *const *handlers;
    uint32_t handler_count;
    int (*takes)(cch_machine *machine, const cch_node *handler, const cch_datum *value);
    void (*run)(cch_machine *machine, const cch_node *handler, const cch_datum *value);
};
void cch_run_try(cch_machine *machine, const struct cch_try *what);

/* C++'s try, (throw …), (caught) (exceptions.c). */
void cch_try(cch_machine *machine, const cch_node *statement);
void cch_throw_statement(cch_machine *machine, const cch_node *statement);
const cch_datum *cch_caught_value(cch_machine *machine);

/* (once E), a static local's first value; and what a static local begins as when nothing changes it (statics.c). */
const cch_datum *cch_evaluate_once(cch_machine *machine, const cch_node *expression);
const cch_node *cch_static_initializer(cch_machine *machine, uint32_t slot, const cch_node *initializer);

/* (destroy LV R): the object lives until its block is left; and that end of it. Those before `until` live on. */
void cch_begin_life(cch_machine *machine, const cch_node *statement);
/* (tmp E R): E, which lives until its full expression is over; (delete E R). */
const cch_datum *cch_begin_temporary(cch_machine *machine, const cch_node *expression);
const cch_datum *cch_delete(cch_machine *machine, const cch_node *expression);
void cch_end_lives(cch_machine *machine, struct cch_cleanup *until);

/* Calls: (c …), (cv …), (ca …), (u …), (uo …), (ci …), (make …), (closure …). */
const cch_datum *cch_evaluate_call(cch_machine *machine, const cch_node *call);
/* A call of the method, or of what overrides it in the object's class: arguments[0]. */
const cch_datum *cch_call_virtual(cch_machine *machine, const cch_node *node, uint32_t method,
                                  const struct cch_argument *arguments, size_t count);
/* Launches of whatever the function may call through pointers. */
void cch_launch_possible(cch_machine *machine, uint32_t function, const char *why);
uint32_t cch_reference(cch_machine *machine, const cch_node *node, uint32_t item); /* function; 0: no such */

#endif
