// What the files that follow named values share: the ways between clang's
// declarations and the handles of flow.h.
#ifndef CALLCHAIN_PLUGIN_SHIM_NAMED_H
#define CALLCHAIN_PLUGIN_SHIM_NAMED_H

#include "flow.h"
#include "unit.h"

static inline const NamedDecl *named(shim_named N) { return reinterpret_cast<const NamedDecl *>(N); }
static inline shim_named handleNamed(const NamedDecl *D) { return reinterpret_cast<shim_named>(D); }

// The function that a declaration in this context belongs to, or null.
static inline const FunctionDecl *owner(const DeclContext *Context) {
    while (Context && !isa<FunctionDecl>(Context) && !Context->isFileContext() && !isa<TagDecl>(Context))
        Context = Context->getParent();
    return dyn_cast_or_null<FunctionDecl>(Context);
}

#endif
