// Classes: their constants and nested classes, and the identifiers in what is
// written. How clang is asked; see parameters.h.
#include "parameters.h"
#include "text.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/Frontend/FrontendOptions.h"
#include "clang/Lex/Lexer.h"
#include "clang/Sema/Sema.h"

enum { LONGEST_TYPE = 48 }; // that is shown as a constant

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

// Identifiers ----------------------------------------------------------------------------

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

void shim_function_identifiers(shim_unit *Unit, shim_function F, shim_identifier_visitor *Visit, void *Data) {
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
