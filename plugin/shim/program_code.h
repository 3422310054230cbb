// What the files that tell what a function does share (shim/program.h).
#ifndef CALLCHAIN_PLUGIN_SHIM_PROGRAM_CODE_H
#define CALLCHAIN_PLUGIN_SHIM_PROGRAM_CODE_H

#include "program.h"
#include "unit.h"

void describeExpression(shim_unit *Unit, const Expr *E, shim_code *Code);
void describeStatement(shim_unit *Unit, const Stmt *S, shim_code *Code);

// "ns::Class::name" without template arguments and inline or anonymous namespaces.
std::string qualifiedName(const NamedDecl *D);

#endif
