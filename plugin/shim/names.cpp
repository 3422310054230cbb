// The names that people read: how clang is asked. See shim/shim.h.
#include "unit.h"

#include "clang/AST/DeclTemplate.h"
#include "llvm/Support/raw_ostream.h"

namespace {

void addText(shim_unit *Unit, std::string Text) {
    Unit->ItemTexts.push_back(std::move(Text));
    const std::string &Kept = Unit->ItemTexts.back();
    Unit->Items.push_back({SHIM_ITEM_TEXT, Kept.data(), Kept.size(), nullptr});
}

void addType(shim_unit *Unit, QualType Type) {
    Unit->Items.push_back({SHIM_ITEM_TYPE, nullptr, 0, Type.getCanonicalType().getAsOpaquePtr()});
}

void addArgument(shim_unit *Unit, const TemplateArgument &Argument) {
    switch (Argument.getKind()) {
    case TemplateArgument::Null:
        return;
    case TemplateArgument::Type:
        return addType(Unit, Argument.getAsType());
    case TemplateArgument::Pack:
        for (const TemplateArgument &Element : Argument.pack_elements())
            addArgument(Unit, Element);
        return;
    case TemplateArgument::Integral: {
        const auto &Value = Argument.getAsIntegral();
        if (Argument.getIntegralType()->isBooleanType())
            return addText(Unit, Value.getBoolValue() ? "true" : "false");
        llvm::SmallString<40> Digits;
        Value.toString(Digits, 10);
        return addText(Unit, std::string(Digits));
    }
    case TemplateArgument::Declaration:
        Unit->Items.push_back({SHIM_ITEM_DECL, nullptr, 0, Argument.getAsDecl()->getCanonicalDecl()});
        return;
    default: {
        std::string Text;
        llvm::raw_string_ostream Out(Text);
        Argument.print(Unit->Policy, Out, true);
        return addText(Unit, Out.str());
    }
    }
}

// The scope that a reader would write in front: no inline namespaces, no
// extern "C", and a lambda in a lambda stands in the lambda.
const Decl *scopeOf(const Decl *D) {
    for (const DeclContext *Context = D->getDeclContext(); Context; Context = Context->getParent()) {
        if (const auto *Namespace = dyn_cast<NamespaceDecl>(Context)) {
            if (Namespace->isInline() && !Namespace->isAnonymousNamespace())
                continue;
            return Namespace->getCanonicalDecl();
        }
        if (const auto *Method = dyn_cast<CXXMethodDecl>(Context))
            if (Method->getParent()->isLambda())
                continue;
        if (isa<FunctionDecl>(Context) || (isa<TagDecl>(Context) && !cast<TagDecl>(Context)->getName().empty()))
            return cast<Decl>(Context)->getCanonicalDecl();
        if (const auto *Record = dyn_cast<CXXRecordDecl>(Context))
            if (!Record->isAnonymousStructOrUnion())
                return Record->getCanonicalDecl();
    }
    return nullptr;
}

void tagText(shim_unit *Unit, const TagDecl *Tag) {
    const auto *Record = dyn_cast<CXXRecordDecl>(Tag);
    if (Record && Record->isLambda())
        Unit->NameText = "(lambda)";
    else if (const TypedefNameDecl *Name = Tag->getTypedefNameForAnonDecl())
        Unit->NameText = Name->getName().str();
    else if (Tag->getName().empty())
        Unit->NameText = std::string("(anonymous ") +
                         (Tag->isEnum()    ? "enum"
                          : Tag->isUnion() ? "union"
                                           : "struct") +
                         ")";
    else
        Unit->NameText = Tag->getName().str();
}

std::string functionText(shim_unit *Unit, const FunctionDecl *F) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    DeclarationName Name = F->getDeclName();
    if (Method && isa<CXXConstructorDecl, CXXDestructorDecl>(Method)) {
        tagText(Unit, Method->getParent());
        return (isa<CXXDestructorDecl>(Method) ? "~" : "") + Unit->NameText;
    }
    if (const auto *Conversion = dyn_cast<CXXConversionDecl>(F)) {
        QualType Target = Conversion->getConversionType();
        return "operator " + (Target->isDependentType() ? Target : Target.getCanonicalType()).getAsString(Unit->Policy);
    }
    return Name.isIdentifier() && Name.getAsIdentifierInfo() ? F->getName().str() : Name.getAsString();
}

} // namespace

