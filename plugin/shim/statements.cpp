// Statements and expressions: how clang is asked. See shim/shim.h.
#include "unit.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/Builtins.h"
#include "clang/Lex/Lexer.h"

namespace {

// Does the child's object become this expression's own, so that who destroys
// the one destroys the other?
bool sameObject(const CastExpr *Cast) {
    const Expr *Sub = Cast->getSubExpr();
    return Cast->isPRValue() && Sub->isPRValue() && Cast->getType()->isRecordType() && Sub->getType()->isRecordType();
}

enum shim_stmt_kind castKind(const CastExpr *Cast) {
    if (sameObject(Cast) || Cast->getCastKind() == CK_ConstructorConversion)
        return SHIM_STMT_TRANSPARENT;
    if (isa<ImplicitCastExpr>(Cast) && !(Cast->getCastKind() == CK_BitCast && Cast->getType()->isFunctionPointerType()))
        return SHIM_STMT_OTHER;
    return SHIM_STMT_EXPLICIT_CAST;
}

bool isEvaluatedTypeid(const CXXTypeidExpr *Typeid) { return Typeid->isPotentiallyEvaluated(); }

// Some of the compiler's own functions only look at what their arguments are.
bool evaluatesArguments(const shim_unit *Unit, const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Id = Callee ? Callee->getBuiltinID() : 0;
    return !Id || (!Unit->Context->BuiltinInfo.isUnevaluated(Id) && Id != Builtin::BI__builtin_assume &&
                   Id != Builtin::BI__builtin_object_size && Id != Builtin::BI__builtin_dynamic_object_size);
}

const Expr *calleeExpression(const CallExpr *Call) { return Call->getCallee()->IgnoreParenImpCasts(); }

void visitFunctionArguments(llvm::ArrayRef<TemplateArgument> Arguments, shim_function_visitor *Visit, void *Data) {
    for (const TemplateArgument &Argument : Arguments) {
        if (Argument.getKind() == TemplateArgument::Declaration) {
            if (const auto *F = dyn_cast<FunctionDecl>(Argument.getAsDecl()))
                Visit(Data, handle(F));
        } else if (Argument.getKind() == TemplateArgument::Pack) {
            visitFunctionArguments(Argument.getPackAsArray(), Visit, Data);
        } else if (Argument.getKind() == TemplateArgument::Type) {
            // torch::CompileTimeFunctionPointer<decltype(f), &f> and its like
            const auto *Record =
                dyn_cast_or_null<ClassTemplateSpecializationDecl>(Argument.getAsType()->getAsCXXRecordDecl());
            if (Record)
                visitFunctionArguments(Record->getTemplateArgs().asArray(), Visit, Data);
        }
    }
}
} // namespace

uint32_t shim_stmt_location(shim_unit *Unit, shim_stmt S) {
    SourceLocation Location;
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(stmt(S)))
        Location = Default->getUsedLocation();
    else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(stmt(S)))
        Location = Default->getUsedLocation();
    else if (const Expr *E = expr(S))
        Location = E->getExprLoc();
    else
        Location = stmt(S)->getBeginLoc();
    return fileLocation(Unit, Location).getRawEncoding();
}

const char *shim_stmt_text(shim_unit *Unit, shim_stmt S) {
    SourceLocation First = stmt(S)->getBeginLoc(), Last = stmt(S)->getEndLoc();
    SourceLocation Begin = fileLocation(Unit, First), End = fileLocation(Unit, Last);
    if (Begin == End && First.isMacroID() && Last.isMacroID()) { // written in a macro's body
        Begin = Unit->Sources->getSpellingLoc(First);
        End = Unit->Sources->getSpellingLoc(Last);
    }
    llvm::StringRef Text;
    if (Begin.isValid() && End.isValid() && Unit->Sources->getFileID(Begin) == Unit->Sources->getFileID(End) &&
        Begin.getRawEncoding() <= End.getRawEncoding())
        Text = Lexer::getSourceText(CharSourceRange::getTokenRange(Begin, End), *Unit->Sources,
                                    Unit->Context->getLangOpts());
    Unit->Buffer.clear();
    for (char Byte : Text) {
        bool Blank = Byte == ' ' || Byte == '\n' || Byte == '\t' || Byte == '\r' || Byte == '\0';
        if (!Blank)
            Unit->Buffer.push_back(Byte);
        else if (!Unit->Buffer.empty() && Unit->Buffer.back() != ' ')
            Unit->Buffer.push_back(' ');
    }
    return Unit->Buffer.c_str();
}

