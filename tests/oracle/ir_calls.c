/* What clang's code generator made of one compiler pass, read from bitcode
 * (-O0 -Xclang -disable-llvm-passes -emit-llvm -c): the oracle's half that
 * owes nothing to the plugin.
 *
 *   ir_calls FILE.bc
 *
 * Tab-separated lines on stdout; functions are numbered:
 *   F  number  name  raw name  defined|declared  flags|-  file:line|-
 *   A  number  number     the first is an alias of the second
 *   E  number  number  normal|unwind|address
 *   G  number             its address stands in the initialiser of a global
 *   L  number  file  line:column line:column …   places that have instructions (with -gline-tables-only)
 * Flags: thunk, stub (a kernel's host stub), structor, unchecked (mangled.h),
 * internal. `normal`: called on a path that an exception's unwinding is no
 * part of (a handler is such a path: it begins at __cxa_begin_catch).
 * `address`: the function is an operand of an instruction, not its callee.
 * Exit code 1 with one line on stderr when the file cannot be read.
 */
#include <llvm-c/BitReader.h>
#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mangled.h"

enum { NORMAL = 1, UNWIND = 2, ADDRESS = 4 };

/* Pointers to small numbers, open addressing, a power of two of slots. */
struct numbers {
    const void **keys;
    uint32_t *values;
    uint32_t *used; /* slots in use, so that clearing costs what was used */
    size_t size, count;
};

struct module {
    struct numbers functions;
    LLVMValueRef *by_number;
    uint32_t count;
    uint8_t *bits; /* of each callee of the function at hand */
    uint32_t *touched;
    uint32_t touched_count;
    struct numbers blocks; /* of the function at hand */
    uint8_t *reached;
    uint32_t *stack;
    LLVMBasicBlockRef *block_by_number;
    size_t block_capacity;
};

static void *must(void *memory) {
    if (!memory) {
        fprintf(stderr, "ir_calls: out of memory\n");
        exit(1);
    }
    return memory;
}

static void numbers_init(struct numbers *numbers, size_t expected) {
    numbers->size = 64;
    while (numbers->size < 2 * expected)
        numbers->size *= 2;
    numbers->count = 0;
    numbers->keys = must(calloc(numbers->size, sizeof *numbers->keys));
    numbers->values = must(calloc(numbers->size, sizeof *numbers->values));
    numbers->used = must(calloc(numbers->size, sizeof *numbers->used));
}

static void numbers_release(struct numbers *numbers) {
    free(numbers->keys);
    free(numbers->values);
    free(numbers->used);
}

static void numbers_clear(struct numbers *numbers) {
    for (size_t i = 0; i < numbers->count; i++)
        numbers->keys[numbers->used[i]] = NULL;
    numbers->count = 0;
}

static size_t numbers_slot(const struct numbers *numbers, const void *key) {
    size_t at = ((uintptr_t)key >> 4) * 0x9E3779B97F4A7C15u & (numbers->size - 1);
    while (numbers->keys[at] && numbers->keys[at] != key)
        at = (at + 1) & (numbers->size - 1);
    return at;
}

/* The number of `key`: `count` at the time when it is new. */
static uint32_t numbers_add(struct numbers *numbers, const void *key) {
    size_t at = numbers_slot(numbers, key);
    if (!numbers->keys[at]) {
        numbers->keys[at] = key;
        numbers->values[at] = (uint32_t)numbers->count;
        numbers->used[numbers->count++] = (uint32_t)at;
    }
    return numbers->values[at];
}

static int64_t numbers_find(const struct numbers *numbers, const void *key) {
    size_t at = numbers_slot(numbers, key);
    return numbers->keys[at] ? (int64_t)numbers->values[at] : -1;
}

