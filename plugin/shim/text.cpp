#include "text.h"

#include <cstdio>

enum { LONGEST = 4096 }; // of a text, in bytes

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

std::string sourceText(const shim_unit *Unit, const Stmt *Node) {
    return folded(shim_stmt_text(const_cast<shim_unit *>(Unit), handle(Node)));
}

std::string typeText(const shim_unit *Unit, QualType Type) {
    std::string Text = Type.getCanonicalType().getAsString(Unit->Policy);
    cut(Text);
    return Text;
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
