/* callchain identify: asks an Ollama server about each prompt. */
#define _GNU_SOURCE
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/signals.h"
#include "cli/identify_progress.h"
#include "cli/prompt_tokenizer.h"
#include "ollama/endpoint.h"
#include "ollama/identify.h"
#include "ollama/identify_report.h"
#include "ollama/model_tokenizer.h"

struct values {
    const char *out, *model, *host, *ca_file, *keep_alive, *sweep;
    long seed, timeout, max_time, max_bytes, runs, jobs, retries, retry_wait;
    struct cli_words model_options;
    int format;
    bool no_pull, follow_redirects, dry_run, force, json, quiet;
};

static const struct cli_option options[] = {
    {'o', "output", CCH_OPTION_TEXT, "DIR", offsetof(struct values, out),
     "put the answers into DIR (default: api_output)"},
    {'m', "model", CCH_OPTION_TEXT, "NAME", offsetof(struct values, model), "ask this model (default: qwen2.5:32b)"},
    {0, "host", CCH_OPTION_TEXT, "ADDRESS", offsetof(struct values, host),
     "the server, in place of OLLAMA_HOST (default: 127.0.0.1:11434)"},
    {0, "no-pull", CCH_OPTION_FLAG, NULL, offsetof(struct values, no_pull),
     "fail when the server lacks the model, do not have it fetched"},
    {'O', "option", CCH_OPTION_WORDS, "NAME=VALUE", offsetof(struct values, model_options),
     "an option for the model, such as temperature=0.2; may be repeated"},
    {0, "seed", CCH_OPTION_NUMBER, "N", offsetof(struct values, seed),
     "the first run's seed, the next one's is one more (default: random)"},
    {0, "format", CCH_OPTION_CHOICE, "schema|json|text", offsetof(struct values, format),
     "what binds an answer: the schema (default), JSON, nothing"},
    {'n', "runs", CCH_OPTION_NUMBER, "N", offsetof(struct values, runs),
     "ask each prompt N times, with different seeds"},
    {0, "sweep", CCH_OPTION_TEXT, "NAME=A,B,…", offsetof(struct values, sweep),
     "do it for each value of an option, into folders of their own"},
    {'j', "jobs", CCH_OPTION_NUMBER, "N", offsetof(struct values, jobs),
     "N requests at once, for servers that take them (default: 1)"},
    {0, "keep-alive", CCH_OPTION_TEXT, "TIME", offsetof(struct values, keep_alive),
     "how long the server keeps the model afterwards: 10m, or seconds"},
    {0, "timeout", CCH_OPTION_NUMBER, "SECONDS", offsetof(struct values, timeout),
     "longest silence (default: 300; reading a prompt may take longer)"},
    {0, "max-time", CCH_OPTION_NUMBER, "SECONDS", offsetof(struct values, max_time),
     "longest time for one answer, or for fetching the model (default: 7200; 0: none)"},
    {0, "max-bytes", CCH_OPTION_NUMBER, "N", offsetof(struct values, max_bytes),
     "largest reply of the server, in bytes (default: 8388608)"},
    {0, "retries", CCH_OPTION_NUMBER, "N", offsetof(struct values, retries),
     "how often to try again where that can help (default: 8)"},
    {0, "retry-wait", CCH_OPTION_NUMBER, "SECONDS", offsetof(struct values, retry_wait),
     "the first pause before that; it doubles (default: 1)"},
    {0, "follow-redirects", CCH_OPTION_FLAG, NULL, offsetof(struct values, follow_redirects),
     "follow redirects (they are errors otherwise)"},
    {0, "ca-file", CCH_OPTION_TEXT, "FILE", offsetof(struct values, ca_file),
     "certificates to trust for https (default: SSL_CERT_FILE, or the system's)"},
    {0, "force", CCH_OPTION_FLAG, NULL, offsetof(struct values, force), "ask also what is answered already"},
    {0, "dry-run", CCH_OPTION_FLAG, NULL, offsetof(struct values, dry_run),
     "only say what would be asked, with at most how many tokens"},
    {0, "json", CCH_OPTION_FLAG, NULL, offsetof(struct values, json), "print a summary as JSON, and nothing else"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "print failures only"},
    {0},
};

