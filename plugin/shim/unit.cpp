// The one place that talks to clang, with the other files here. See
// shim/shim.h for what each function means; here is only how clang is asked:
// about the unit, and how the analysis comes to see it.
#include "unit.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Sema/Scope.h"
#include "clang/Sema/Sema.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

// The unit --------------------------------------------------------------------

void shim_unit_facts(shim_unit *Unit, struct shim_unit_facts *Facts) {
    const LangOptions &Language = Unit->Context->getLangOpts();
    *Facts = {};
    Facts->cxx = Language.CPlusPlus;
    Facts->cuda = Language.CUDA;
    Facts->device = Language.CUDAIsDevice;
    Facts->arch = Unit->Arch.c_str();
    Facts->triple = Unit->Triple.c_str();
    Facts->main_file = Unit->MainFile.c_str();
    Facts->directory = Unit->Directory.c_str();
    Facts->resources = Unit->Compiler->getHeaderSearchOpts().ResourceDir.c_str();
    Facts->system_root = Unit->Compiler->getHeaderSearchOpts().Sysroot.c_str();
    Facts->version = CLANG_VERSION_STRING;
    Facts->arguments = Unit->Arguments.c_str();
    Facts->errors = Unit->ErrorCount;
}

bool shim_unit_error_at(shim_unit *Unit, size_t Index, struct shim_error *Error) {
    if (Index >= Unit->Errors.size())
        return false;
    const FoundError &Found = Unit->Errors[Index];
    *Error = {Found.Text.c_str(),
              {Found.File.c_str(), Found.Line, Found.Column},
              Found.Location.getRawEncoding(),
              handle(Found.Within),
              Found.Count,
              Found.Fatal};
    return true;
}

void shim_unit_warn(shim_unit *, const char *Text) { llvm::errs() << "callchain: warning: " << Text << '\n'; }

void shim_unit_error(shim_unit *Unit, const char *Text) {
    DiagnosticsEngine &Diagnostics = Unit->Compiler->getDiagnostics();
    Diagnostics.Report(Diagnostics.getCustomDiagID(DiagnosticsEngine::Error, "%0")) << Text;
}

bool shim_unit_has_file(shim_unit *Unit, const char *Path) {
    auto File = Unit->Sources->getFileManager().getOptionalFileRef(Path);
    return File && Unit->Sources->translateFile(*File).isValid();
}

bool inSystem(const shim_unit *Unit, SourceLocation Location) {
    if (Location.isInvalid())
        return true;
    const SourceManager &Sources = *Unit->Sources;
    Location = Sources.getExpansionLoc(Location);
    FileID File = Sources.getFileID(Location);
    const SrcMgr::SLocEntry &Entry = Sources.getSLocEntry(File);
    if (Entry.isFile() && Entry.getFile().hasLineDirectives()) { // preprocessed, say
        PresumedLoc Presumed = Sources.getPresumedLoc(Location);
        llvm::StringRef Name = Presumed.isValid() ? Presumed.getFilename() : "";
        auto [At, IsNew] = Unit->SystemNames.try_emplace(Name, true);
        if (IsNew && !Name.empty() && Name[0] != '<')
            At->second = Unit->IsSystem(Unit->Data, At->first().str().c_str());
        return At->second;
    }
    auto [At, IsNew] = Unit->SystemFiles.try_emplace(File, true);
    if (IsNew) { // what is no file is the compiler's: <built-in>, <command line>
        auto Known = Sources.getFileEntryRefForID(File);
        At->second =
            File != Sources.getMainFileID() && (!Known || Unit->IsSystem(Unit->Data, Known->getName().str().c_str()));
    }
    return At->second;
}

extern "C" const char prelude_nvcc[]; // analysis/prelude.c

// What a precompiled header keeps --------------------------------------------------------

// One variable that no source can name, and that clang hands to every consumer
// since it is `used`: its initialiser refers to the declarations and has a null
// pointer to each class.
static const char KeptName[] = "callchain kept";

