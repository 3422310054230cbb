/* The forms of a verification (verify.h) other than its JSON. */
#ifndef CCH_VERIFY_REPORT_H
#define CCH_VERIFY_REPORT_H

#include <stdio.h>

struct json_object;

void cch_report_text(FILE *stream, struct json_object *verification);
/* The consolidated table, a line for each parameter; figures and that table. 0 or CCH_ERROR_MEMORY. */
int cch_report_csv(FILE *stream, struct json_object *verification);
int cch_report_markdown(FILE *stream, struct json_object *verification);

/* A figure of the summary by its name ("precision"); -1: there is none, or it
 * is null. */
double cch_report_figure(struct json_object *verification, const char *name);

#endif
