# The LLVM majors that the plugin can be built for, newest first. A new one is
# added here; where clang's interface differs in it, plugin/shim/compat.h gets
# another #if, and nothing else in plugin/ asks for a version.
set(CALLCHAIN_LLVM_MAJORS 23 22 21 20 19 18 17 16 15)
