// Template arguments, as a specialization has them and as they are written:
// how clang is asked. See parameters.h and flow.h.
#include "named.h"
#include "parameters.h"
#include "text.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/raw_ostream.h"

// Of a specialization ---------------------------------------------------------------

namespace {

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

// As they are written -----------------------------------------------------------------

namespace {

struct Names {
    shim_named_visitor *Visit;
    void *Data;
    unsigned Budget = 10000; // of one question: types can be enormous
    bool Cut = false;        // it was not enough, or they are nested deeper than the stack is to be
};

enum { NESTED_DEPTH = 1000 };

bool mayLook(Names &Found, int Depth) {
    Found.Cut = Found.Cut || Depth > NESTED_DEPTH || !Found.Budget;
    if (!Found.Cut)
        --Found.Budget;
    return !Found.Cut;
}

void typeNames(QualType Type, Names &Found, int Depth);

void expressionNames(const Stmt *Node, Names &Found, int Depth) {
    if (!Node || !mayLook(Found, Depth))
        return;
    if (isa<DeclRefExpr, MemberExpr, SubstNonTypeTemplateParmExpr>(Node)) {
        if (shim_named Name = shim_flow_named(handle(Node)))
            Found.Visit(Found.Data, Name);
        if (const auto *Reference = dyn_cast<DeclRefExpr>(Node))
            if (const Type *Qualifier = compat::qualifierType(Reference))
                typeNames(QualType(Qualifier, 0), Found, Depth + 1);
        return;
    }
    for (const Stmt *Child : Node->children())
        expressionNames(Child, Found, Depth + 1);
}

void argumentNames(const TemplateArgument &Argument, Names &Found, int Depth) {
    if (Argument.getKind() == TemplateArgument::Type)
        typeNames(Argument.getAsType(), Found, Depth);
    else if (Argument.getKind() == TemplateArgument::Expression)
        expressionNames(Argument.getAsExpr(), Found, Depth);
    else if (Argument.getKind() == TemplateArgument::Pack)
        for (const TemplateArgument &Item : Argument.getPackAsArray())
            argumentNames(Item, Found, Depth + 1);
}

void typeNames(QualType Type, Names &Found, int Depth) {
    while (!Type.isNull() && mayLook(Found, Depth)) {
        if (const auto *Substituted = dyn_cast<SubstTemplateTypeParmType>(Type.getTypePtr())) {
            if (const TemplateTypeParmDecl *Parameter = compat::replacedParameter(Substituted))
                Found.Visit(Found.Data, handleNamed(Parameter));
            return;
        }
        if (const auto *Typedef = dyn_cast<TypedefType>(Type.getTypePtr()))
            if (owner(Typedef->getDecl()->getDeclContext()))
                return Found.Visit(Found.Data, handleNamed(Typedef->getDecl()));
        if (const auto *Specialization = dyn_cast<TemplateSpecializationType>(Type.getTypePtr())) {
            for (const TemplateArgument &Argument : Specialization->template_arguments())
                argumentNames(Argument, Found, Depth + 1);
            return;
        }
        if (Type->isReferenceType() || Type->isPointerType()) {
            Type = Type->getPointeeType();
            continue;
        }
        QualType Step = Type->getLocallyUnqualifiedSingleStepDesugaredType();
        if (Step.getTypePtr() == Type.getTypePtr())
            return;
        Type = Step;
    }
}

struct Arguments {
    shim_unit *Unit;
    shim_template_visitor *Visit;
    void *Data;
    const NamedDecl *Parameter;
    const char *Text;
    const NamedDecl *Itself; // the argument is this name alone
};

void visitSource(void *Data, shim_named Source) {
    auto *Given = static_cast<Arguments *>(Data);
    Given->Visit(Given->Data, handleNamed(Given->Parameter), Source,
                 named(Source) == Given->Itself || named(Source)->getNameAsString() == Given->Text ? "" : Given->Text);
}

const NamedDecl *nameAlone(const TemplateArgument &Argument) {
    if (Argument.getKind() == TemplateArgument::Expression)
        return named(shim_flow_named(handleExpr(Argument.getAsExpr()->IgnoreParenImpCasts())));
    if (Argument.getKind() != TemplateArgument::Type)
        return nullptr;
    for (QualType Type = Argument.getAsType();;) {
        if (const auto *Substituted = dyn_cast<SubstTemplateTypeParmType>(Type.getTypePtr()))
            return compat::replacedParameter(Substituted);
        if (const auto *Typedef = dyn_cast<TypedefType>(Type.getTypePtr()))
            return Typedef->getDecl();
        if (isa<TemplateSpecializationType>(Type.getTypePtr()))
            return nullptr;
        QualType Step = Type->getLocallyUnqualifiedSingleStepDesugaredType();
        if (Step.getTypePtr() == Type.getTypePtr())
            return nullptr;
        Type = Step;
    }
}

} // namespace

bool shim_flow_template_arguments(shim_unit *Unit, shim_stmt S, shim_template_visitor *Visit, void *Data) {
    llvm::ArrayRef<TemplateArgumentLoc> Given;
    const FunctionDecl *F = nullptr;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S))) {
        F = dyn_cast<FunctionDecl>(Reference->getDecl());
        Given = Reference->template_arguments();
    } else if (const auto *Member = dyn_cast<MemberExpr>(stmt(S))) {
        F = dyn_cast<FunctionDecl>(Member->getMemberDecl());
        Given = Member->template_arguments();
    }
    const FunctionTemplateDecl *Template = F ? F->getPrimaryTemplate() : nullptr;
    bool Whole = true;
    if (!Template || Given.empty())
        return Whole;
    while (const FunctionTemplateDecl *From = Template->getInstantiatedFromMemberTemplate())
        Template = From;
    const TemplateParameterList *Parameters = Template->getCanonicalDecl()->getTemplateParameters();
    for (size_t Index = 0; Index < Given.size(); ++Index) {
        const NamedDecl *Parameter =
            Parameters->size() ? Parameters->getParam(std::min<size_t>(Index, Parameters->size() - 1)) : nullptr;
        if (!Parameter || (Index >= Parameters->size() && !Parameter->isParameterPack()))
            return Whole;
        SourceRange Range = Given[Index].getSourceRange();
        std::string Text;
        SourceLocation Begin = fileLocation(Unit, Range.getBegin()), End = fileLocation(Unit, Range.getEnd());
        if (Begin.isValid() && End.isValid() && Unit->Sources->getFileID(Begin) == Unit->Sources->getFileID(End) &&
            !(End < Begin))
            Text = Lexer::getSourceText(CharSourceRange::getTokenRange(Begin, End), *Unit->Sources,
                                        Unit->Context->getLangOpts())
                       .str();
        Arguments Current = {Unit, Visit, Data, Parameter, Text.c_str(), nameAlone(Given[Index].getArgument())};
        Names Found = {visitSource, &Current};
        argumentNames(Given[Index].getArgument(), Found, 0);
        Whole = Whole && !Found.Cut;
    }
    return Whole;
}

bool shim_flow_type_names(shim_type T, shim_named_visitor *Visit, void *Data) {
    Names Found = {Visit, Data};
    typeNames(type(T), Found, 0);
    return !Found.Cut;
}

bool shim_flow_qualifier_names(shim_stmt S, shim_named_visitor *Visit, void *Data) {
    const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S));
    const Type *Qualifier = Reference ? compat::qualifierType(Reference) : nullptr;
    Names Found = {Visit, Data};
    if (Qualifier)
        typeNames(QualType(Qualifier, 0), Found, 0);
    return !Found.Cut;
}