// A unit that uses the header includes the same files once more; each must then
// be empty.
static bool readOnce(const SourceManager &Sources, HeaderSearch &Headers) {
    for (unsigned Index = 0; Index < Sources.local_sloc_entry_size(); ++Index) {
        const SrcMgr::SLocEntry &Entry = Sources.getLocalSLocEntry(Index);
        if (!Entry.isFile() || !Sources.isWrittenInMainFile(Entry.getFile().getIncludeLoc()))
            continue;
        auto File =
            Sources.getFileEntryRefForID(Sources.getFileID(SourceLocation::getFromRawEncoding(Entry.getOffset())));
        if (File && !Headers.isFileMultipleIncludeGuarded(*File))
            return false;
    }
    return true;
}

// Does the text that is precompiled expand the name of the main file? What clang
// expands decides, however the name comes about: out of tokens pasted together,
// over two lines, or out of a macro of the command line.
class MainFileName : public PPCallbacks {
  public:
    explicit MainFileName(bool &Named) : Named(Named) {}
    void MacroExpands(const Token &Name, const MacroDefinition &Macro, SourceRange, const MacroArgs *) override {
        if (Macro.getMacroInfo()->isBuiltinMacro() && Name.getIdentifierInfo()->isStr("__BASE_FILE__"))
            Named = true;
    }

  private:
    bool &Named;
};

// Why the headers can't be shared, or null.
static const char *whyNotShared(const shim_unit &Unit) {
    if (Unit.MainFileNamed)
        return "a header that asks for the main file's name can't be precompiled for others";
    if (!readOnce(*Unit.Sources, Unit.Compiler->getPreprocessor().getHeaderSearchInfo()))
        return "a header without include guard can't be precompiled for others";
    return nullptr;
}

void shim_unit_keep(shim_unit *Unit, const shim_decl *Decls, size_t DeclCount, const shim_record *Classes,
                    size_t ClassCount) {
    ASTContext &Context = *Unit->Context;
    if (const char *Reason = whyNotShared(*Unit)) {
        shim_unit_error(Unit, Reason);
        return;
    }
    std::vector<Expr *> Items;
    for (size_t Index = 0; Index < ClassCount; ++Index) {
        QualType Pointer = Context.getPointerType(compat::recordType(Context, decl(Classes[Index])));
        Items.push_back(new (Context) ImplicitValueInitExpr(Pointer));
    }
    for (size_t Index = 0; Index < DeclCount; ++Index) {
        auto *Value = const_cast<ValueDecl *>(cast<ValueDecl>(decl(Decls[Index])));
        Items.push_back(DeclRefExpr::Create(Context, NestedNameSpecifierLoc(), SourceLocation(), Value, false,
                                            SourceLocation(), Value->getType(), VK_LValue));
    }
    auto *List = new (Context) InitListExpr(Context, SourceLocation(), Items, SourceLocation());
    List->setType(Context.VoidPtrTy);
    TranslationUnitDecl *Top = Context.getTranslationUnitDecl();
    VarDecl *Kept = VarDecl::Create(Context, Top, SourceLocation(), SourceLocation(), &Context.Idents.get(KeptName),
                                    Context.VoidPtrTy, nullptr, SC_Static);
    Kept->setInit(List);
    Kept->setImplicit();
    Kept->addAttr(UsedAttr::CreateImplicit(Context));
    Top->addHiddenDecl(Kept);
}

static const VarDecl *keptVariable(const Decl *D) {
    const auto *Variable = dyn_cast<VarDecl>(D);
    return Variable && Variable->isImplicit() && Variable->getName() == KeptName ? Variable : nullptr;
}

// What clang believes of classes ------------------------------------------------------------

namespace clang {
// CXXRecordDecl is open to a class of this name; clang's own is known in ASTImporter.cpp alone.
class ASTNodeImporter {
  public:
    // Clang keeps the list of a class's conversion functions when it is first asked for, even while the class is being
    // defined: what is declared behind is never found. gcc and nvcc's front end do not ask that early; clang does above
    // all in CUDA, where it tries templates that a better match would spare it.
    static void forgetConversions(const CXXRecordDecl *Record) {
        auto &Facts = Record->data();
        if (!Facts.ComputedVisibleConversions)
            return;
        Facts.VisibleConversions.get(Record->getASTContext()).clear();
        Facts.ComputedVisibleConversions = false;
    }
};
} // namespace clang

