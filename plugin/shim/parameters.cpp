// What decides a launch: how clang is asked. See shim/parameters.h.
#include "parameters.h"
#include "unit.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/PrettyPrinter.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/Sema.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdio>

namespace {

enum {
    LONGEST = 4096,    // of a text, in bytes
    LONGEST_TYPE = 48, // of a type that is shown as a constant
    DEEPEST = 24       // of expressions within variables
};

// Ends in "…" and a hash (FNV-1a) of the whole, so that different texts stay different.
void cut(std::string &Text) {
    if (Text.size() <= LONGEST)
        return;
    uint64_t Hash = 0xcbf29ce484222325u;
    for (unsigned char Byte : Text)
        Hash = (Hash ^ Byte) * 0x100000001b3u;
    size_t End = LONGEST;
    while (End && (Text[End] & 0xc0) == 0x80) // not within a character
        --End;
    char Digits[24];
    snprintf(Digits, sizeof Digits, "…#%016llx", static_cast<unsigned long long>(Hash));
    Text.resize(End);
    Text += Digits;
}

// White space folded.
std::string folded(llvm::StringRef Text) {
    std::string Result;
    for (char Byte : Text) {
        bool Blank = Byte == ' ' || Byte == '\n' || Byte == '\t' || Byte == '\r';
        if (!Blank)
            Result += Byte;
        else if (!Result.empty() && Result.back() != ' ')
            Result += ' ';
    }
    while (!Result.empty() && Result.back() == ' ')
        Result.pop_back();
    cut(Result);
    return Result;
}

std::string typeText(const shim_unit *Unit, QualType Type) {
    std::string Text = Type.getCanonicalType().getAsString(Unit->Policy);
    cut(Text);
    return Text;
}

// Template arguments ------------------------------------------------------------

void visitArgument(shim_unit *Unit, const std::string &Name, const TemplateArgument &Argument,
                   shim_template_argument_visitor *Visit, void *Data) {
    if (Argument.getKind() == TemplateArgument::Pack) {
        unsigned Index = 0;
        for (const TemplateArgument &Item : Argument.pack_elements())
            visitArgument(Unit, Name + "[" + std::to_string(Index++) + "]", Item, Visit, Data);
        return;
    }
    std::string Value;
    const CXXRecordDecl *Record = nullptr;
    if (Argument.getKind() == TemplateArgument::Type) {
        Value = typeText(Unit, Argument.getAsType());
        Record = Argument.getAsType()->getAsCXXRecordDecl();
    } else {
        llvm::raw_string_ostream Out(Value);
        Argument.print(Unit->Policy, Out, /*IncludeType=*/false);
        Out.flush();
    }
    cut(Value);
    shim_template_argument Facts = {Name.c_str(), Value.c_str(), handle(Record)};
    Visit(Data, &Facts);
}

void visitArguments(shim_unit *Unit, const TemplateParameterList *Parameters,
                    llvm::ArrayRef<TemplateArgument> Arguments, shim_template_argument_visitor *Visit, void *Data) {
    for (unsigned Index = 0; Index < Arguments.size(); ++Index) {
        std::string Name;
        if (Parameters && Index < Parameters->size())
            Name = Parameters->getParam(Index)->getNameAsString();
        visitArgument(Unit, Name, Arguments[Index], Visit, Data);
    }
}

} // namespace

void shim_function_template_arguments(shim_unit *Unit, shim_function F, shim_template_argument_visitor *Visit,
                                      void *Data) {
    const TemplateArgumentList *Arguments = decl(F)->getTemplateSpecializationArgs();
    const FunctionTemplateDecl *Template = decl(F)->getPrimaryTemplate();
    if (Arguments && Template)
        visitArguments(Unit, Template->getTemplateParameters(), Arguments->asArray(), Visit, Data);
}

void shim_record_template_arguments(shim_unit *Unit, shim_record R, shim_template_argument_visitor *Visit, void *Data) {
    const auto *Record = dyn_cast<ClassTemplateSpecializationDecl>(decl(R));
    if (!Record)
        return;
    const ClassTemplateDecl *Template = Record->getSpecializedTemplate();
    if (const CXXRecordDecl *Definition = Template->getTemplatedDecl()->getDefinition())
        if (const ClassTemplateDecl *Described = Definition->getDescribedClassTemplate())
            Template = Described;
    visitArguments(Unit, Template->getTemplateParameters(), Record->getTemplateArgs().asArray(), Visit, Data);
}

