#define _GNU_SOURCE /* asprintf */
#include "cli/prompt_tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "ollama/model_tokenizer.h"

#define WAIT_SECONDS 60.0

char *cli_tokenizer_folder(void) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char *path = NULL;
    int length = cache && *cache ? asprintf(&path, "%s/callchain/tokenizers", cache)
                 : home && *home ? asprintf(&path, "%s/.cache/callchain/tokenizers", home)
                                 : -1;
    return length < 0 ? NULL : path;
}

static int report(const struct cli_subcommand *self, const cch_failure *failure) {
    fprintf(stderr, "callchain %s: ", self->name);
    cch_write_message(stderr, failure->text);
    fputs(failure->kind == CCH_FAILURE_NO_SERVER ? " (and no vocabulary of this model is kept;"
                                                   " without --model tokens are estimated)\n"
                                                 : "\n",
          stderr);
    return CCH_EXIT_FAILED;
}

int cli_prompt_tokenizer(const struct cli_subcommand *self, const char *name, bool quiet, cch_tokenizer **tokenizer) {
    cch_http_settings settings = {.ca_file = getenv("SSL_CERT_FILE")};
    cch_endpoint endpoint = {0};
    cch_http *http = NULL;
    cch_failure failure = {0};
    cch_ollama_model model;
    cch_error error;
    char *kept = cli_tokenizer_folder();
    int status = CCH_EXIT_DONE;
    *tokenizer = NULL;
    if (cch_endpoint_parse(&endpoint, getenv("OLLAMA_HOST"), &error) != CCH_OK ||
        cch_http_open(&http, &endpoint, &settings, &error) != CCH_OK) {
        status = cli_report(self, &error);
        goto out;
    }
    cch_ollama_model_find(&model, http, name, WAIT_SECONDS, &failure);
    bool recalled = failure.kind == CCH_FAILURE_NO_SERVER && cch_ollama_model_recall(&model, name, kept);
    if (failure.kind != CCH_FAILURE_NONE && !recalled) {
        status = report(self, &failure);
        goto out;
    }
    if (recalled && !quiet) {
        fputs("note: ", stderr);
        cch_write_message(stderr, failure.text);
        fprintf(stderr, "; tokens are counted by the vocabulary that was kept of %.12s\n", model.digest);
    }
    int code = cch_ollama_model_tokenizer(tokenizer, &model, recalled ? NULL : http, kept, WAIT_SECONDS, &error);
    if (code == CCH_ERROR_VERSION || code == CCH_ERROR_FORMAT)
        fprintf(stderr, "note: tokens of %s are estimated: %s\n", name, error.text);
    else if (code)
        status = cli_report(self, &error);
out:
    cch_http_close(http);
    cch_endpoint_release(&endpoint);
    free(kept);
    return status;
}
