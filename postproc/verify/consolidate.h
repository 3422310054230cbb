/* Answers put together: over the runs of one prompt, and over the code base. */
#ifndef CCH_VERIFY_CONSOLIDATE_H
#define CCH_VERIFY_CONSOLIDATE_H

struct json_object;

/* The merged answer of a prompt's runs (verify.h, prompts[].runs): a name that
 * at least half of the valid runs name, with its votes. The caller owns it. */
struct json_object *cch_merge_runs(struct json_object *runs);

/* The consolidated table (verify.h, parameters) of all prompts. The caller
 * owns it. */
struct json_object *cch_consolidate(struct json_object *prompts);

#endif