// Default arguments that a later declaration of a function template adds -------------------------

// Once nvcc's front end has seen them, they are the template's for whoever named it before, too, such as a template
// that calls it; clang gives them to the later declaration alone. So it is with a class template's members that are no
// templates themselves; to those that are both give none.
static void shareDefaults(const FunctionDecl *Later) {
    for (const FunctionDecl *Earlier = Later->getPreviousDecl(); Earlier; Earlier = Earlier->getPreviousDecl())
        for (unsigned Index = 0; Index < std::min(Later->getNumParams(), Earlier->getNumParams()); ++Index) {
            const ParmVarDecl *From = Later->getParamDecl(Index);
            auto *To = const_cast<ParmVarDecl *>(Earlier->getParamDecl(Index));
            if (To->hasDefaultArg() || !From->hasDefaultArg() || From->hasUnparsedDefaultArg())
                continue;
            To->setHasInheritedDefaultArg();
            if (From->hasUninstantiatedDefaultArg())
                To->setUninstantiatedDefaultArg(const_cast<ParmVarDecl *>(From)->getUninstantiatedDefaultArg());
            else
                To->setDefaultArg(const_cast<ParmVarDecl *>(From)->getDefaultArg());
        }
}

static void shareDefaultsIn(const Decl *D) {
    const auto *Template = dyn_cast<FunctionTemplateDecl>(D);
    const auto *Method = dyn_cast<CXXMethodDecl>(D);
    if (Template && !Template->getDeclContext()->isDependentContext())
        shareDefaults(Template->getTemplatedDecl());
    if (Method && Method->isOutOfLine() && Method->getDeclContext()->isDependentContext())
        shareDefaults(Method);
    if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D))
        for (const Decl *Child : cast<DeclContext>(D)->noload_decls())
            shareDefaultsIn(Child);
}

// The consumer -------------------------------------------------------------------------------

namespace {

// Sees each diagnostic on its way, to remember the errors.
class ErrorListener : public DiagnosticConsumer {
  public:
    ErrorListener(DiagnosticConsumer *Next, shim_unit &Unit, bool IsNvcc) : Next(Next), Unit(Unit), IsNvcc(IsNvcc) {}
    void own(std::unique_ptr<DiagnosticConsumer> Consumer) { Owned = std::move(Consumer); }
    void clear() override {
        DiagnosticConsumer::clear();
        Next->clear();
    }
    void BeginSourceFile(const LangOptions &Language, const Preprocessor *PP) override {
        Next->BeginSourceFile(Language, PP);
    }
    void EndSourceFile() override { Next->EndSourceFile(); }
    void finish() override { Next->finish(); }
    bool IncludeInDiagnosticCounts() const override { return Next->IncludeInDiagnosticCounts(); }
    void HandleDiagnostic(DiagnosticsEngine::Level Level, const Diagnostic &Info) override {
        if (Level != DiagnosticsEngine::Note)
            IsAccepted = IsNvcc && accepts(Info.getID());
        Unit.DefaultsAdded = Unit.DefaultsAdded || IsAccepted;
        if (IsAccepted) // with its note
            return;
        DiagnosticConsumer::HandleDiagnostic(Level, Info);
        if (Level >= DiagnosticsEngine::Error && !Unit.OutOfMemory)
            try {
                remember(Level, Info);
            } catch (const OutOfMemory &) {
                Unit.OutOfMemory = true;
            }
        Next->HandleDiagnostic(Level, Info);
    }

  private:
    // What nvcc only warns of.
    bool accepts(unsigned Id) {
        switch (Id) {
        case diag::err_param_default_argument_template_redecl:
        case diag::err_param_default_argument_member_template_redecl:
            return true;
        case diag::err_default_arg_makes_ctor_special: // of such a member
            return IsAccepted;
        case diag::err_param_default_argument_redefinition:
            return isOfTemplate();
        default:
            return false;
        }
    }

