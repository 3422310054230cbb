// Texts of types, values and source code, as the graph shows them.
#ifndef CALLCHAIN_PLUGIN_SHIM_TEXT_H
#define CALLCHAIN_PLUGIN_SHIM_TEXT_H

#include "unit.h"

// Ends in "…" and a hash of the whole where it is long, so that different texts stay different.
void cut(std::string &Text);

std::string folded(llvm::StringRef Text); // white space folded, and cut
std::string sourceText(const shim_unit *Unit, const Stmt *Node);
std::string typeText(const shim_unit *Unit, QualType Type);
std::string valueText(const ASTContext &Context, const APValue &Value, QualType Type);

#endif
