/* What the files of project/ share; inside it only. */
#ifndef CCH_BUILD_PROJECT_PARTS_H
#define CCH_BUILD_PROJECT_PARTS_H

#include "base/json.h"
#include "build/project/child.h"
#include "base/error.h"
#include "build/project/options.h"
#include "build/translate/cuda_toolkit.h"

/* One compile: what becomes an entry of the compile_commands.json. */
struct unit {
    char *directory, *file;
    cch_word_list arguments;
};

struct work {
    cch_project *project;
    const cch_project_options *options;
    char *python, *scratch;
    char *torch, *python_include; /* folders; NULL: not there */
    cch_word_list libraries;      /* header folders of libraries that this Python has */
    unsigned torch_version;       /* 208 for 2.8; 0: not known */
    cch_cuda_toolkit cuda;
    struct unit *units;
    size_t unit_count, unit_capacity;
    bool needs_torch, needs_cuda;
    json_object *stand_ins;    /* of CMake's and setup.py's: cmake_stand_in.py tells what they are */
    const char *stand_in_cuda; /* the toolkit among them: units name the real one; NULL: none */
    const char *setup;         /* the setup.py that is looked at; NULL: the folder's own */
    bool namespaces;           /* a Python package may be a folder without an __init__.py */
    bool failed;               /* a way that should have given units could not */
    bool again;                /* units are there: only further modules of the same sources are asked for */
    bool asked_cmake;          /* setup.py runs CMake, with: */
    cch_word_list cmake_arguments;
};

/* Formats a path or a text; NULL (noted) without memory. */
char *cch_project_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* To tell the user, and to keep: once each. */
void cch_project_note(struct work *work, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cch_project_lacks(struct work *work, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Runs a program of the project's, or one that reads it, held back and in time. `step` names
 * its log. `environment`: NAME=VALUE over the usual, or NULL. */
int cch_project_run_confined(struct work *work, const char *step, const cch_word_list *arguments,
                             const cch_word_list *environment, const char *directory, struct cch_child_result *result,
                             cch_error *error);

/* headers.c: finds Python, torch, CUDA and so on. */
int cch_project_find_headers(struct work *work, cch_error *error);

/* ask.c: has one of the scripts look at the project. `what`: as read_sources.py
 * takes it, or "run" for setup.py under stand_in.py. *found: what it found, to be put back;
 * NULL when it could not (and a note says why). */
int cch_project_ask(struct work *work, const char *what, json_object **found, cch_error *error);

/* ask.c: how the setup.py that is looked at is called: by its path in the folder. */
const char *cch_project_setup_name(const struct work *work);

/* ask.c: makes the stand-ins, once. */
int cch_project_stand_in(struct work *work, cch_error *error);

/* cmake.c: configures it, and takes its units. */
int cch_project_configure(struct work *work, cch_error *error);

/* units.c */
int cch_project_add_extensions(struct work *work, const json_object *found, cch_error *error);
int cch_project_add_database(struct work *work, const char *path, cch_error *error);
int cch_project_write_units(struct work *work, cch_error *error);
void cch_project_release_units(struct work *work);

/* steps.c: run, python, merge. */
int cch_project_run_steps(struct work *work, cch_error *error);

/* The items of an array of texts. */
void cch_project_take_texts(cch_word_list *words, const json_object *array);

#endif