// Classes ---------------------------------------------------------------------------

namespace {

const CXXRecordDecl *written(const CXXRecordDecl *Record) {
    if (const CXXRecordDecl *Pattern = Record->getTemplateInstantiationPattern())
        Record = Pattern;
    return Record->getDefinition() ? Record->getDefinition() : Record;
}

// What the program has not needed may be instantiated where nothing is compiled.
bool mayInstantiate(const shim_unit *Unit) {
    return Unit->Compiler->hasSema() && Unit->Compiler->getFrontendOpts().ProgramAction == frontend::ParseSyntaxOnly;
}

// Keeps what an instantiation complains of to itself.
class Silence {
  public:
    explicit Silence(shim_unit *Unit) : Diagnostics(Unit->Compiler->getDiagnostics()) {
        Before = Diagnostics.getSuppressAllDiagnostics();
        Diagnostics.setSuppressAllDiagnostics(true);
    }
    ~Silence() { Diagnostics.setSuppressAllDiagnostics(Before); }

  private:
    DiagnosticsEngine &Diagnostics;
    bool Before;
};

void instantiate(shim_unit *Unit, VarDecl *Member) {
    if (!mayInstantiate(Unit))
        return;
    Silence Quiet(Unit);
    Unit->Compiler->getSema().InstantiateVariableDefinition(Member->getLocation(), Member);
}

std::string valueText(const ASTContext &Context, const APValue &Value, QualType Type) {
    if (Value.isInt() && Type->isBooleanType())
        return Value.getInt() != 0 ? "true" : "false";
    if (Value.isInt()) {
        llvm::SmallString<32> Digits;
        Value.getInt().toString(Digits, 10);
        return Digits.str().str();
    }
    std::string Text = Value.getAsString(Context, Type);
    cut(Text);
    return Text;
}

void visitConstant(shim_unit *Unit, VarDecl *Member, bool Force, shim_constant_visitor *Visit, void *Data) {
    std::string Name = Member->getNameAsString(), Value, Reason;
    bool Instantiated = Member->getAnyInitializer() != nullptr;
    if (!Instantiated && Force && Member->getInstantiatedFromStaticDataMember())
        instantiate(Unit, Member);
    const VarDecl *Holder = nullptr;
    const Expr *Init = Member->getAnyInitializer(Holder);
    llvm::SmallVector<PartialDiagnosticAt, 4> Notes;
    APValue Result;
    if (!Init) {
        const VarDecl *Pattern = Member->getInstantiatedFromStaticDataMember();
        Reason = Pattern && Pattern->getAnyInitializer() ? "nothing in this unit needs its value"
                                                         : "it has no initializer here";
    } else if (Init->isValueDependent() || Member->isInvalidDecl() || Init->containsErrors()) {
        Reason = "its initializer is in error";
    } else if (Init->EvaluateAsInitializer(Result, *Unit->Context, Holder, Notes, Member->isConstexpr()) &&
               Result.hasValue()) {
        Value = valueText(*Unit->Context, Result, Member->getType());
    } else {
        Reason = "not a constant expression";
        if (!Notes.empty()) {
            llvm::SmallString<128> Note;
            Notes.front().second.EmitToString(Unit->Compiler->getDiagnostics(), Note);
            Reason += ": " + Note.str().str();
        }
        cut(Reason);
    }
    shim_constant Facts = {Name.c_str(), Value.c_str(), Reason.c_str(), Instantiated,
                           fileLocation(Unit, Member->getLocation()).getRawEncoding()};
    Visit(Data, &Facts);
}

void visitEnumerators(shim_unit *Unit, const EnumDecl *Enum, shim_constant_visitor *Visit, void *Data) {
    for (const EnumConstantDecl *Enumerator : Enum->enumerators()) {
        std::string Name = Enumerator->getNameAsString();
        if (Enum->getIdentifier())
            Name = Enum->getNameAsString() + "::" + Name;
        llvm::SmallString<32> Value;
        Enumerator->getInitVal().toString(Value, 10);
        std::string Text = Value.str().str();
        shim_constant Facts = {Name.c_str(), Text.c_str(), "", true,
                               fileLocation(Unit, Enumerator->getLocation()).getRawEncoding()};
        Visit(Data, &Facts);
    }
}

// The enumerators of a template's scoped enumeration are instantiated when one is named.
const EnumDecl *completeEnum(shim_unit *Unit, EnumDecl *Enum) {
    if (!Enum->getDefinition() && Enum->getInstantiatedFromMemberEnum() && mayInstantiate(Unit)) {
        Silence Quiet(Unit);
        Unit->Compiler->getSema().RequireCompleteEnumDecl(Enum, Enum->getLocation());
    }
    return Enum->getDefinition() ? Enum->getDefinition() : Enum;
}

// `using Element = ns::half_t`; types whose names are long are no constants to anyone.
void visitAlias(shim_unit *Unit, const TypedefNameDecl *Alias, shim_constant_visitor *Visit, void *Data) {
    QualType Type = Alias->getUnderlyingType();
    if (Type->isDependentType())
        return;
    std::string Name = Alias->getNameAsString(), Value = typeText(Unit, Type);
    if (Value.size() > LONGEST_TYPE)
        return;
    shim_constant Facts = {Name.c_str(), Value.c_str(), "", true,
                           fileLocation(Unit, Alias->getLocation()).getRawEncoding()};
    Visit(Data, &Facts);
}

} // namespace