bool shim_stmt_is_expression(shim_stmt S) { return isa<Expr>(stmt(S)); }

shim_type shim_expression_type(shim_stmt S) { return expr(S)->getType().getAsOpaquePtr(); }

enum shim_stmt_kind shim_stmt_kind(shim_stmt S) {
    const Stmt *Node = stmt(S);
    if (const auto *Cast = dyn_cast<CastExpr>(Node))
        return castKind(Cast);
    if (compat::isParenList(Node))
        return SHIM_STMT_INITIALIZER_LIST;
    switch (Node->getStmtClass()) {
    case Stmt::ParenExprClass:
    case Stmt::ExprWithCleanupsClass:
    case Stmt::ConstantExprClass:
    case Stmt::SubstNonTypeTemplateParmExprClass:
    case Stmt::CXXDefaultArgExprClass:
    case Stmt::CXXDefaultInitExprClass:
    case Stmt::GenericSelectionExprClass:
    case Stmt::ChooseExprClass:
        return SHIM_STMT_TRANSPARENT;
    case Stmt::CallExprClass:
    case Stmt::CXXMemberCallExprClass:
    case Stmt::CXXOperatorCallExprClass:
    case Stmt::UserDefinedLiteralClass:
        return SHIM_STMT_CALL;
    case Stmt::CUDAKernelCallExprClass:
        return SHIM_STMT_KERNEL_CALL;
    case Stmt::CXXConstructExprClass:
    case Stmt::CXXTemporaryObjectExprClass:
        return SHIM_STMT_CONSTRUCT;
    case Stmt::CXXInheritedCtorInitExprClass:
        return SHIM_STMT_INHERITED_CONSTRUCT;
    case Stmt::CXXBindTemporaryExprClass:
        return SHIM_STMT_BIND_TEMPORARY;
    case Stmt::MaterializeTemporaryExprClass:
        return SHIM_STMT_MATERIALIZE;
    case Stmt::CXXNewExprClass:
        return SHIM_STMT_NEW;
    case Stmt::CXXDeleteExprClass:
        return SHIM_STMT_DELETE;
    case Stmt::DeclRefExprClass:
        return SHIM_STMT_REFERENCE;
    case Stmt::MemberExprClass:
        return SHIM_STMT_MEMBER;
    case Stmt::UnaryOperatorClass:
        return cast<UnaryOperator>(Node)->getOpcode() == UO_AddrOf ? SHIM_STMT_ADDRESS_OF : SHIM_STMT_OTHER;
    case Stmt::BinaryOperatorClass:
        return cast<BinaryOperator>(Node)->getOpcode() == BO_Comma    ? SHIM_STMT_COMMA
               : cast<BinaryOperator>(Node)->getOpcode() == BO_Assign ? SHIM_STMT_ASSIGN
                                                                      : SHIM_STMT_OTHER;
    case Stmt::InitListExprClass:
    case Stmt::ArrayInitLoopExprClass:
        return SHIM_STMT_INITIALIZER_LIST;
    case Stmt::ConditionalOperatorClass:
    case Stmt::BinaryConditionalOperatorClass:
        return SHIM_STMT_CONDITIONAL;
    case Stmt::DeclStmtClass:
        return SHIM_STMT_DECLARATION;
    case Stmt::ReturnStmtClass:
    case Stmt::CoreturnStmtClass:
    case Stmt::CoroutineBodyStmtClass: // its one expression is the value returned
        return SHIM_STMT_RETURN;
    case Stmt::CXXThrowExprClass:
        return SHIM_STMT_THROW;
    case Stmt::CXXCatchStmtClass:
        return SHIM_STMT_CATCH;
    case Stmt::LambdaExprClass:
        return SHIM_STMT_LAMBDA;
    case Stmt::OpaqueValueExprClass:
        return SHIM_STMT_SHARED_VALUE;
    case Stmt::CXXTypeidExprClass:
        return isEvaluatedTypeid(cast<CXXTypeidExpr>(Node)) ? SHIM_STMT_OTHER : SHIM_STMT_SKIP;
    case Stmt::CXXNoexceptExprClass:
    case Stmt::RequiresExprClass:
    case Stmt::TypeTraitExprClass:
    case Stmt::ConceptSpecializationExprClass:
    case Stmt::SizeOfPackExprClass:
    case Stmt::SourceLocExprClass:
    case Stmt::CXXThisExprClass:
    case Stmt::StringLiteralClass:
    case Stmt::IntegerLiteralClass:
    case Stmt::OffsetOfExprClass:
        return SHIM_STMT_SKIP;
    default:
        return SHIM_STMT_OTHER;
    }
}