/* The function behind casts and aliases; NULL when `value` is none. */
static LLVMValueRef as_function(LLVMValueRef value) {
    while (value) {
        if (LLVMIsAFunction(value))
            return value;
        if (LLVMIsAGlobalAlias(value))
            value = LLVMAliasGetAliasee(value);
        else if (LLVMIsAGlobalIFunc(value)) /* another name of what its resolver returns */
            value = LLVMGetGlobalIFuncResolver(value);
        else if (LLVMIsAConstantExpr(value) && LLVMGetNumOperands(value) == 1)
            value = LLVMGetOperand(value, 0);
        else
            return NULL;
    }
    return NULL;
}

static int is_intrinsic(LLVMValueRef function) {
    size_t length;
    const char *name = LLVMGetValueName2(function, &length);
    return length > 5 && !strncmp(name, "llvm.", 5);
}

static void print_function(uint32_t number, LLVMValueRef value, LLVMValueRef function) {
    size_t length;
    const char *raw = LLVMGetValueName2(value, &length);
    LLVMMetadataRef program = LLVMGetSubprogram(function);
    struct mangled mangled;
    LLVMLinkage linkage = LLVMGetLinkage(value);
    must(mangled_normalise(raw, &mangled) ? NULL : &mangled);
    printf("F\t%u\t%s\t%s\t%s\t", number, mangled.name, *raw == '\01' ? raw + 1 : raw,
           LLVMIsDeclaration(function) ? "declared" : "defined");
    printf("%s%s%s%s%s-\t", mangled.thunk ? "thunk," : "", mangled.stub ? "stub," : "",
           mangled.structor ? "structor," : "", mangled.unchecked ? "unchecked," : "",
           linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage ? "internal," : "");
    if (program) {
        unsigned file_length = 0;
        LLVMMetadataRef file = LLVMDIScopeGetFile(program);
        const char *path = file ? LLVMDIFileGetFilename(file, &file_length) : "";
        printf("%.*s:%u\n", (int)file_length, path, LLVMDISubprogramGetLine(program));
    } else {
        printf("-\n");
    }
    free(mangled.name);
}

static void print_alias(struct module *module, LLVMValueRef alias) {
    LLVMValueRef function = as_function(alias);
    if (!function)
        return;
    uint32_t number = numbers_add(&module->functions, alias);
    print_function(number, alias, function);
    printf("A\t%u\t%lld\n", number, (long long)numbers_find(&module->functions, function));
}

static void number_functions(struct module *module, LLVMModuleRef ir) {
    size_t count = 0;
    for (LLVMValueRef f = LLVMGetFirstFunction(ir); f; f = LLVMGetNextFunction(f))
        count++;
    for (LLVMValueRef a = LLVMGetFirstGlobalAlias(ir); a; a = LLVMGetNextGlobalAlias(a))
        count++;
    for (LLVMValueRef i = LLVMGetFirstGlobalIFunc(ir); i; i = LLVMGetNextGlobalIFunc(i))
        count++;
    numbers_init(&module->functions, count);
    for (LLVMValueRef f = LLVMGetFirstFunction(ir); f; f = LLVMGetNextFunction(f)) {
        uint32_t number = numbers_add(&module->functions, f);
        if (!is_intrinsic(f))
            print_function(number, f, f);
    }
    for (LLVMValueRef a = LLVMGetFirstGlobalAlias(ir); a; a = LLVMGetNextGlobalAlias(a))
        print_alias(module, a);
    for (LLVMValueRef i = LLVMGetFirstGlobalIFunc(ir); i; i = LLVMGetNextGlobalIFunc(i))
        print_alias(module, i);
    module->count = (uint32_t)module->functions.count;
    module->bits = must(calloc(module->count + 1, 1));
    module->touched = must(calloc(module->count + 1, sizeof *module->touched));
}

static int begins_handler(LLVMBasicBlockRef block) {
    for (LLVMValueRef i = LLVMGetFirstInstruction(block); i; i = LLVMGetNextInstruction(i)) {
        size_t length;
        LLVMValueRef callee = LLVMIsACallInst(i) ? as_function(LLVMGetCalledValue(i)) : NULL;
        if (callee && !strcmp(LLVMGetValueName2(callee, &length), "__cxa_begin_catch"))
            return 1;
    }
    return 0;
}