uint32_t shim_record_location(shim_unit *Unit, shim_record R) {
    return fileLocation(Unit, written(decl(R))->getLocation()).getRawEncoding();
}

void shim_record_nested(shim_unit *Unit, shim_record R, shim_record_visitor *Visit, void *Data) {
    const CXXRecordDecl *Definition = decl(R)->getDefinition();
    if (!Definition)
        return;
    std::vector<Decl *> Members(Definition->decls_begin(), Definition->decls_end());
    for (Decl *Member : Members) {
        auto *Nested = dyn_cast<CXXRecordDecl>(Member);
        if (!Nested || Nested->isImplicit() || !Nested->getIdentifier() || Nested->isDependentContext())
            continue;
        if (!Nested->getDefinition() && Nested->getInstantiatedFromMemberClass() && mayInstantiate(Unit)) {
            Silence Quiet(Unit);
            Unit->Compiler->getSema().isCompleteType(Nested->getLocation(), compat::recordType(*Unit->Context, Nested));
        }
        if (Nested->getDefinition())
            Visit(Data, handle(Nested));
    }
}

void shim_record_constants(shim_unit *Unit, shim_record R, bool Force, shim_constant_visitor *Visit, void *Data) {
    const CXXRecordDecl *Definition = decl(R)->getDefinition();
    if (!Definition)
        return;
    std::vector<Decl *> Members(Definition->decls_begin(), Definition->decls_end());
    for (Decl *Member : Members) {
        auto *Variable = dyn_cast<VarDecl>(Member);
        if (Variable && Variable->isStaticDataMember() &&
            (Variable->isConstexpr() ||
             (Variable->getType().isConstQualified() && Variable->getType()->isIntegralOrEnumerationType())))
            visitConstant(Unit, Variable, Force, Visit, Data);
        else if (const auto *Alias = dyn_cast<TypedefNameDecl>(Member))
            visitAlias(Unit, Alias, Visit, Data);
        else if (auto *Enum = dyn_cast<EnumDecl>(Member))
            visitEnumerators(Unit, completeEnum(Unit, Enum), Visit, Data);
    }
}

// Kernels ------------------------------------------------------------------------------

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

// Branches -------------------------------------------------------------------------------