    // Is a template of functions declared, no member of a class?
    bool isOfTemplate() {
        const Sema *Parsing = Unit.Compiler && Unit.Compiler->hasSema() ? &Unit.Compiler->getSema() : nullptr;
        for (const Scope *At = Parsing ? Parsing->getCurScope() : nullptr; At; At = At->getParent())
            if (At->isTemplateParamScope())
                return Parsing->CurContext->isFileContext();
        return false;
    }

    void remember(DiagnosticsEngine::Level Level, const Diagnostic &Info) {
        FoundError Error;
        llvm::SmallString<256> Text;
        Info.FormatDiagnostic(Text);
        Error.Text = Text.str().str();
        Error.Fatal = Level == DiagnosticsEngine::Fatal;
        if (Info.getID() < diag::DIAG_START_LEX || Info.getID() >= diag::DIAG_START_PARSE)
            Error.Within = functionAtHand(); // what is lexed is ahead of what is parsed
        if (Info.hasSourceManager() && Info.getLocation().isValid()) {
            const SourceManager &Sources = Info.getSourceManager();
            Error.Location = Sources.getFileLoc(Info.getLocation());
            PresumedLoc At = Sources.getPresumedLoc(Error.Location);
            if (At.isValid()) {
                Error.File = At.getFilename();
                Error.Line = At.getLine();
                Error.Column = At.getColumn();
            }
        }
        std::string Key = std::to_string(Error.Location.getRawEncoding()) + ' ' + Error.Text;
        auto [At, IsNew] = Unit.ErrorAt.try_emplace(Key, Unit.Errors.size());
        if (IsNew)
            Unit.Errors.push_back(std::move(Error));
        else
            ++Unit.Errors[At->second].Count;
    }
    // The function that is being read or instantiated, a closure's being the one around it.
    const FunctionDecl *functionAtHand() const {
        if (!Unit.Compiler->hasSema())
            return nullptr;
        Sema &Analysis = Unit.Compiler->getSema(); // not const: it asks so before LLVM 17
        return Analysis.CurContext ? Analysis.getCurFunctionDecl() : nullptr;
    }
    DiagnosticConsumer *Next;
    std::unique_ptr<DiagnosticConsumer> Owned;
    shim_unit &Unit;
    bool IsNvcc;             // a replay of what nvcc compiled
    bool IsAccepted = false; // the error at hand is none to nvcc, and clang has gone on as if it were none
};

class Consumer : public ASTConsumer {
  public:
    Consumer(CompilerInstance &Compiler, shim_consumer Target, void *Data, bool IsReplay, bool IsNvcc)
        : IsReplay(IsReplay), Target(Target), Data(Data) {
        Unit.Compiler = &Compiler;
        Unit.IsSystem = Target.is_system;
        Unit.Data = Data;
        DiagnosticsEngine &Diagnostics = Compiler.getDiagnostics();
        auto First = std::make_unique<ErrorListener>(Diagnostics.getClient(), Unit, IsNvcc);
        if (Compiler.getFrontendOpts().ProgramAction == frontend::GeneratePCH)
            Compiler.getPreprocessor().addPPCallbacks(std::make_unique<MainFileName>(Unit.MainFileNamed));
        First->own(Diagnostics.takeClient()); // from here on nothing can fail
        Diagnostics.setClient(First.release(), true);
    }
    ~Consumer() override { Target.release(Data); }

    bool HandleTopLevelDecl(DeclGroupRef Group) override {
        if (Unit.DefaultsAdded)
            acceptDefaults(Group);
        attempt([&] {
            takePrecompiled();
            for (const Decl *D : Group)
                Target.declared(Data, handle(D));
        });
        return true;
    }
    // From a precompiled header; before the unit's own.
    void HandleInterestingDecl(DeclGroupRef Group) override {
        attempt([&] {
            for (const Decl *D : Group)
                Precompiled.push_back(D);
        });
    }
    void HandleCXXStaticMemberVarInstantiation(VarDecl *V) override {
        attempt([&] {
            takePrecompiled();
            Target.declared(Data, handle(static_cast<const Decl *>(V)));
        });
    }
    void HandleInlineFunctionDefinition(FunctionDecl *F) override {
        attempt([&] {
            takePrecompiled();
            if (F->hasAttrs()) // only `used` and its like make it more than what is called
                Target.declared(Data, handle(static_cast<const Decl *>(F)));
        });
    }
    void HandleTagDeclDefinition(TagDecl *Tag) override {
        attempt([&] {
            takePrecompiled();
            const auto *Record = dyn_cast<CXXRecordDecl>(Tag);
            if (Record && IsReplay && Record->getDefinition() == Record)
                ASTNodeImporter::forgetConversions(Record);
            if (Record)
                if (!Record->isDependentContext() && Record->isPolymorphic())
                    Target.class_completed(Data, handle(Record));
        });
    }
    void HandleTranslationUnit(ASTContext &Context) override {
        attempt([&] {
            takePrecompiled();
            if (!HasKept && Context.getExternalSource())
                takeClasses(Context.getTranslationUnitDecl());
            prepare(Context);
            Target.end(Data, &Unit);
        });
        if (Unit.OutOfMemory)
            Target.out_of_memory(Data, &Unit);
    }

