// Attributes of kernels: how clang is asked. See parameters.h.
#include "parameters.h"
#include "unit.h"

#include "clang/AST/Attr.h"
#include "clang/Lex/Lexer.h"

namespace {

void evaluateInto(const shim_unit *Unit, const Expr *E, int64_t &Value) {
    Expr::EvalResult Result;
    if (E && !E->isValueDependent() && E->EvaluateAsInt(Result, *Unit->Context) &&
        compat::fitsInt64(Result.Val.getInt()))
        Value = Result.Val.getInt().getExtValue();
}

} // namespace

// The identifiers of a function's declaration, those of attributes in front of it included: from the end of
// what stands before to its body.
template <class Visitor> void visitDeclarationIdentifiers(const shim_unit *Unit, const FunctionDecl *F, Visitor Visit) {
    const SourceManager &Sources = *Unit->Sources;
    SourceLocation Begin = Sources.getFileLoc(F->getBeginLoc());
    SourceLocation End = F->doesThisDeclarationHaveABody() ? F->getBody()->getBeginLoc() : F->getEndLoc();
    End = Sources.getFileLoc(End);
    llvm::StringRef Text = Sources.getBufferData(Sources.getFileID(Begin));
    size_t First = Sources.getFileOffset(Begin), Last = Sources.getFileOffset(End);
    if (Sources.getFileID(Begin) != Sources.getFileID(End) || First > Last || Last > Text.size())
        return;
    size_t Before = Text.substr(0, First).find_last_of(";{}");
    First = Before == llvm::StringRef::npos ? 0 : Before + 1;
    Lexer Lex(Sources.getLocForStartOfFile(Sources.getFileID(Begin)), Unit->Context->getLangOpts(), Text.begin(),
              Text.begin() + First, Text.end());
    Token Next;
    for (Lex.LexFromRawLexer(Next); Next.isNot(tok::eof) && Sources.getFileOffset(Next.getLocation()) < Last;
         Lex.LexFromRawLexer(Next))
        if (Next.is(tok::raw_identifier))
            Visit(Next.getRawIdentifier());
}

void shim_kernel_facts(shim_unit *Unit, shim_function F, struct shim_kernel *Facts) {
    *Facts = {{-1, -1, -1}, {-1, -1, -1}, false, false};
    const FunctionDecl *Pattern = decl(F)->getTemplateInstantiationPattern();
    for (const FunctionDecl *Written : (Pattern ? Pattern : decl(F))->redecls())
        visitDeclarationIdentifiers(Unit, Written, [&](llvm::StringRef Identifier) {
            if (!Facts->bounds_unread && !decl(F)->hasAttr<CUDALaunchBoundsAttr>())
                Facts->bounds_unread = compat::unreadBounds(Identifier);
            if (!Facts->cluster_unread)
                Facts->cluster_unread = compat::unreadCluster(Identifier);
        });
    const FunctionDecl *Kernel = decl(F)->getMostRecentDecl();
    if (const auto *Bounds = Kernel->getAttr<CUDALaunchBoundsAttr>()) {
        evaluateInto(Unit, Bounds->getMaxThreads(), Facts->launch_bounds[0]);
        evaluateInto(Unit, Bounds->getMinBlocks(), Facts->launch_bounds[1]);
        evaluateInto(Unit, compat::maxBlocks(Bounds), Facts->launch_bounds[2]);
    }
    const Expr *Cluster[3];
    if (compat::clusterDimensions(Kernel, Cluster))
        for (unsigned Index = 0; Index < 3; ++Index) {
            Facts->cluster[Index] = 1;
            evaluateInto(Unit, Cluster[Index], Facts->cluster[Index]);
        }
}

bool shim_variable_shared(shim_unit *Unit, shim_variable Variable, struct shim_shared *Facts) {
    const VarDecl *V = decl(Variable);
    if (!V->hasAttrs() || !V->hasAttr<CUDASharedAttr>())
        return false;
    QualType Type = V->getType();
    *Facts = {V->hasExternalStorage(), 0, 0};
    if (Type->isDependentType() || (Type->isIncompleteType() && !Facts->dynamic))
        return false;
    if (!Facts->dynamic)
        Facts->bytes = (uint64_t)Unit->Context->getTypeSizeInChars(Type).getQuantity();
    // Not the variable's: that of large arrays is the host's affair.
    unsigned Bits = std::max<unsigned>(Unit->Context->getTypeAlignIfKnown(Type), V->getMaxAlignment());
    Facts->alignment = Bits / 8;
    return true;
}

bool shim_function_is_conditional(shim_unit *Unit, shim_function F) {
    const FunctionDecl *Pattern = decl(F)->getTemplateInstantiationPattern(), *Definition = nullptr;
    if (!(Pattern ? Pattern : decl(F))->isDefined(Definition))
        return false;
    const SourceManager &Sources = *Unit->Sources;
    SourceLocation Begin = Sources.getFileLoc(Definition->getBeginLoc()),
                   End = Sources.getFileLoc(Definition->getEndLoc());
    if (Begin.isInvalid() || End.isInvalid() || Sources.getFileID(Begin) != Sources.getFileID(End))
        return false;
    size_t First = Sources.getFileOffset(Begin), Last = Sources.getFileOffset(End);
    llvm::StringRef Text = Sources.getBufferData(Sources.getFileID(Begin)).slice(First, Last);
    for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1)) {
        llvm::StringRef Line = Text.take_front(At);
        Line = Line.drop_front(Line.rfind('\n') + 1).ltrim(); // npos + 1 is 0
        llvm::StringRef Word = Text.drop_front(At + 1).ltrim(" \t");
        if (Line.empty() && (compat::startsWith(Word, "if") || compat::startsWith(Word, "el")))
            return true;
    }
    return false;
}