void shim_decl_name(shim_unit *Unit, const void *Key, struct shim_name *Name) {
    const Decl *D = static_cast<const Decl *>(Key);
    Unit->Items.clear();
    Unit->ItemTexts.clear();
    *Name = {};
    Name->kind = SHIM_NAME_SCOPE;
    Name->parent = scopeOf(D);
    if (const auto *F = dyn_cast<FunctionDecl>(D)) {
        std::string Text = functionText(Unit, F);
        Unit->NameText = std::move(Text);
        if (const TemplateArgumentList *Arguments = F->getTemplateSpecializationArgs()) {
            Name->has_arguments = true;
            for (const TemplateArgument &Argument : Arguments->asArray())
                addArgument(Unit, Argument);
        }
    } else if (const auto *Tag = dyn_cast<TagDecl>(D)) {
        tagText(Unit, Tag);
        if (const auto *Specialization = dyn_cast<ClassTemplateSpecializationDecl>(D)) {
            Name->has_arguments = true;
            for (const TemplateArgument &Argument : Specialization->getTemplateArgs().asArray())
                addArgument(Unit, Argument);
        }
    } else if (const auto *Namespace = dyn_cast<NamespaceDecl>(D)) {
        Unit->NameText = Namespace->isAnonymousNamespace() ? "(anonymous namespace)" : Namespace->getName().str();
    } else if (const auto *Named = dyn_cast<NamedDecl>(D)) {
        Unit->NameText = Named->getNameAsString();
        if (const auto *Decomposition = dyn_cast<DecompositionDecl>(D)) {
            for (const BindingDecl *Binding : Decomposition->bindings())
                Unit->NameText += (Unit->NameText.empty() ? "[" : ", ") + Binding->getNameAsString();
            Unit->NameText += "]";
        }
        if (const auto *Specialization = dyn_cast<VarTemplateSpecializationDecl>(D)) {
            Name->has_arguments = true;
            for (const TemplateArgument &Argument : Specialization->getTemplateArgs().asArray())
                addArgument(Unit, Argument);
        }
    } else {
        Unit->NameText = "(unnamed)";
    }
    Name->text = Unit->NameText.data();
    Name->length = Unit->NameText.size();
    Name->items = Unit->Items.data();
    Name->item_count = Unit->Items.size();
}

void shim_type_name(shim_unit *Unit, const void *Key, struct shim_name *Name) {
    QualType Type = QualType::getFromOpaquePtr(Key);
    Unit->Items.clear();
    Unit->ItemTexts.clear();
    *Name = {};
    Name->kind = SHIM_NAME_TEXT;
    if (Type.isConstQualified() && !Type->isArrayType()) {
        QualType Bare = Type;
        Bare.removeLocalConst();
        Unit->NameText = "const \x01";
        addType(Unit, Bare);
    } else if (Type.getQualifiers().empty() && Type->getAsTagDecl()) {
        Unit->NameText = "\x01";
        Unit->Items.push_back({SHIM_ITEM_DECL, nullptr, 0, Type->getAsTagDecl()->getCanonicalDecl()});
    } else if (Type.getQualifiers().empty() && Type->isPointerType() && !Type->isFunctionPointerType() &&
               !Type->getPointeeType()->isArrayType()) {
        Unit->NameText = "\x01 *";
        addType(Unit, Type->getPointeeType());
    } else if (Type->isReferenceType() && !Type->getPointeeType()->isFunctionType() &&
               !Type->getPointeeType()->isArrayType()) {
        Unit->NameText = Type->isLValueReferenceType() ? "\x01 &" : "\x01 &&";
        addType(Unit, Type->getPointeeType());
    } else {
        Unit->NameText = Type.getAsString(Unit->Policy);
        for (char &Byte : Unit->NameText)
            if (Byte == '\x01')
                Byte = ' ';
    }
    Name->text = Unit->NameText.data();
    Name->length = Unit->NameText.size();
    Name->items = Unit->Items.data();
    Name->item_count = Unit->Items.size();
}

const void *shim_function_name_key(shim_function F) { return decl(F); }
const void *shim_record_name_key(shim_record R) { return decl(R); }
const void *shim_variable_name_key(shim_variable V) { return decl(V)->getCanonicalDecl(); }

// Operations ----------------------------------------------------------------------

// The template parameter whose operator() a template's body calls.
static const TemplateTypeParmType *calledParameter(const Stmt *Node, unsigned Depth) {
    const Expr *Object = nullptr;
    if (!Node || Depth > 200 || isa<LambdaExpr>(Node))
        return nullptr;
    if (const auto *Call = dyn_cast<CallExpr>(Node)) {
        Object = Call->getCallee()->IgnoreParenImpCasts();
        const auto *Member = dyn_cast<CXXDependentScopeMemberExpr>(Object);
        if (Member && !Member->isImplicitAccess() && !Member->isArrow() &&
            Member->getMember().getCXXOverloadedOperator() == OO_Call)
            Object = Member->getBase()->IgnoreParenImpCasts();
    }
    if (Object && !Object->getType().isNull())
        if (const auto *Parameter = Object->getType().getNonReferenceType()->getAs<TemplateTypeParmType>())
            return Parameter;
    for (const Stmt *Child : Node->children())
        if (const TemplateTypeParmType *Found = calledParameter(Child, Depth + 1))
            return Found;
    return nullptr;
}

shim_record shim_function_operation(shim_function Function) {
    const FunctionDecl *F = decl(Function), *Pattern = F->getTemplateInstantiationPattern();
    const FunctionTemplateDecl *Template = Pattern ? Pattern->getDescribedFunctionTemplate() : nullptr;
    const TemplateArgumentList *Arguments = F->getTemplateSpecializationArgs();
    if (!Template || !Arguments || !Pattern->hasBody())
        return nullptr;
    const TemplateTypeParmType *Parameter = calledParameter(Pattern->getBody(), 0);
    if (!Parameter || Parameter->getDepth() != Template->getTemplateParameters()->getDepth() ||
        Parameter->getIndex() >= Arguments->size())
        return nullptr;
    const TemplateArgument &Argument = Arguments->get(Parameter->getIndex());
    const CXXRecordDecl *Record =
        Argument.getKind() == TemplateArgument::Type ? Argument.getAsType()->getAsCXXRecordDecl() : nullptr;
    return Record && !Record->isLambda() ? handle(Record) : nullptr;
}