static void grow_blocks(struct module *module, size_t count) {
    if (count <= module->block_capacity)
        return;
    module->block_capacity = 2 * count;
    numbers_release(&module->blocks);
    numbers_init(&module->blocks, module->block_capacity);
    module->reached = must(realloc(module->reached, module->block_capacity));
    module->stack = must(realloc(module->stack, module->block_capacity * sizeof *module->stack));
    module->block_by_number =
        must(realloc(module->block_by_number, module->block_capacity * sizeof *module->block_by_number));
}

/* Marks in `reached` the blocks that a normal path comes through: from the
 * entry, from handlers, and from blocks that nothing leads to (code after a
 * return), never along an unwind edge. */
static void reach_normal(struct module *module, LLVMValueRef function) {
    uint32_t count = 0, depth = 0;
    grow_blocks(module, LLVMCountBasicBlocks(function));
    numbers_clear(&module->blocks);
    for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b; b = LLVMGetNextBasicBlock(b)) {
        module->block_by_number[numbers_add(&module->blocks, b)] = b;
        module->reached[count++] = 2; /* no predecessor yet */
    }
    for (uint32_t i = 0; i < count; i++) {
        LLVMValueRef end = LLVMGetBasicBlockTerminator(module->block_by_number[i]);
        for (unsigned s = 0; end && s < LLVMGetNumSuccessors(end); s++)
            module->reached[numbers_find(&module->blocks, LLVMGetSuccessor(end, s))] = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        int root = i == 0 || module->reached[i] == 2 || begins_handler(module->block_by_number[i]);
        module->reached[i] = (uint8_t)root;
        if (root)
            module->stack[depth++] = i;
    }
    while (depth) {
        LLVMValueRef end = LLVMGetBasicBlockTerminator(module->block_by_number[module->stack[--depth]]);
        for (unsigned s = 0; end && s < LLVMGetNumSuccessors(end); s++) {
            LLVMBasicBlockRef to = LLVMGetSuccessor(end, s);
            int64_t number = numbers_find(&module->blocks, to);
            if (module->reached[number] || (LLVMIsAInvokeInst(end) && to == LLVMGetUnwindDest(end)))
                continue;
            module->reached[number] = 1;
            module->stack[depth++] = (uint32_t)number;
        }
    }
}

static void note(struct module *module, LLVMValueRef target, uint8_t bit) {
    int64_t number = target && !is_intrinsic(target) ? numbers_find(&module->functions, target) : -1;
    if (number < 0)
        return;
    if (!module->bits[number])
        module->touched[module->touched_count++] = (uint32_t)number;
    module->bits[number] |= bit;
}

static void walk_instruction(struct module *module, LLVMValueRef instruction, uint8_t how) {
    LLVMValueRef called = NULL;
    if (LLVMIsACallInst(instruction) || LLVMIsAInvokeInst(instruction)) {
        called = LLVMGetCalledValue(instruction);
        note(module, as_function(called), how);
        if (called && LLVMIsAGlobalAlias(called) && numbers_find(&module->functions, called) >= 0)
            note(module, called, how);
    }
    int operands = LLVMGetNumOperands(instruction);
    for (int i = 0; i < operands; i++) {
        LLVMValueRef operand = LLVMGetOperand(instruction, (unsigned)i);
        if (operand && operand != called && LLVMIsAConstant(operand))
            note(module, as_function(operand), ADDRESS);
    }
}

struct place {
    unsigned line, column;
    const char *file;
};

