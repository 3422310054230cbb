/* Checking a folder of answers against the program.
 *
 * Each answer belongs to a prompt, the prompt's index.json tells its chains,
 * and the program tells what exists on and below them and what reaches where.
 * The result is a JSON object, from which every other form is made:
 *
 *   summary   the same members as of a model, over all answers
 *   models    array: model, answers, valid, claims, verified, misplaced, unrelated,
 *             invented, no_parameter, expected, found, precision, recall,
 *             scopes_right, scopes_wrong, agreement (Jaccard; null for one run)
 *   prompts   array: prompt, start, chains (their number), flow_known, the
 *             summary's members,
 *             runs     array: file, model, valid, problem,
 *                      claims array: name, as_written, scopes, role,
 *                             description, verdict, reason, where, ends
 *                      missed array: name, ends
 *             merged   array: name, votes, verdict, …
 *   parameters array, the consolidated table: name, scopes, role, description,
 *             chains, prompts, votes, runs, verdict, reason, ends
 *
 * Descriptions and roles are the model's; names, scopes (where), verdicts and
 * ends are the program's. Precision is verified / claims; recall is found /
 * expected, over prompts whose flow is known; null where nothing is counted.
 */
#ifndef CCH_VERIFY_VERIFY_H
#define CCH_VERIFY_VERIFY_H

#include "graph/view/name.h"
#include "graph/view/view.h"
#include "base/sources.h"

struct json_object;

typedef struct cch_verify_request {
    const char *answers;  /* folder */
    const char *prompts;  /* folder with index.json */
    cch_sources *sources; /* may be NULL */
} cch_verify_request;

/* The caller frees *result with json_object_put. Errors: CCH_ERROR_SYSTEM (a
 * folder or the index cannot be read), CCH_ERROR_FORMAT (the index is none, or
 * names functions that the program lacks), CCH_ERROR_MEMORY. An answer that
 * cannot be read is invalid, not an error. */
int cch_verify(struct json_object **result, const cch_view *view, cch_names *names, const cch_verify_request *request,
               cch_error *error);

#endif
