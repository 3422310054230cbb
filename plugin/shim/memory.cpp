// Out of memory, the analysis is left by an exception: destructors run here,
// C code has none, and clang's frames between hold nothing of ours.
//
// The operators are this library's own, since clang's new-handler ends the
// compiler (plugin/local_symbols keeps them from anybody else's sight). They
// are malloc's, as the library's are: either may free what the other made.
#include "unit.h"

#include <cstdlib>
#include <new>

void shim_out_of_memory() { throw OutOfMemory(); }

void *operator new(std::size_t Size) {
    if (void *Memory = std::malloc(Size ? Size : 1))
        return Memory;
    throw OutOfMemory();
}
void *operator new[](std::size_t Size) { return operator new(Size); }
void operator delete(void *Memory) noexcept { std::free(Memory); }
void operator delete[](void *Memory) noexcept { std::free(Memory); }
void operator delete(void *Memory, std::size_t) noexcept { std::free(Memory); }
void operator delete[](void *Memory, std::size_t) noexcept { std::free(Memory); }