static const char description[] = "Asks a model on an Ollama server about each prompt of a folder (default:\n"
                                  "prompt/, as 'callchain prompt' writes it) or about single prompt files. What is\n"
                                  "answered already, by the same model with the same options, is not asked again,\n"
                                  "so a run that was stopped is taken up where it stood. Answers are bound to a\n"
                                  "JSON schema, a list of parameters, each with name, scopes, role and\n"
                                  "description. In DIR: output_<prompt> is an answer, output_<prompt>.run2 the\n"
                                  "second run's; .callchain/ holds where each comes from (model and digest,\n"
                                  "options, seed, tokens, times, the raw reply), or why there is none.\n"
                                  "\n"
                                  "The server is where OLLAMA_HOST says, in any form that Ollama's own tools take.\n"
                                  "\n"
                                  "The model's options unless given: temperature=0.2, top_k=40, top_p=0.8,\n"
                                  "min_p=0.4, repeat_last_n=128, repeat_penalty=1.2, mirostat=0, num_keep=5,\n"
                                  "num_predict=2048 (the most tokens of an answer; the context keeps that room\n"
                                  "free), num_ctx as large as the prompt takes, in few steps. A prompt that does\n"
                                  "not fit into the model's context, or that the server reads only a part of, is\n"
                                  "refused, never shortened. Tokens are counted by the model's own vocabulary (see\n"
                                  "'callchain prompt --help'); where its way of counting is not known they are\n"
                                  "estimated, by a sample that the model reads.\n"
                                  "\n"
                                  "--sweep temperature=0,0.2,0.8 asks everything for each value (3 runs unless\n"
                                  "--runs says otherwise), into DIR/temperature=0 and so on, and tabulates how\n"
                                  "much the runs agree: the Jaccard index of the names, averaged.\n"
                                  "\n"
                                  "Exit codes: 0 every prompt has an answer; 3 some have none (said on stderr,\n"
                                  "the reason kept in DIR/.callchain); 1 it could not go on; 64 wrong usage;\n"
                                  "130 stopped by Ctrl-C: what is answered is kept.\n";

enum { SWEEP_MAX = 32 };

/* What the whole command works with. */
struct session {
    const struct cli_subcommand *self;
    const struct values *values;
    cch_prompt_list prompts;
    cch_ollama_options model_options;
    cch_endpoint endpoint;
    cch_http *http;
    cch_ollama_model model;
    bool has_model;
    cch_tokenizer *tokenizer; /* the model's, or NULL */
    bool told_difference;     /* between its counts and the server's */
    struct cli_identify_progress progress;
    const char *settings[SWEEP_MAX]; /* "temperature=0.2"; one "" without a sweep */
    size_t setting_count;
    char *sweep; /* what they point into */
    struct cch_identify_figures figures[SWEEP_MAX];
    cch_json json;
};

static bool is_stopped(void *context) {
    (void)context;
    return cch_stop_signal != 0;
}

/* What is said on the way ----------------------------------------------------- */

static void tell(const char *text, const char *more) {
    fputs("note: ", stderr);
    cch_write_message(stderr, text);
    fprintf(stderr, "%s\n", more);
}

static void print_name(FILE *stream, const cch_identify_item *item) {
    cch_print_escaped(stream, item->prompt->name);
    if (item->run > 1)
        fprintf(stream, " (run %u)", item->run);
}

static void print_analyzing(const struct session *session, const cch_identify_item *item) {
    if (session->values->json || session->values->quiet)
        return;
    fputs("Analyzing ", stdout);
    print_name(stdout, item);
    puts("...");
    fflush(stdout);
}

static void tick(void *context) {
    struct session *session = context;
    cli_identify_progress_tick(&session->progress);
}

static void on_begun(void *context, const cch_identify *identify, const cch_identify_item *item) {
    struct session *session = context;
    cli_identify_progress_clear(&session->progress);
    if (identify->settings.jobs == 1)
        print_analyzing(session, item);
}