void shim_stmt_children(shim_unit *Unit, shim_stmt S, shim_stmt_visitor *Visit, void *Data) {
    const Stmt *Node = stmt(S);
    auto See = [&](const Stmt *Child) {
        if (Child)
            Visit(Data, handle(Child));
    };
    const Expr *Filler = nullptr;
    if (compat::isParenList(Node)) {
        for (const Expr *Init : compat::parenListInits(Node, Filler))
            See(Init);
        return See(Filler);
    }
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Node))
        return See(Default->getExpr());
    if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(Node))
        return See(Default->getExpr());
    if (const auto *Generic = dyn_cast<GenericSelectionExpr>(Node))
        return See(Generic->isResultDependent() ? nullptr : Generic->getResultExpr());
    if (const auto *Choose = dyn_cast<ChooseExpr>(Node))
        return See(Choose->isConditionDependent() ? nullptr : Choose->getChosenSubExpr());
    if (const auto *Pseudo = dyn_cast<PseudoObjectExpr>(Node)) {
        for (const Expr *Semantic : Pseudo->semantics())
            See(Semantic);
        return;
    }
    if (const auto *Shared = dyn_cast<OpaqueValueExpr>(Node))
        return See(Shared->getSourceExpr());
    if (const auto *If = dyn_cast<IfStmt>(Node)) {
        if (If->isConsteval())
            return See(If->isNonNegatedConsteval() ? If->getElse() : If->getThen());
        See(If->getInit());
        if (If->isConstexpr() && !If->getCond()->isValueDependent()) {
            See(If->getConditionVariableDeclStmt());
            auto Live = If->getNondiscardedCase(*Unit->Context);
            return See(Live ? *Live : nullptr);
        }
        See(If->getConditionVariableDeclStmt());
        See(If->getCond());
        See(If->getThen());
        return See(If->getElse());
    }
    if (const auto *Case = dyn_cast<CaseStmt>(Node))
        return See(Case->getSubStmt());
    if (const auto *Return = dyn_cast<ReturnStmt>(Node)) {
        // A local returned by name is built in the caller's place: no move.
        const VarDecl *Local = Return->getNRVOCandidate();
        bool Elided = Local && Local->isNRVOVariable() && Unit->Context->getLangOpts().ElideConstructors;
        return See(Elided ? nullptr : Return->getRetValue());
    }
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Node)) {
        for (const Expr *Capture : Lambda->capture_inits())
            See(Capture);
        return;
    }
    if (const auto *List = dyn_cast<InitListExpr>(Node)) {
        const InitListExpr *Semantic = List->isSemanticForm() ? List : List->getSemanticForm();
        for (const Expr *Init : (Semantic ? Semantic : List)->inits())
            See(Init);
        return See(Semantic && Semantic->hasArrayFiller() ? Semantic->getArrayFiller() : nullptr);
    }
    if (const auto *New = dyn_cast<CXXNewExpr>(Node)) {
        if (New->isArray() && New->getArraySize())
            See(*New->getArraySize());
        for (const Expr *Argument : New->placement_arguments())
            See(Argument);
        return;
    }
    if (const auto *Block = dyn_cast<BlockExpr>(Node))
        return See(Block->getBody()); // taken for a part of the function it stands in
    if (const auto *Captured = dyn_cast<CapturedStmt>(Node)) {
        for (const Expr *Init : Captured->capture_inits())
            See(Init);
        return See(Captured->getCapturedStmt());
    }
    if (const auto *Directive = dyn_cast<OMPExecutableDirective>(Node)) {
        for (const OMPClause *Clause : Directive->clauses())
            for (const Stmt *Child : Clause->children())
                See(Child);
        return See(Directive->hasAssociatedStmt() ? Directive->getAssociatedStmt() : nullptr);
    }
    if (isa<DeclStmt>(Node))
        return; // its variables are what counts
    if (const auto *Catch = dyn_cast<CXXCatchStmt>(Node))
        return See(Catch->getHandlerBlock());
    if (isa<UnaryExprOrTypeTraitExpr>(Node)) {
        const auto *Trait = cast<UnaryExprOrTypeTraitExpr>(Node);
        if (Trait->getKind() == UETT_SizeOf && Trait->isArgumentType())
            shim_type_size_expressions(Trait->getArgumentType().getAsOpaquePtr(), Visit, Data);
        else if (Trait->getKind() == UETT_SizeOf && Trait->getArgumentExpr()->getType()->isVariableArrayType())
            See(Trait->getArgumentExpr());
        return;
    }
    for (const Stmt *Child : Node->children())
        See(Child);
}