namespace {

bool leaves(const Stmt *Node) {
    if (const auto *Block = dyn_cast_or_null<CompoundStmt>(Node))
        return !Block->body_empty() && leaves(Block->body_back());
    return Node && isa<ReturnStmt>(Node);
}

// `if (c) return;`: what follows in the block is under !c.
const IfStmt *returningIf(const Stmt *Node) {
    const auto *If = dyn_cast_or_null<IfStmt>(Node);
    return If && !If->getElse() && !If->isConstexpr() && !If->isConsteval() && leaves(If->getThen()) ? If : nullptr;
}

bool isBool(const Expr *E) { return E && E->getType()->isBooleanType(); }

struct Outcome {
    const Stmt *Part;
    const Expr *Condition;
    const char *Text;
};

// The parts of a branch that do not always run.
unsigned outcomes(const Stmt *Node, Outcome (&Found)[2]) {
    if (const auto *If = dyn_cast<IfStmt>(Node)) {
        Found[0] = {If->getThen(), If->getCond(), "true"};
        Found[1] = {If->getElse(), If->getCond(), "false"};
        return 2;
    }
    if (const auto *Choice = dyn_cast<ConditionalOperator>(Node)) {
        Found[0] = {Choice->getTrueExpr(), Choice->getCond(), "true"};
        Found[1] = {Choice->getFalseExpr(), Choice->getCond(), "false"};
        return 2;
    }
    if (const auto *Logic = dyn_cast<BinaryOperator>(Node)) {
        Found[0] = {Logic->getRHS(), Logic->getLHS(), Logic->getOpcode() == BO_LAnd ? "true" : "false"};
        return 1;
    }
    return 0;
}

std::string sourceText(const shim_unit *Unit, const Stmt *Node) {
    return folded(shim_stmt_text(const_cast<shim_unit *>(Unit), handle(Node)));
}

// The label or labels of a statement in a switch; the statement behind them.
std::string labels(const shim_unit *Unit, const Stmt *Node, const Stmt *&Labelled) {
    std::string Text;
    for (; Node; Node = Labelled) {
        if (const auto *Case = dyn_cast<CaseStmt>(Node)) {
            Text += (Text.empty() ? "case " : ", ") + sourceText(Unit, Case->getLHS());
            Labelled = Case->getSubStmt();
        } else if (const auto *Default = dyn_cast<DefaultStmt>(Node)) {
            Text += Text.empty() ? "default" : ", default";
            Labelled = Default->getSubStmt();
        } else {
            break;
        }
    }
    return Text;
}

void switchParts(shim_unit *Unit, const SwitchStmt *Switch, shim_branch_visitor *Visit, void *Data) {
    for (const Stmt *Part : {Switch->getInit(), static_cast<const Stmt *>(Switch->getConditionVariableDeclStmt()),
                             static_cast<const Stmt *>(Switch->getCond())})
        if (Part)
            Visit(Data, handle(Part), nullptr, "");
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Switch->getBody());
    std::string Now;
    bool Falls = false; // from the statement before into this one
    auto See = [&](const Stmt *Part) {
        const Stmt *Labelled = Part;
        std::string Here = labels(Unit, Part, Labelled);
        if (!Here.empty())
            Now = Falls && !Now.empty() ? Now + ", " + Here : Here;
        Falls = !isa_and_nonnull<BreakStmt, ReturnStmt>(Labelled) && !leaves(Labelled);
        if (const auto *Inner = dyn_cast_or_null<CompoundStmt>(Labelled))
            Falls = Inner->body_empty() || !isa<BreakStmt, ReturnStmt>(Inner->body_back());
        Visit(Data, handle(Part), handle(static_cast<const Stmt *>(Switch->getCond())), Now.c_str());
    };
    if (!Block)
        return See(Switch->getBody());
    for (const Stmt *Part : Block->body())
        See(Part);
}

struct Parts {
    shim_branch_visitor *Visit;
    void *Data;
    Outcome Found[2];
    unsigned Count;
};

void visitPart(void *Data, shim_stmt Part) {
    const Parts &All = *static_cast<Parts *>(Data);
    for (unsigned Index = 0; Index < All.Count; ++Index)
        if (handle(All.Found[Index].Part) == Part)
            return All.Visit(All.Data, Part, handle(static_cast<const Stmt *>(All.Found[Index].Condition)),
                             All.Found[Index].Text);
    All.Visit(All.Data, Part, nullptr, "");
}

} // namespace

enum shim_branch_kind shim_branch_kind(shim_stmt S) {
    const Stmt *Node = stmt(S);
    if (const auto *If = dyn_cast<IfStmt>(Node))
        return If->isConsteval() ? SHIM_BRANCH_NONE : If->isConstexpr() ? SHIM_BRANCH_IF_CONSTEXPR : SHIM_BRANCH_IF;
    if (isa<SwitchStmt>(Node))
        return SHIM_BRANCH_SWITCH;
    if (isa<ConditionalOperator>(Node))
        return SHIM_BRANCH_CHOICE;
    if (const auto *Logic = dyn_cast<BinaryOperator>(Node))
        return Logic->getOpcode() == BO_LAnd && isBool(Logic)  ? SHIM_BRANCH_AND
               : Logic->getOpcode() == BO_LOr && isBool(Logic) ? SHIM_BRANCH_OR
                                                               : SHIM_BRANCH_NONE;
    if (const auto *Block = dyn_cast<CompoundStmt>(Node))
        for (const Stmt *Part : Block->body())
            if (returningIf(Part))
                return SHIM_BRANCH_RETURN;
    return SHIM_BRANCH_NONE;
}