  private:
    // What is not told whole is not told at all.
    template <class Part> void attempt(Part Run) {
        if (Unit.OutOfMemory)
            return;
        try {
            Run();
        } catch (const OutOfMemory &) {
            Unit.OutOfMemory = true;
        }
    }
    void acceptDefaults(DeclGroupRef Group);
    void prepare(ASTContext &Context);
    void takePrecompiled();
    void takeClasses(const Decl *D);
    std::vector<const Decl *> Precompiled; // that the consumer was not told of yet
    bool HasKept = false;                  // the header keeps a list of its own
    bool IsReplay;                         // nothing is compiled
    shim_unit Unit;
    shim_consumer Target;
    void *Data;
};

void Consumer::acceptDefaults(DeclGroupRef Group) {
    DiagnosticsEngine &Diagnostics = Unit.Compiler->getDiagnostics();
    if (Diagnostics.hasErrorOccurred() && Diagnostics.getClient()->getNumErrors() == 0)
        Diagnostics.Reset(true); // else a header would not be precompiled
    for (const Decl *D : Group)
        shareDefaultsIn(D);
}

void Consumer::takePrecompiled() {
    while (!Precompiled.empty()) { // a list that is read can bring more
        std::vector<const Decl *> Now;
        Now.swap(Precompiled);
        const VarDecl *Kept = nullptr;
        for (const Decl *D : Now)
            if (const VarDecl *Found = keptVariable(D))
                Kept = Found;
        HasKept = HasKept || Kept;
        if (!HasKept)
            for (const Decl *D : Now)
                Target.declared(Data, handle(D));
        if (!Kept)
            continue;
        for (const Expr *Item : cast<InitListExpr>(Kept->getInit())->inits())
            if (const auto *Reference = dyn_cast<DeclRefExpr>(Item))
                Target.declared(Data, handle(static_cast<const Decl *>(Reference->getDecl())));
            else
                Target.class_completed(Data, handle(Item->getType()->getPointeeCXXRecordDecl()));
    }
}

// The polymorphic classes of a precompiled header or module that keeps no list:
// nobody tells of those that the unit itself does not name, and yet a virtual
// call can end in them. Local classes are not among them.
void Consumer::takeClasses(const Decl *D) {
    if (const auto *Template = dyn_cast<ClassTemplateDecl>(D)) {
        for (const ClassTemplateSpecializationDecl *Specialization : Template->specializations())
            takeClasses(Specialization);
        return;
    }
    if (const auto *Record = dyn_cast<CXXRecordDecl>(D))
        if (Record->isFromASTFile() && Record->isThisDeclarationADefinition() && !Record->isDependentContext() &&
            Record->isPolymorphic())
            Target.class_completed(Data, handle(Record));
    if (isa<TranslationUnitDecl, NamespaceDecl, LinkageSpecDecl, ExportDecl, CXXRecordDecl>(D))
        for (const Decl *Child : cast<DeclContext>(D)->decls())
            takeClasses(Child);
}

void Consumer::prepare(ASTContext &Context) {
    CompilerInstance &Compiler = *Unit.Compiler;
    Unit.Context = &Context;
    Unit.Sources = &Context.getSourceManager();
    Unit.Mangler.reset(Context.createMangleContext());
    Unit.Policy = PrintingPolicy(Context.getLangOpts());
    Unit.Policy.SuppressTagKeyword = true;
    Unit.Policy.SuppressUnwrittenScope = true;
    Unit.Policy.Bool = true;
    Unit.Policy.AnonymousTagLocations = false;
    Unit.Triple = Context.getTargetInfo().getTriple().str();
    if (Context.getLangOpts().CUDAIsDevice)
        Unit.Arch = Context.getTargetInfo().getTargetOpts().CPU;
    const auto &Inputs = Compiler.getFrontendOpts().Inputs;
    if (!Inputs.empty())
        Unit.MainFile = Inputs[0].isFile() ? Inputs[0].getFile().str() : std::string("<stdin>");
    if (auto Directory = Compiler.getVirtualFileSystem().getCurrentWorkingDirectory())
        Unit.Directory = *Directory;
    Unit.Arguments = compat::argumentsHash(Compiler.getInvocation());
    for (const auto &Macro : Compiler.getPreprocessorOpts().Macros)
        Unit.Arguments += (Macro.second ? " -U" : " -D") + Macro.first;
    for (const auto &Entry : Compiler.getHeaderSearchOpts().UserEntries)
        Unit.Arguments += " -I" + Entry.Path;
    for (const std::string &File : Compiler.getPreprocessorOpts().Includes)
        Unit.Arguments += " -include" + File;
    Unit.ErrorCount = Compiler.getDiagnostics().getClient()->getNumErrors();
}

// What clang must be given even where there is no memory for it: then the one
// in reserve, since it wants one a process.
template <class Made> class Reserved {
    static char *reserve() {
        alignas(std::max_align_t) static char Memory[sizeof(Made)];
        return Memory;
    }

  public:
    static void *operator new(std::size_t Size) {
        void *Memory = std::malloc(Size);
        return Memory ? Memory : reserve();
    }
    static void operator delete(void *Memory) {
        if (Memory != reserve())
            std::free(Memory);
    }
};

class Idle : public ASTConsumer, public Reserved<Idle> {};

class Action : public PluginASTAction, public Reserved<Action> {
  protected:
    bool isGiven(const char *Option) const {
        return std::find(Options.begin(), Options.end(), Option) != Options.end();
    }
    // What a unit of nvcc's reads first of all, behind the forced includes; what a precompiled header was made with
    // is in there. Only the replay asks for it: it changes the compile.
    void addPrelude(CompilerInstance &Compiler) {
        if (!isGiven("nvcc=1") || !Compiler.getLangOpts().CUDA ||
            !Compiler.getPreprocessorOpts().ImplicitPCHInclude.empty())
            return;
        Preprocessor &Reader = Compiler.getPreprocessor();
        Reader.setPredefines((Reader.getPredefines() + prelude_nvcc).c_str());
    }
    std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler, llvm::StringRef) override {
        addPrelude(Compiler);
        shim_consumer Target = {};
        void *Data = nullptr;
        try {
            std::vector<const char *> Arguments;
            for (const std::string &Option : Options)
                Arguments.push_back(Option.c_str());
            if (!OptionsLost && callchain_pass_begin(Arguments.data(), Arguments.size(), &Target, &Data))
                return std::make_unique<Consumer>(Compiler, Target, Data, isGiven("tell=1"),
                                                  Compiler.getLangOpts().CUDA && isGiven("nvcc=1"));
        } catch (const OutOfMemory &) {
            if (Data)
                Target.release(Data);
            OptionsLost = true;
        }
        if (OptionsLost)
            shim_unit_warn(nullptr, "no graph written: out of memory");
        return std::make_unique<Idle>();
    }
    bool ParseArgs(const CompilerInstance &, const std::vector<std::string> &Arguments) override {
        try {
            Options = Arguments;
        } catch (const OutOfMemory &) {
            OptionsLost = true;
        }
        return true;
    }
    ActionType getActionType() override { return AddBeforeMainAction; }

  private:
    std::vector<std::string> Options;
    bool OptionsLost = false; // for want of memory
};

FrontendPluginRegistry::Add<Action> Registration("callchain", "write the unit's call-chain graph");

} // namespace