/* Places in runs of one file: what a reader needs is the set. */
static void print_place(uint32_t number, LLVMValueRef instruction, struct place *last) {
    unsigned length = 0;
    struct place at = {LLVMGetDebugLocLine(instruction), LLVMGetDebugLocColumn(instruction), NULL};
    if (!at.line)
        return;
    at.file = LLVMGetDebugLocFilename(instruction, &length);
    if (!at.file || (at.line == last->line && at.column == last->column && at.file == last->file))
        return;
    if (at.file != last->file) {
        unsigned folder_length = 0;
        const char *folder = LLVMGetDebugLocDirectory(instruction, &folder_length);
        int relative = length && *at.file != '/' && folder_length;
        printf("%sL\t%u\t%.*s%s%.*s", last->file ? "\n" : "", number, relative ? (int)folder_length : 0,
               relative ? folder : "", relative ? "/" : "", (int)length, at.file);
    }
    printf("%c%u:%u", at.file != last->file ? '\t' : ' ', at.line, at.column);
    *last = at;
}

static void walk_function(struct module *module, uint32_t number, LLVMValueRef function) {
    struct place last = {0, 0, NULL};
    reach_normal(module, function);
    module->touched_count = 0;
    for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b; b = LLVMGetNextBasicBlock(b)) {
        uint8_t how = module->reached[numbers_find(&module->blocks, b)] ? NORMAL : UNWIND;
        for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i)) {
            walk_instruction(module, i, how);
            print_place(number, i, &last);
        }
    }
    if (last.file)
        printf("\n");
    for (uint32_t i = 0; i < module->touched_count; i++) {
        uint32_t to = module->touched[i];
        if (module->bits[to] & (NORMAL | UNWIND))
            printf("E\t%u\t%u\t%s\n", number, to, module->bits[to] & NORMAL ? "normal" : "unwind");
        if (module->bits[to] & ADDRESS)
            printf("E\t%u\t%u\taddress\n", number, to);
        module->bits[to] = 0;
    }
}

enum { CONSTANTS_DEEP = 8 }; /* of constants in one another: a table of structures */

static void walk_constant(struct module *module, LLVMValueRef constant, int depth) {
    LLVMValueRef function = constant ? as_function(constant) : NULL;
    if (function)
        printf("G\t%u\n", (uint32_t)numbers_find(&module->functions, function));
    if (!constant || function || depth > CONSTANTS_DEEP || !LLVMIsAConstant(constant) || LLVMIsAGlobalValue(constant))
        return;
    int operands = LLVMGetNumOperands(constant);
    for (int i = 0; i < operands; i++)
        walk_constant(module, LLVMGetOperand(constant, (unsigned)i), depth + 1);
}

static void release(struct module *module) {
    numbers_release(&module->functions);
    numbers_release(&module->blocks);
    free(module->bits);
    free(module->touched);
    free(module->reached);
    free(module->stack);
    free(module->block_by_number);
}

int main(int argc, char **argv) {
    struct module module = {0};
    LLVMMemoryBufferRef buffer = NULL;
    LLVMModuleRef ir = NULL;
    LLVMContextRef context;
    char *message = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: ir_calls FILE.bc\n");
        return 64;
    }
    context = LLVMContextCreate();
    if (LLVMCreateMemoryBufferWithContentsOfFile(argv[1], &buffer, &message)) {
        fprintf(stderr, "ir_calls: cannot read '%s': %s\n", argv[1], message);
        return 1;
    }
    if (LLVMParseBitcodeInContext2(context, buffer, &ir)) {
        fprintf(stderr, "ir_calls: cannot read '%s': not bitcode of this LLVM\n", argv[1]);
        return 1;
    }
    number_functions(&module, ir);
    for (LLVMValueRef f = LLVMGetFirstFunction(ir); f; f = LLVMGetNextFunction(f))
        if (!LLVMIsDeclaration(f))
            walk_function(&module, (uint32_t)numbers_find(&module.functions, f), f);
    for (LLVMValueRef g = LLVMGetFirstGlobal(ir); g; g = LLVMGetNextGlobal(g))
        walk_constant(&module, LLVMGetInitializer(g), 0);
    release(&module);
    LLVMDisposeModule(ir);
    LLVMDisposeMemoryBuffer(buffer);
    LLVMContextDispose(context);
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