void shim_branch_parts(shim_unit *Unit, shim_stmt S, shim_branch_visitor *Visit, void *Data) {
    if (const auto *Switch = dyn_cast<SwitchStmt>(stmt(S)))
        return switchParts(Unit, Switch, Visit, Data);
    if (const auto *Block = dyn_cast<CompoundStmt>(stmt(S))) {
        for (const Stmt *Part : Block->body()) {
            const IfStmt *If = returningIf(Part);
            Visit(Data, handle(Part), nullptr, "");
            if (If) // what follows
                Visit(Data, nullptr, handle(static_cast<const Stmt *>(If->getCond())), "false");
        }
        return;
    }
    Parts All = {Visit, Data, {}, 0};
    All.Count = outcomes(stmt(S), All.Found);
    shim_stmt_children(Unit, S, visitPart, &All);
}

const char *shim_stmt_macro(shim_unit *Unit, shim_stmt S) {
    SourceLocation Location = stmt(S)->getBeginLoc();
    if (const auto *Choice = dyn_cast<ConditionalOperator>(stmt(S)))
        Location = Choice->getQuestionLoc();
    else if (const auto *Logic = dyn_cast<BinaryOperator>(stmt(S)))
        Location = Logic->getOperatorLoc();
    while (Location.isMacroID() && Unit->Sources->isMacroArgExpansion(Location))
        Location = Unit->Sources->getImmediateSpellingLoc(Location);
    if (!Location.isMacroID())
        return "";
    return keep(Unit, Lexer::getImmediateMacroName(Location, *Unit->Sources, Unit->Context->getLangOpts()));
}

void shim_branch_definitions(shim_unit *Unit, shim_stmt S, shim_text_visitor *Visit, void *Data) {
    const Stmt *Part = S ? stmt(S) : nullptr;
    while (const auto *Label = dyn_cast_or_null<SwitchCase>(Part))
        Part = Label->getSubStmt();
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Part);
    if (!Block)
        return;
    for (const Stmt *First : Block->body()) {
        const auto *Declaration = dyn_cast<DeclStmt>(First);
        if (!Declaration)
            return;
        for (const Decl *D : Declaration->decls()) {
            std::string Text;
            if (const auto *Alias = dyn_cast<TypedefNameDecl>(D)) {
                if (!Alias->getUnderlyingType()->isDependentType())
                    Text = Alias->getNameAsString() + " = " + typeText(Unit, Alias->getUnderlyingType());
            } else if (const auto *Variable = dyn_cast<VarDecl>(D)) {
                const APValue *Value =
                    Variable->isConstexpr() && Variable->getInit() && !Variable->getInit()->isValueDependent()
                        ? Variable->evaluateValue()
                        : nullptr;
                if (Value)
                    Text = Variable->getNameAsString() + " = " + valueText(*Unit->Context, *Value, Variable->getType());
            }
            if (!Text.empty())
                Visit(Data, Text.c_str());
        }
    }
}

// Expressions --------------------------------------------------------------------------------

namespace {

bool isConstant(const shim_unit *Unit, const Expr *E) {
    Expr::EvalResult Result;
    return !E->isTypeDependent() && !E->isValueDependent() && !E->containsErrors() &&
           E->getType()->isIntegralOrEnumerationType() &&
           E->EvaluateAsInt(Result, *Unit->Context, Expr::SE_NoSideEffects);
}

// Prints constants as numbers and variables as what gives them their value.
class Folder : public PrinterHelper {
  public:
    Folder(shim_unit *Unit, shim_substitution *Substitute, shim_naming *Name, void *Data)
        : Unit(Unit), Substitute(Substitute), Name(Name), Data(Data) {}

