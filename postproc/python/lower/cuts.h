/* What bounds on the work cut. Each is told: where it was, and what is missing
 * because of it (emit/problems.h). */
#ifndef CCH_PYTHON_CUTS_H
#define CCH_PYTHON_CUTS_H

enum cch_py_cut_kind {
    PY_CUT_VALUES, /* values that may be called */
    PY_CUT_ANNOTATION,
    PY_CUT_DECORATORS,
    PY_CUT_CONDITIONS,
    PY_CUT_BASES,
    PY_CUT_WRAPPERS,
    PY_CUT_ARGUMENTS,
    PY_CUT_ORIGINS,
    PY_CUT_TARGETS,
    PY_CUT_OBJECTS,
    PY_CUT_COUNT
};

#endif