/* Our count and the server's differ: a rule of counting that we don't know. */
static void tell_difference(struct session *session, const cch_identify *identify, const cch_identify_item *item) {
    if (session->told_difference || !identify->counts_exactly || !item->tokens || item->attempts != 1 ||
        item->tokens == item->prompt_tokens)
        return;
    session->told_difference = true;
    fputs("note: ", stderr);
    print_name(stderr, item);
    fprintf(stderr, " has %llu tokens by the server's count, %llu by the model's vocabulary\n",
            (unsigned long long)item->prompt_tokens, (unsigned long long)item->tokens);
}

static void on_ended(void *context, const cch_identify *identify, const cch_identify_item *item) {
    struct session *session = context;
    cli_identify_progress_clear(&session->progress);
    if (item->state == CCH_IDENTIFY_FAILED) {
        fflush(stdout);
        fprintf(stderr, "callchain %s: ", session->self->name);
        print_name(stderr, item);
        fputs(": ", stderr);
        cch_write_message(stderr, item->failure.text);
        putc('\n', stderr);
        return;
    }
    if (!session->values->quiet)
        tell_difference(session, identify, item);
    if (session->values->json || session->values->quiet)
        return;
    if (identify->settings.jobs > 1) /* the three lines of an answer stay together */
        print_analyzing(session, item);
    printf("Input token count: %llu\nWrote output to ", (unsigned long long)item->prompt_tokens);
    cch_print_escaped(stdout, item->name);
    putchar('\n');
    fflush(stdout);
}

static void on_retrying(void *context, const cch_identify *identify, const cch_identify_item *item, double pause) {
    struct session *session = context;
    (void)identify;
    if (session->values->quiet)
        return;
    cli_identify_progress_clear(&session->progress);
    fflush(stdout);
    fputs("note: ", stderr);
    print_name(stderr, item);
    fputs(": ", stderr);
    cch_write_message(stderr, item->failure.text);
    fprintf(stderr, pause > 0 ? "; asking again in %.0f s\n" : "; asking again\n", pause);
}

static void on_pull(void *context, const char *status, uint64_t completed, uint64_t total) {
    struct session *session = context;
    cli_identify_progress_pull(&session->progress, status, completed, total);
}

/* Setting up ------------------------------------------------------------------ */

static int out_of_memory(const struct session *session) {
    fprintf(stderr, "callchain %s: out of memory\n", session->self->name);
    return CCH_EXIT_FAILED;
}

static int split_sweep(struct session *session) {
    cch_error error;
    session->settings[0] = "";
    session->setting_count = 1;
    if (!session->values->sweep)
        return 0;
    int code = cch_ollama_options_sweep(&session->model_options, session->values->sweep, session->settings, SWEEP_MAX,
                                        &session->setting_count, &session->sweep, &error);
    return code ? cli_report(session->self, &error) : 0;
}

static int read_options(struct session *session) {
    const struct values *values = session->values;
    cch_error error;
    if (cch_ollama_options_init(&session->model_options, &error) != CCH_OK)
        return cli_report(session->self, &error);
    for (size_t i = 0; i < values->model_options.count; i++)
        if (cch_ollama_options_set(&session->model_options, values->model_options.items[i], &error) != CCH_OK)
            return cli_report(session->self, &error);
    if (values->seed > 0x7fffffff)
        return cli_usage_error(session->self, "--seed is at most 2147483647");
    if (values->seed >= 0)
        cch_ollama_options_set_integer(&session->model_options, "seed", values->seed);
    if (values->jobs < 1 || values->jobs > 256)
        return cli_usage_error(session->self, "--jobs is from 1 to 256");
    if (values->runs > 1000)
        return cli_usage_error(session->self, "--runs is at most 1000");
    if (values->timeout < 1 || values->max_bytes < 1024)
        return cli_usage_error(session->self, "--timeout is at least 1, --max-bytes at least 1024");
    if (!*values->model)
        return cli_usage_error(session->self, "--model wants a name");
    return split_sweep(session);
}

static int read_prompts(struct session *session, int argc, char **argv) {
    cch_error error;
    if (argc == 0 && access("prompt", F_OK) != 0) {
        fprintf(stderr, "callchain %s: there is no folder 'prompt' here ('callchain prompt' writes it)\n",
                session->self->name);
        return CCH_EXIT_FAILED;
    }
    for (int i = 0; i < (argc ? argc : 1); i++)
        if (cch_prompt_list_add(&session->prompts, argc ? argv[i] : "prompt", &error) != CCH_OK)
            return cli_report(session->self, &error);
    return 0;
}