    bool handledStmt(Stmt *Node, llvm::raw_ostream &Out) override {
        const auto *E = dyn_cast_or_null<Expr>(Node);
        if (!E)
            return false;
        if (isa<LambdaExpr>(E)) {
            Out << "[…] {…}";
            return true;
        }
        if (isa<FloatingLiteral>(E)) { // as written: 0.0, not 0.
            std::string Text = sourceText(Unit, E);
            Out << Text;
            return !Text.empty();
        }
        const Expr *Bare = E->IgnoreParenImpCasts();
        const auto *Reference = dyn_cast<DeclRefExpr>(Bare);
        if (Reference && isa<EnumConstantDecl>(Reference->getDecl()))
            return false;
        const char *Value = isa<StringLiteral, CXXNullPtrLiteralExpr, CharacterLiteral>(Bare)
                                ? nullptr
                                : shim_constant_text(Unit, handle(Node), Substitute, Data);
        if (Value) {
            Out << Value;
            return true;
        }
        const char *Called = Name && isa<DeclRefExpr, MemberExpr>(E) ? Name(Data, handle(Node)) : nullptr;
        if (Called) {
            Out << Called;
            return true;
        }
        return Reference && Reference == E && substituted(Reference, Out);
    }

  private:
    bool substituted(const DeclRefExpr *Reference, llvm::raw_ostream &Out) {
        const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
        const Expr *Value =
            Variable && Substitute && Depth < DEEPEST ? expr(Substitute(Data, handle(Variable))) : nullptr;
        if (!Value)
            return false;
        const Expr *Bare = Value->IgnoreParenImpCasts();
        bool Simple = isa<DeclRefExpr, MemberExpr, CallExpr, IntegerLiteral, CXXConstructExpr>(Bare);
        ++Depth;
        Out << (Simple ? "" : "(");
        const_cast<Expr *>(Value)->printPretty(Out, this, Unit->Policy);
        Out << (Simple ? "" : ")");
        --Depth;
        return true;
    }

    shim_unit *Unit;
    shim_substitution *Substitute;
    shim_naming *Name;
    void *Data;
    unsigned Depth = 0;
};

std::string printed(shim_unit *Unit, const Expr *E, shim_substitution *Substitute, shim_naming *Name, void *Data) {
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    Folder Helper(Unit, Substitute, Name, Data);
    E->printPretty(Out, &Helper, Unit->Policy);
    Out.flush();
    return folded(Text);
}

class Leaves {
  public:
    Leaves(shim_unit *Unit, shim_leaf_visitor *Visit, void *Data) : Unit(Unit), Visit(Visit), Data(Data) {}

    // Returns whether a variable or field was found.
    bool look(const Stmt *Node, unsigned Depth = 0) {
        const auto *E = dyn_cast_or_null<Expr>(Node);
        bool Found = false;
        if (!E || Depth > 200 || isa<LambdaExpr>(E) || shim_constant_text(Unit, handle(Node), nullptr, nullptr))
            return false;
        if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
            return look(Default->getExpr(), Depth + 1);
        if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
            return reference(Reference);
        if (const auto *Member = dyn_cast<MemberExpr>(E))
            return member(Member, Depth);
        if (const auto *Call = dyn_cast<CallExpr>(E))
            if (!isa<CXXOperatorCallExpr>(Call))
                return call(Call, Depth);
        for (const Stmt *Child : E->children())
            Found |= look(Child, Depth + 1);
        return Found;
    }

  private:
    void tell(enum shim_leaf Kind, const Expr *E, const VarDecl *Variable, const FunctionDecl *Callee) {
        std::string Text = printed(Unit, E, nullptr, nullptr, nullptr);
        shim_leaf_facts Facts = {Kind, Text.c_str(), handle(Variable), handle(Callee),
                                 handle(static_cast<const Stmt *>(E))};
        Visit(Data, &Facts);
    }

    bool reference(const DeclRefExpr *Reference) {
        const ValueDecl *Named = Reference->getDecl();
        const auto *Variable = dyn_cast<VarDecl>(Named);
        if (const auto *Binding = dyn_cast<BindingDecl>(Named))
            Variable = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
        if (!Variable)
            return false;
        tell(SHIM_LEAF_VARIABLE, Reference, Variable, nullptr);
        return true;
    }

    bool member(const MemberExpr *Member, unsigned Depth) {
        if (const auto *Variable = dyn_cast<VarDecl>(Member->getMemberDecl())) {
            tell(SHIM_LEAF_VARIABLE, Member, Variable, nullptr);
            return true;
        }
        if (!isa<FieldDecl>(Member->getMemberDecl()))
            return look(Member->getBase(), Depth + 1);
        tell(SHIM_LEAF_FIELD, Member, nullptr, nullptr);
        return true;
    }