void shim_call_facts(shim_unit *Unit, shim_stmt S, struct shim_call *Facts) {
    const auto *Call = cast<CallExpr>(stmt(S));
    *Facts = {};
    Facts->argument_count = evaluatesArguments(Unit, Call) ? Call->getNumArgs() : 0;
    const Expr *Callee = calleeExpression(Call);
    if (const auto *Pseudo = dyn_cast<CXXPseudoDestructorExpr>(Callee)) {
        Facts->is_pseudo = true;
        Facts->object = handle(static_cast<const Stmt *>(Pseudo->getBase()));
        return;
    }
    const auto *Function = dyn_cast_or_null<FunctionDecl>(Call->getCalleeDecl());
    const Expr *Object = nullptr, *Discarded = nullptr;
    bool Qualified = false;
    if (const auto *Pointer = dyn_cast<BinaryOperator>(Callee)) {
        if (Pointer->isPtrMemOp()) {
            Object = Pointer->getLHS();
            if (const auto *Member = Pointer->getRHS()->getType()->getAs<MemberPointerType>())
                if (Member->isMemberFunctionPointer()) {
                    Facts->pointer_type = Pointer->getRHS()->getType().getAsOpaquePtr();
                    Facts->member_pointer_class = handle(compat::memberPointerClass(Member));
                }
            Facts->callee_expression = handle(static_cast<const Stmt *>(Pointer->getRHS()));
        }
    } else if (const auto *Member = dyn_cast<MemberExpr>(Callee)) {
        Object = Member->getBase();
        Qualified = Member->hasQualifier();
    } else if (isa<CXXOperatorCallExpr>(Call) && Function && isa<CXXMethodDecl>(Function) &&
               !cast<CXXMethodDecl>(Function)->isStatic() && Call->getNumArgs()) {
        Object = Call->getArg(0);
    }
    const auto *Comma = dyn_cast<BinaryOperator>(Callee);
    if (!Function && Comma && Comma->getOpcode() == BO_Comma) { // (x, f)(…)
        Function = dyn_cast_or_null<FunctionDecl>(Comma->getRHS()->getReferencedDeclOfCallee());
        Discarded = Comma->getLHS();
    }
    if (!Function) {
        Facts->object = handle(static_cast<const Stmt *>(Facts->pointer_type ? Object : nullptr));
        if (Facts->pointer_type)
            return;
        Facts->pointer_type = Call->getCallee()->getType().getAsOpaquePtr();
        Facts->callee_expression = handle(static_cast<const Stmt *>(Call->getCallee()));
        QualType Type = Call->getCallee()->getType();
        if (!Type->isDependentType())
            if (const auto *Pointer = Type->getAs<PointerType>())
                Facts->unprototyped = Pointer->getPointeeType()->isFunctionNoProtoType();
        return;
    }
    Facts->callee = handle(Function);
    Facts->pointer_type = nullptr;
    Facts->callee_expression = handle(static_cast<const Stmt *>(Discarded));
    Facts->unprototyped = Function->getType()->isFunctionNoProtoType();
    const auto *Method = dyn_cast<CXXMethodDecl>(Function);
    if (!isa<CXXOperatorCallExpr>(Call))
        Facts->object = handle(static_cast<const Stmt *>(Object));
    if (!Method || !Object)
        return;
    Facts->object_class = handle(recordOf(Object->getType()));
    Facts->object_is_this = isa<CXXThisExpr>(Object->IgnoreParenImpCasts());
    Facts->is_virtual = Method->isVirtual() && !Qualified;
    if (Facts->is_virtual)
        if (const CXXMethodDecl *Known = Method->getDevirtualizedMethod(Object, false))
            Facts->devirtualized = handle(Known);
}

