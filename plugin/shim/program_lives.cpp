// Where the lives of objects end. See shim/program.h.
#include "program_code.h"

#include "clang/AST/DeclTemplate.h"

namespace {

enum { DEEPEST = 200 };

bool matters(const shim_unit *Unit, QualType Type, unsigned Depth);

// A library's class may hold what its arguments say; a base's destructor may be any that overrides it.
bool argumentMatters(const shim_unit *Unit, const TemplateArgument &Argument, unsigned Depth) {
    if (Argument.getKind() == TemplateArgument::Pack)
        return llvm::any_of(Argument.pack_elements(),
                            [&](const TemplateArgument &Element) { return argumentMatters(Unit, Element, Depth); });
    if (Argument.getKind() != TemplateArgument::Type)
        return false;
    const CXXRecordDecl *Record = Argument.getAsType()->getAsCXXRecordDecl();
    const CXXDestructorDecl *Destructor = Record && Record->hasDefinition() ? Record->getDestructor() : nullptr;
    if (Destructor && Destructor->isVirtual() && !inSystem(Unit, Destructor->getLocation()))
        return true;
    return matters(Unit, Argument.getAsType(), Depth + 1);
}

bool matters(const shim_unit *Unit, const CXXDestructorDecl *Destructor, unsigned Depth) {
    const CXXRecordDecl *Record = Destructor->getParent();
    if (Destructor->isTrivial())
        return false;
    if (Depth > DEEPEST) // nobody can tell
        return true;
    if (inSystem(Unit, Record->getLocation())) {
        const auto *Special = dyn_cast<ClassTemplateSpecializationDecl>(Record);
        return Special && llvm::any_of(Special->getTemplateArgs().asArray(), [&](const TemplateArgument &Argument) {
                   return argumentMatters(Unit, Argument, Depth);
               });
    }
    if (!Destructor->isDefaulted() && !Destructor->isImplicit())
        return true;
    return llvm::any_of(Record->fields(),
                        [&](const FieldDecl *Field) { return matters(Unit, Field->getType(), Depth + 1); }) ||
           llvm::any_of(Record->bases(),
                        [&](const CXXBaseSpecifier &Base) { return matters(Unit, Base.getType(), Depth + 1); });
}

const CXXDestructorDecl *destructorWithin(QualType Type) {
    if (Type.isNull() || Type->isDependentType())
        return nullptr;
    const CXXRecordDecl *Record = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    return Record && Record->hasDefinition() ? Record->getDestructor() : nullptr;
}

bool matters(const shim_unit *Unit, QualType Type, unsigned Depth) {
    const CXXDestructorDecl *Destructor = destructorWithin(Type);
    return Destructor && matters(Unit, Destructor, Depth);
}

} // namespace

const CXXDestructorDecl *matteringDestructor(shim_unit *Unit, QualType Type) {
    const CXXDestructorDecl *Destructor = destructorWithin(Type);
    return Destructor && matters(Unit, Destructor, 0) ? Destructor : nullptr;
}

bool shim_destructor_matters(shim_unit *Unit, shim_function F) {
    const auto *Destructor = dyn_cast<CXXDestructorDecl>(decl(F));
    return Destructor && matters(Unit, Destructor, 0);
}

void shim_ending_parts(shim_unit *Unit, shim_function F, shim_part_visitor *Visit, void *Data) {
    const CXXRecordDecl *Record = cast<CXXDestructorDecl>(decl(F))->getParent()->getDefinition();
    if (!Record || Record->isUnion())
        return;
    auto End = [&](const char *Field, QualType Type) {
        if (const CXXDestructorDecl *Destructor = Type->isReferenceType() ? nullptr : matteringDestructor(Unit, Type))
            Visit(Data, Field, handle(Destructor));
    };
    if (!Record->isAbstract())
        for (const CXXBaseSpecifier &Base : Record->vbases())
            End(nullptr, Base.getType());
    for (const CXXBaseSpecifier &Base : Record->bases())
        if (!Base.isVirtual())
            End("", Base.getType());
    for (const FieldDecl *Field : Record->fields())
        End(Field->getIdentifier() ? Field->getIdentifier()->getNameStart() : nullptr, Field->getType());
}

shim_function shim_mattering_destructor(shim_unit *Unit, shim_type T) {
    const CXXDestructorDecl *Destructor = type(T)->isReferenceType() ? nullptr : matteringDestructor(Unit, type(T));
    return Destructor ? handle(Destructor) : nullptr;
}

const CXXBindTemporaryExpr *boundTemporary(shim_unit *Unit, const Expr *E) {
    while (true) {
        const auto *Cast = dyn_cast<CastExpr>(E);
        if (const auto *Paren = dyn_cast<ParenExpr>(E))
            E = Paren->getSubExpr();
        else if (Cast && (Cast->getCastKind() == CK_NoOp || Cast->getCastKind() == CK_ConstructorConversion ||
                          Cast->getCastKind() == CK_UserDefinedConversion || Cast->getCastKind() == CK_ToVoid))
            E = Cast->getSubExpr();
        else
            break;
    }
    const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E);
    return Bind && matters(Unit, Bind->getTemporary()->getDestructor(), 0) ? Bind : nullptr;
}