    bool call(const CallExpr *Call, unsigned Depth) {
        const FunctionDecl *Callee = Call->getDirectCallee();
        bool Found = false;
        if (isa<CXXMemberCallExpr>(Call)) { // q.size(0): what the object tells
            if (isa_and_nonnull<CXXConversionDecl>(Callee))
                return look(cast<CXXMemberCallExpr>(Call)->getImplicitObjectArgument(), Depth + 1);
            tell(SHIM_LEAF_CALL, Call, nullptr, Callee);
            return true;
        }
        for (const Expr *Argument : Call->arguments())
            Found |= hasValue(Argument, Depth + 1);
        if (!Found) { // it is the call itself that tells
            tell(SHIM_LEAF_CALL, Call, nullptr, Callee);
            return false;
        }
        for (const Expr *Argument : Call->arguments())
            look(Argument, Depth + 1);
        if (Callee && !Callee->isConstexpr() && !Callee->hasBody())
            tell(SHIM_LEAF_CALL, Call, nullptr, Callee);
        return true;
    }

    bool hasValue(const Expr *E, unsigned Depth) {
        Leaves Quiet(Unit, [](void *, const shim_leaf_facts *) {}, nullptr);
        return Quiet.look(E, Depth);
    }

    shim_unit *Unit;
    shim_leaf_visitor *Visit;
    void *Data;
};

} // namespace

const char *shim_expression_folded(shim_unit *Unit, shim_stmt S, shim_substitution *Substitute, void *Data) {
    return shim_expression_named(Unit, S, Substitute, nullptr, Data);
}

const char *shim_expression_named(shim_unit *Unit, shim_stmt S, shim_substitution *Substitute, shim_naming *Name,
                                  void *Data) {
    const Expr *E = S ? expr(S) : nullptr;
    if (!E || E->isTypeDependent() || E->isValueDependent())
        return "";
    return keep(Unit, printed(Unit, E, Substitute, Name, Data));
}

bool shim_expression_is_constant(shim_unit *Unit, shim_stmt S) { return S && expr(S) && isConstant(Unit, expr(S)); }

void shim_expression_leaves(shim_unit *Unit, shim_stmt S, shim_leaf_visitor *Visit, void *Data) {
    if (S)
        Leaves(Unit, Visit, Data).look(stmt(S));
}

bool shim_type_is_integer(shim_type T) {
    return !type(T).isNull() && type(T).getNonReferenceType()->isIntegralOrEnumerationType();
}

bool shim_type_is_pointer(shim_type T) { return type(T).getNonReferenceType()->isAnyPointerType(); }

bool shim_type_is_code(shim_type T) {
    QualType Type = type(T).isNull() ? type(T) : type(T).getNonReferenceType();
    return !Type.isNull() && (Type->isFunctionType() || Type->isFunctionPointerType() || Type->isVoidPointerType());
}

unsigned shim_parameter_number(shim_variable V) {
    const auto *Function = isa<ParmVarDecl>(decl(V)) ? dyn_cast<FunctionDecl>(decl(V)->getDeclContext()) : nullptr;
    for (unsigned Index = 0; Function && Index < Function->getNumParams(); ++Index)
        if (Function->getParamDecl(Index) == decl(V)) // those of a pack have one scope index
            return Index + 1;
    return 0;
}

shim_function shim_variable_owner(shim_variable V) {
    if (isa<ParmVarDecl>(decl(V)))
        return nullptr;
    return handle(dyn_cast_or_null<FunctionDecl>(decl(V)->getParentFunctionOrMethod()));
}

static const VarDecl *named(const Expr *E) {
    const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    return Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
}

bool shim_sets_variable(shim_stmt S, shim_variable *Variable, shim_stmt *Value) {
    const VarDecl *Set = nullptr;
    *Value = nullptr;
    if (const auto *Binary = dyn_cast<BinaryOperator>(stmt(S))) {
        Set = Binary->isAssignmentOp() ? named(Binary->getLHS()) : nullptr;
        if (Binary->getOpcode() == BO_Assign)
            *Value = handle(static_cast<const Stmt *>(Binary->getRHS()));
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(stmt(S))) {
        Set = Unary->isIncrementDecrementOp() ? named(Unary->getSubExpr()) : nullptr;
    } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(stmt(S))) {
        Set = Call->isAssignmentOp() && Call->getNumArgs() == 2 ? named(Call->getArg(0)) : nullptr;
        if (Set && Call->getOperator() == OO_Equal)
            *Value = handle(static_cast<const Stmt *>(Call->getArg(1)));
    }
    *Variable = handle(Set);
    return Set != nullptr;
}