static int connect_server(struct session *session) {
    const struct values *values = session->values;
    const char *ca = values->ca_file ? values->ca_file : getenv("SSL_CERT_FILE");
    cch_http_settings settings = {.ca_file = ca,
                                  .follow_redirects = values->follow_redirects,
                                  .stopped = is_stopped,
                                  .tick = tick,
                                  .context = session,
                                  .most_seconds = (double)values->max_time};
    cch_error error;
    if (cch_endpoint_parse(&session->endpoint, values->host ? values->host : getenv("OLLAMA_HOST"), &error) != CCH_OK ||
        cch_http_open(&session->http, &session->endpoint, &settings, &error) != CCH_OK)
        return cli_report(session->self, &error);
    if (session->endpoint.warning && !values->quiet)
        tell(session->endpoint.warning, "");
    return 0;
}

static int report_failure(struct session *session, const cch_failure *failure) {
    cli_identify_progress_clear(&session->progress);
    fflush(stdout);
    if (failure->kind == CCH_FAILURE_STOPPED) {
        fprintf(stderr, "callchain %s: stopped; the next run goes on from here\n", session->self->name);
        return 128 + (cch_stop_signal ? cch_stop_signal : SIGINT);
    }
    fprintf(stderr, "callchain %s: ", session->self->name);
    cch_write_message(stderr, failure->text);
    fputs(failure->kind == CCH_FAILURE_NO_SERVER ? " (is an Ollama server running there? 'ollama serve' starts one)\n"
                                                 : "\n",
          stderr);
    return CCH_EXIT_FAILED;
}

/* After a failure that may pass: waits, and says whether to try again. A server
 * that isn't there at the start most likely won't come. */
static bool may_pass(struct session *session, const cch_failure *failure, unsigned *tries) {
    const cch_failure_policy *policy = cch_failure_policy_of(failure->kind);
    double pause = (double)session->values->retry_wait * (1u << (*tries < 6 ? *tries : 6));
    if (!policy->waits || failure->kind == CCH_FAILURE_NO_SERVER || *tries >= policy->retries ||
        *tries >= (unsigned long)session->values->retries)
        return false;
    cli_identify_progress_clear(&session->progress);
    if (!session->values->quiet)
        tell(failure->text, "; trying again");
    for (double until = cch_http_now() + pause; cch_http_now() < until && !cch_stop_signal;)
        cch_http_wait(session->http, 100);
    ++*tries;
    return !cch_stop_signal;
}

static int pull_model(struct session *session, cch_failure *failure) {
    const struct values *values = session->values;
    double seconds = (double)values->timeout;
    unsigned tries = 0;
    if (!values->quiet)
        fprintf(stderr, "the server lacks %s: it is fetched\n", values->model);
    do {
        cch_ollama_model_pull(session->http, values->model, seconds, on_pull, session, failure);
    } while (may_pass(session, failure, &tries));
    cli_identify_progress_clear(&session->progress);
    if (failure->kind != CCH_FAILURE_NONE && failure->kind != CCH_FAILURE_STOPPED) {
        char text[sizeof failure->text];
        memcpy(text, failure->text, sizeof text);
        cch_failure_set(failure, failure->kind, "cannot fetch %s: %.400s", values->model, text);
    }
    return (int)failure->kind;
}

/* Finds the model, having the server fetch it when it lacks it. */
static int find_model(struct session *session) {
    const struct values *values = session->values;
    cch_failure failure = {0};
    double seconds = (double)values->timeout;
    unsigned tries = 0;
    do {
        cch_ollama_model_find(&session->model, session->http, values->model, seconds, &failure);
    } while (may_pass(session, &failure, &tries));
    if (failure.kind == CCH_FAILURE_NO_MODEL && !values->no_pull && !values->dry_run &&
        pull_model(session, &failure) == CCH_FAILURE_NONE)
        cch_ollama_model_find(&session->model, session->http, values->model, seconds, &failure);
    if (cch_stop_signal)
        cch_failure_set(&failure, CCH_FAILURE_STOPPED, "stopped");
    if (failure.kind == CCH_FAILURE_NONE) {
        session->has_model = true;
        if (!*session->model.digest && !values->quiet)
            fprintf(stderr, "note: the server tells no digest of %s: that it has changed will go unnoticed\n",
                    values->model);
        return 0;
    }
    if (values->dry_run && failure.kind != CCH_FAILURE_STOPPED && failure.kind != CCH_FAILURE_LOCAL) {
        tell(failure.text, "");
        return 0;
    }
    return report_failure(session, &failure);
}

