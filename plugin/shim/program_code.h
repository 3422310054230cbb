// What the files that tell what a function does share (shim/program.h).
#ifndef CALLCHAIN_PLUGIN_SHIM_PROGRAM_CODE_H
#define CALLCHAIN_PLUGIN_SHIM_PROGRAM_CODE_H

#include "program.h"
#include "unit.h"

void describeExpression(shim_unit *Unit, const Expr *E, shim_code *Code);
void describeAlone(shim_unit *Unit, const Expr *E, shim_code *Code); // a statement's
void describeStatement(shim_unit *Unit, const Stmt *S, shim_code *Code);

// "ns::Class::name" without template arguments and inline or anonymous namespaces.
std::string qualifiedName(const NamedDecl *D);

// The destructor of a type if it matters (shim_destructor_matters), or null.
const CXXDestructorDecl *matteringDestructor(shim_unit *Unit, QualType Type);

// What a prvalue's temporary is made by, if its end matters: looked for behind casts that make no other object.
const CXXBindTemporaryExpr *boundTemporary(shim_unit *Unit, const Expr *E);

// A type as handlers are matched by: without qualifiers and references.
std::string caughtName(shim_unit *Unit, QualType Type);

#endif