bool shim_sets_member(shim_stmt S, shim_variable *Variable, const char **Member) {
    const Expr *Target = nullptr;
    if (const auto *Binary = dyn_cast<BinaryOperator>(stmt(S)))
        Target = Binary->isAssignmentOp() ? Binary->getLHS() : nullptr;
    else if (const auto *Unary = dyn_cast<UnaryOperator>(stmt(S)))
        Target = Unary->isIncrementDecrementOp() ? Unary->getSubExpr() : nullptr;
    const auto *Place = Target ? dyn_cast<MemberExpr>(Target->IgnoreParenCasts()) : nullptr;
    const VarDecl *Set = Place && !Place->isArrow() ? named(Place->getBase()) : nullptr;
    const IdentifierInfo *Name = Set ? Place->getMemberDecl()->getIdentifier() : nullptr;
    *Variable = handle(Set);
    *Member = Name ? Name->getNameStart() : "";
    return Name != nullptr;
}

bool shim_parameter_is_output(shim_function F, unsigned Index) {
    if (Index >= decl(F)->getNumParams())
        return false;
    const auto *Reference = decl(F)->getParamDecl(Index)->getType()->getAs<LValueReferenceType>();
    return Reference && !Reference->getPointeeType().isConstQualified();
}

shim_variable shim_address_of_variable(shim_stmt S) {
    const Expr *E = expr(S);
    const auto *Unary = E ? dyn_cast<UnaryOperator>(E->IgnoreParenCasts()) : nullptr;
    return handle(Unary && Unary->getOpcode() == UO_AddrOf ? named(Unary->getSubExpr()) : nullptr);
}

const char *shim_member_class_name(shim_unit *Unit, shim_stmt S) {
    const auto *Member = dyn_cast<MemberExpr>(stmt(S));
    const auto *Record = Member ? dyn_cast<RecordDecl>(Member->getMemberDecl()->getDeclContext()) : nullptr;
    return Record && Record->getIdentifier() ? keep(Unit, Record->getName()) : "";
}

// Names ------------------------------------------------------------------------------------------

namespace {

template <class Visitor> void visitIdentifiers(const shim_unit *Unit, SourceRange Range, Visitor See) {
    const SourceManager &Sources = *Unit->Sources;
    SourceLocation Begin = Sources.getExpansionLoc(Range.getBegin()), End = Sources.getExpansionLoc(Range.getEnd());
    if (Begin.isInvalid() || End.isInvalid() || Sources.getFileID(Begin) != Sources.getFileID(End))
        return;
    bool Invalid = false;
    llvm::StringRef Buffer = Sources.getBufferData(Sources.getFileID(Begin), &Invalid);
    unsigned From = Sources.getFileOffset(Begin), To = Sources.getFileOffset(End);
    if (Invalid || From > To || To > Buffer.size())
        return;
    Lexer Raw(Sources.getLocForStartOfFile(Sources.getFileID(Begin)), Unit->Context->getLangOpts(), Buffer.begin(),
              Buffer.begin() + From, Buffer.end());
    Token Found;
    while (!Raw.LexFromRawLexer(Found) && Sources.getFileOffset(Found.getLocation()) <= To)
        if (Found.is(tok::raw_identifier))
            See(Found.getRawIdentifier().str());
}

} // namespace

void shim_function_identifiers(shim_unit *Unit, shim_function F, shim_text_visitor *Visit, void *Data) {
    const FunctionDecl *Definition = nullptr;
    if (decl(F)->isDefined(Definition))
        visitIdentifiers(Unit, Definition->getSourceRange(),
                         [&](const std::string &Name) { Visit(Data, Name.c_str()); });
}

void shim_record_member_identifiers(shim_unit *Unit, shim_record R, shim_member_visitor *Visit, void *Data) {
    for (const Decl *Member : written(decl(R))->decls()) {
        const auto *Named = dyn_cast<NamedDecl>(Member);
        const auto *Variable = dyn_cast<VarDecl>(Member);
        if (!Named || Named->isImplicit() || !Named->getIdentifier() ||
            !(isa<TypedefNameDecl, EnumDecl>(Member) || (Variable && Variable->isStaticDataMember())))
            continue;
        std::string Name = Named->getNameAsString();
        visitIdentifiers(Unit, Member->getSourceRange(), [&](const std::string &Identifier) {
            if (Identifier != Name)
                Visit(Data, Name.c_str(), Identifier.c_str());
        });
    }
}
