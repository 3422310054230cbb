/* The tokenizer of the model that `callchain prompt --model` names. */
#ifndef CCH_CLI_PROMPT_TOKENIZER_H
#define CCH_CLI_PROMPT_TOKENIZER_H

#include "cli/command.h"
#include "tokens/tokenizer.h"

/* Asks the server that OLLAMA_HOST names, or takes what was kept of an earlier
 * time. *tokenizer is NULL, with a note on stderr, where the model's way of
 * counting is not known. An exit code: not 0 after a message. */
int cli_prompt_tokenizer(const struct cli_subcommand *self, const char *model, bool quiet, cch_tokenizer **tokenizer);

/* ${XDG_CACHE_HOME:-$HOME/.cache}/callchain/tokenizers, to free(); NULL where
 * the environment names neither. */
char *cli_tokenizer_folder(void);

#endif