shim_stmt shim_call_argument(shim_stmt S, unsigned Index) {
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S)))
        return handle(static_cast<const Stmt *>(Construct->getArg(Index)));
    return handle(static_cast<const Stmt *>(cast<CallExpr>(stmt(S))->getArg(Index)));
}

shim_stmt shim_kernel_call_configuration(shim_stmt S, unsigned Index) {
    const CallExpr *Configuration = cast<CUDAKernelCallExpr>(stmt(S))->getConfig();
    if (Configuration && Configuration->getNumArgs() > 4) // in a kernel: cudaLaunchDevice(function, buffer, grid, …)
        Index += 2;
    if (!Configuration || Index >= Configuration->getNumArgs())
        return nullptr;
    const Expr *Argument = Configuration->getArg(Index);
    return isa<CXXDefaultArgExpr>(Argument) ? nullptr : handle(static_cast<const Stmt *>(Argument));
}

shim_function shim_construct_constructor(shim_stmt S) {
    if (const auto *Inherited = dyn_cast<CXXInheritedCtorInitExpr>(stmt(S)))
        return handle(Inherited->getConstructor());
    return handle(cast<CXXConstructExpr>(stmt(S))->getConstructor());
}

bool shim_construct_is_elided(shim_unit *Unit, shim_stmt S) {
    const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S));
    return Construct && Construct->isElidable() && Construct->getNumArgs() &&
           Unit->Context->getLangOpts().ElideConstructors;
}

unsigned shim_construct_argument_count(shim_stmt S) {
    const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S));
    return Construct ? Construct->getNumArgs() : 0;
}

shim_function shim_temporary_destructor(shim_unit *, shim_stmt S) {
    if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(stmt(S)))
        return handle(Bind->getTemporary()->getDestructor());
    return handle(destructorOf(cast<MaterializeTemporaryExpr>(stmt(S))->getType()));
}

shim_function shim_new_operator(shim_stmt S) { return handle(cast<CXXNewExpr>(stmt(S))->getOperatorNew()); }

shim_stmt shim_new_initializer(shim_stmt S) {
    return handle(static_cast<const Stmt *>(cast<CXXNewExpr>(stmt(S))->getInitializer()));
}

shim_function shim_new_operator_delete(shim_stmt S) { return handle(cast<CXXNewExpr>(stmt(S))->getOperatorDelete()); }