/* Where the model's way of counting is not known, tokens are estimated. */
static void find_tokenizer(struct session *session) {
    char *kept = cli_tokenizer_folder();
    if (session->has_model)
        cch_ollama_model_tokenizer(&session->tokenizer, &session->model, session->http, kept,
                                   (double)session->values->timeout, NULL);
    free(kept);
}

/* Asking ----------------------------------------------------------------------- */

static int print_plan(const struct session *session, cch_identify *identify) {
    size_t impossible;
    if (cch_identify_print_plan(stdout, identify, cch_format_at(CCH_AS_TEXT), &impossible))
        return out_of_memory(session);
    return impossible ? CCH_EXIT_PARTLY : CCH_EXIT_DONE;
}

static void summarize(struct session *session, const cch_identify *identify, const char *folder,
                      const struct cch_identify_figures *figures, double seconds) {
    if (session->values->json) {
        cch_identify_write_json(&session->json, figures, identify, folder);
        return;
    }
    if (session->values->quiet)
        return;
    fprintf(stderr, "%zu prompt%s%s: %zu answered, %zu kept, %zu failed", identify->count,
            identify->count == 1 ? "" : "s", identify->settings.runs > 1 ? " and runs" : "", identify->answered,
            identify->kept, identify->failed);
    if (figures->left)
        fprintf(stderr, ", %zu not asked", figures->left);
    if (identify->answered)
        fprintf(stderr, "; %llu tokens in, %llu out", (unsigned long long)identify->prompt_tokens,
                (unsigned long long)identify->answer_tokens);
    if (identify->answer_seconds > 0)
        fprintf(stderr, ", %.1f tokens/s", (double)identify->answer_tokens / identify->answer_seconds);
    fprintf(stderr, "; %.1f s\n", seconds);
}

static cch_identify_settings make_settings(const struct session *session, const cch_ollama_options *model_options) {
    const struct values *values = session->values;
    long runs = values->runs > 0 ? values->runs : values->sweep ? 3 : 1;
    return (cch_identify_settings){.prompts = &session->prompts,
                                   .model = &session->model,
                                   .tokenizer = session->tokenizer,
                                   .options = model_options,
                                   .format = (enum cch_answer_format)values->format,
                                   .keep_alive = values->keep_alive,
                                   .runs = (unsigned)runs,
                                   .jobs = (unsigned)values->jobs,
                                   .retries = values->retries > 1000 ? 1000 : (unsigned)values->retries,
                                   .retry_seconds = (double)values->retry_wait,
                                   .idle_seconds = (double)values->timeout,
                                   .whole_seconds = (double)values->max_time,
                                   .max_bytes = (size_t)values->max_bytes,
                                   .force = values->force};
}

/* The folder of a sweep's setting is ours: no link to another place. */
static int check_folder(const char *folder, const char *setting, cch_error *error) {
    struct stat status;
    if (*setting && lstat(folder, &status) == 0 && S_ISLNK(status.st_mode))
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot write '%s': it is a symbolic link", folder);
    return CCH_OK;
}

