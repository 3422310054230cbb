#include "shared.h"
static int hidden_twin_static(int x) { return x; }
namespace { int helper(int x) { return x; } }
extern "C" int in_cpp(int x) { return in_cuda(x) + helper(x) + hidden_twin_static(x); }
extern "C" int hidden_twin(int x) { return x; }