void shim_delete_facts(shim_unit *, shim_stmt S, struct shim_delete *Facts) {
    const auto *Delete = cast<CXXDeleteExpr>(stmt(S));
    *Facts = {};
    const FunctionDecl *Operator = Delete->getOperatorDelete();
    const auto *OperatorMethod = dyn_cast_or_null<CXXMethodDecl>(Operator);
    Facts->operator_delete = handle(Operator);
    if (Operator && OperatorMethod && Operator->isDestroyingOperatorDelete())
        return; // it does the destroying
    const CXXDestructorDecl *Destructor = destructorOf(Delete->getDestroyedType());
    if (!Destructor)
        return;
    Facts->destructor = handle(Destructor);
    Facts->object_class = handle(Destructor->getParent());
    Facts->is_virtual = Destructor->isVirtual() && !Delete->isArrayForm();
    if (!Facts->is_virtual)
        return;
    if (const CXXMethodDecl *Known = Destructor->getDevirtualizedMethod(Delete->getArgument(), false))
        Facts->devirtualized = handle(Known);
    else if (!Delete->isGlobalDelete())
        Facts->operator_delete = nullptr; // the deleting destructor calls it
}

shim_function shim_reference_function(shim_stmt S) {
    if (const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S)))
        return handle(dyn_cast<FunctionDecl>(Reference->getDecl()));
    if (const auto *Member = dyn_cast<MemberExpr>(stmt(S)))
        return handle(dyn_cast<FunctionDecl>(Member->getMemberDecl()));
    return nullptr;
}

shim_variable shim_reference_variable(shim_stmt S) {
    if (const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S)))
        return handle(dyn_cast<VarDecl>(Reference->getDecl()));
    if (const auto *Member = dyn_cast<MemberExpr>(stmt(S)))
        return handle(dyn_cast<VarDecl>(Member->getMemberDecl()));
    return nullptr;
}

const char *shim_member_name(shim_unit *Unit, shim_stmt S) {
    const auto *Member = dyn_cast<MemberExpr>(stmt(S));
    return keep(Unit, Member ? Member->getMemberDecl()->getNameAsString() : std::string());
}

void shim_declared_variables(shim_stmt S, shim_variable_visitor *Visit, void *Data) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(stmt(S))) {
        for (const Decl *D : Declaration->decls())
            if (const auto *V = dyn_cast<VarDecl>(D))
                Visit(Data, handle(V));
    } else if (const auto *Catch = dyn_cast<CXXCatchStmt>(stmt(S))) {
        if (const VarDecl *V = Catch->getExceptionDecl())
            Visit(Data, handle(V));
    }
}

void shim_declared_type_sizes(shim_stmt S, shim_stmt_visitor *Visit, void *Data) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(stmt(S)))
        for (const Decl *D : Declaration->decls())
            if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
                shim_type_size_expressions(Typedef->getUnderlyingType().getAsOpaquePtr(), Visit, Data);
}

shim_function shim_lambda_operator(shim_stmt S) { return handle(cast<LambdaExpr>(stmt(S))->getCallOperator()); }

shim_stmt shim_forwarded(shim_stmt S) {
    const auto *Call = dyn_cast_or_null<CallExpr>(stmt(S));
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    bool Forwards = Callee && Call->getNumArgs() == 1 && Callee->isInStdNamespace() && Callee->getIdentifier() &&
                    (Callee->getName() == "forward" || Callee->getName() == "move");
    return Forwards ? handleExpr(Call->getArg(0)) : nullptr;
}

shim_stmt shim_strip(shim_stmt S) {
    const Expr *E = expr(S);
    while (E) {
        const Expr *Next = nullptr;
        if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
            Next = Construct->getNumArgs() >= 1 &&
                           (Construct->getNumArgs() == 1 || isa<CXXDefaultArgExpr>(Construct->getArg(1)))
                       ? Construct->getArg(0)
                       : nullptr;
        else if (const auto *Cast = dyn_cast<CastExpr>(E))
            Next = Cast->getSubExpr();
        else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
            Next = Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Plus ||
                           (Unary->getOpcode() == UO_Deref && Unary->getType()->isFunctionType())
                       ? Unary->getSubExpr()
                       : nullptr;
        else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
            Next = Bind->getSubExpr();
        else if (const auto *Materialize = dyn_cast<MaterializeTemporaryExpr>(E))
            Next = Materialize->getSubExpr();
        else if (const auto *Full = dyn_cast<FullExpr>(E))
            Next = Full->getSubExpr();
        else if (const auto *Paren = dyn_cast<ParenExpr>(E))
            Next = Paren->getSubExpr();
        else if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
            Next = Substituted->getReplacement();
        else if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
            Next = Default->getExpr();
        else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
            Next = Default->getExpr();
        else if (const auto *List = dyn_cast<InitListExpr>(E))
            Next = List->getNumInits() == 1 ? List->getInit(0) : nullptr;
        else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) // a conversion that the compiler put in
            Next =
                isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()) ? Call->getImplicitObjectArgument() : nullptr;
        else if (isa<CallExpr>(E))
            Next = expr(shim_forwarded(handleExpr(E)));
        if (!Next)
            break;
        E = Next;
    }
    return handle(static_cast<const Stmt *>(E));
}