/* Asks everything for one setting. */
static int ask_setting(struct session *session, size_t number) {
    const struct values *values = session->values;
    const char *setting = session->settings[number];
    cch_ollama_options model_options = {0};
    cch_identify_events events = {on_begun, on_ended, on_retrying, is_stopped, session};
    cch_identify *identify = NULL;
    cch_store *store = NULL;
    cch_failure failure = {0};
    cch_error error;
    char *folder = NULL;
    double begun = cch_http_now();
    int status;
    if (asprintf(&folder, "%s%s%s", values->out, *setting ? "/" : "", setting) < 0)
        return out_of_memory(session);
    int code = cch_ollama_options_copy(&model_options, &session->model_options, &error);
    if (code == CCH_OK && *setting)
        code = cch_ollama_options_set(&model_options, setting, &error);
    cch_identify_settings settings = make_settings(session, &model_options);
    if (code == CCH_OK && !values->dry_run)
        code = check_folder(folder, setting, &error);
    if (code == CCH_OK)
        code = cch_store_open(&store, folder, !values->dry_run, &error);
    if (code == CCH_OK)
        code = cch_identify_new(&identify, &settings, store, &error);
    if (code != CCH_OK) {
        status = cli_report(session->self, &error);
        goto out;
    }
    if (values->dry_run) {
        status = print_plan(session, identify);
        goto out;
    }
    if (*setting && !values->json && !values->quiet)
        fprintf(stderr, "%s:\n", setting);
    cli_identify_progress_begin(&session->progress, identify);
    cch_identify_ask(identify, session->http, store, &events, &failure);
    cli_identify_progress_clear(&session->progress);
    session->progress.identify = NULL;
    fflush(stdout);
    cch_identify_figures_of(&session->figures[number], identify, folder, setting);
    summarize(session, identify, folder, &session->figures[number], cch_http_now() - begun);
    status = failure.kind != CCH_FAILURE_NONE ? report_failure(session, &failure)
             : identify->failed               ? CCH_EXIT_PARTLY
                                              : CCH_EXIT_DONE;
out:
    cch_identify_free(identify);
    cch_store_close(store);
    cch_ollama_options_release(&model_options);
    free(folder);
    return status;
}

static int ask_all(struct session *session) {
    const struct values *values = session->values;
    int status = CCH_EXIT_DONE;
    size_t done = 0;
    if (values->json && !values->dry_run) {
        session->json.stream = stdout;
        cch_json_open(&session->json, NULL, '{');
        cch_json_text(&session->json, "model", session->model.name);
        cch_json_text(&session->json, "digest", session->model.digest);
        cch_json_text(&session->json, "server_version", session->model.server);
        cch_json_number(&session->json, "context_length", session->model.context_length);
        cch_json_open(&session->json, "settings", '[');
    }
    while (done < session->setting_count && (status == CCH_EXIT_DONE || status == CCH_EXIT_PARTLY)) {
        int one = ask_setting(session, done);
        status = one == CCH_EXIT_DONE ? status : one;
        done += one == CCH_EXIT_DONE || one == CCH_EXIT_PARTLY;
    }
    if (values->dry_run)
        return status;
    if (values->json) {
        cch_json_close(&session->json, ']');
        cch_json_close(&session->json, '}');
        cch_json_end(&session->json);
    } else if (done && (values->sweep || values->runs > 1)) {
        cch_identify_print_table(stdout, session->figures, done, cch_format_at(CCH_AS_TEXT));
    }
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.out = "api_output",
                            .model = "qwen2.5:32b",
                            .seed = -1,
                            .timeout = 300,
                            .max_time = 7200,
                            .max_bytes = 8 << 20,
                            .jobs = 1,
                            .retries = 8,
                            .retry_wait = 1};
    struct session session = {.self = self, .values = &values};
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    cch_signals_note();
    cli_identify_progress_init(&session.progress, !values.quiet);
    if ((status = read_options(&session)) != 0 || (status = read_prompts(&session, argc, argv)) != 0 ||
        (status = connect_server(&session)) != 0 || (status = find_model(&session)) != 0)
        goto out;
    if (!session.has_model) /* a dry run without a server */
        snprintf(session.model.name, sizeof session.model.name, "%s", values.model);
    find_tokenizer(&session);
    status = cch_memory_failed() ? out_of_memory(&session) : ask_all(&session);
out:
    cch_tokenizer_free(session.tokenizer);
    cch_http_close(session.http);
    cch_endpoint_release(&session.endpoint);
    cch_ollama_options_release(&session.model_options);
    cch_prompt_list_release(&session.prompts);
    free(session.sweep);
    return status;
}

const struct cli_subcommand cli_cmd_identify = {
    .name = "identify",
    .operands = "[PROMPTS…]",
    .summary = "ask a model on an Ollama server about each prompt",
    .description = description,
    .options = options,
    .run = run,
};