bool shim_string_literal(shim_unit *Unit, shim_stmt S, const char **Text, size_t *Length) {
    const auto *Literal = dyn_cast_or_null<StringLiteral>(stmt(shim_strip(S)));
    if (!Literal || Literal->getCharByteWidth() != 1)
        return false;
    *Text = keep(Unit, Literal->getString(), Length);
    return true;
}

bool shim_evaluate_integer(shim_unit *Unit, shim_stmt S, int64_t *Value) {
    const Expr *E = expr(S);
    if (!E || E->isValueDependent() || E->isTypeDependent() || !E->getType()->isIntegralOrEnumerationType())
        return false;
    Expr::EvalResult Result;
    if (!E->EvaluateAsInt(Result, *Unit->Context, Expr::SE_NoSideEffects) || !compat::fitsInt64(Result.Val.getInt()))
        return false;
    *Value = Result.Val.getInt().getExtValue();
    return true;
}

bool shim_is_default_argument(shim_stmt S) { return isa<CXXDefaultArgExpr, CXXDefaultInitExpr>(stmt(S)); }

void shim_call_template_functions(shim_stmt S, shim_function_visitor *Visit, void *Data) {
    const FunctionDecl *F = nullptr;
    const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S));
    if (Reference)
        F = dyn_cast<FunctionDecl>(Reference->getDecl());
    else if (const auto *Call = dyn_cast<CallExpr>(stmt(S)))
        F = Call->getDirectCallee();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S)))
        F = Construct->getConstructor();
    if (F && F->getTemplateSpecializationArgs())
        visitFunctionArguments(F->getTemplateSpecializationArgs()->asArray(), Visit, Data);
    const Expr *E = expr(S);
    const RecordDecl *Of = Reference ? dyn_cast_or_null<RecordDecl>(F ? F->getDeclContext() : nullptr)
                           : E       ? E->getType()->getAsCXXRecordDecl()
                                     : nullptr;
    if (const auto *Record = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Of))
        visitFunctionArguments(Record->getTemplateArgs().asArray(), Visit, Data);
}

shim_function shim_builtin_operator(shim_unit *Unit, shim_stmt S) {
    const auto *Call = cast<CallExpr>(stmt(S));
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Id = Callee ? Callee->getBuiltinID() : 0;
    if (Id != Builtin::BI__builtin_operator_new && Id != Builtin::BI__builtin_operator_delete)
        return nullptr;
    DeclarationName Name = Unit->Context->DeclarationNames.getCXXOperatorName(
        Id == Builtin::BI__builtin_operator_new ? OO_New : OO_Delete);
    for (const NamedDecl *Found : Unit->Context->getTranslationUnitDecl()->lookup(Name)) {
        const auto *F = dyn_cast<FunctionDecl>(Found);
        if (!F || F->getNumParams() != Call->getNumArgs())
            continue;
        bool Same = true;
        for (unsigned Index = 0; Index < F->getNumParams() && Same; ++Index)
            Same = Unit->Context->hasSameUnqualifiedType(F->getParamDecl(Index)->getType(),
                                                         Call->getArg(Index)->getType());
        if (Same)
            return handle(F);
    }
    return nullptr;
}
