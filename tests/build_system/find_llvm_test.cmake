# LLVMs in made-up places, each with the two headers that are looked at: by a
# prefix, by llvm-config on PATH, by CMake's package; of the right major only.
cmake_minimum_required(VERSION 3.22)
list(APPEND CMAKE_MODULE_PATH ${MODULES})
include(FindInstalledLLVM)
file(REMOVE_RECURSE ${SCRATCH})

function(make_headers folder major)
    file(WRITE ${folder}/clang/AST/ASTContext.h "")
    file(WRITE ${folder}/clang/Basic/Version.inc "#define CLANG_VERSION ${major}.1.0\n#define CLANG_VERSION_MAJOR ${major}\n")
endfunction()

function(expect what result wanted)
    if(NOT "${result}" STREQUAL "${wanted}")
        message(FATAL_ERROR "${what}: found '${result}', not '${wanted}'")
    endif()
endfunction()

# Nothing here is of a major that the machine can have installed.
set(CALLCHAIN_LLVM_MAJORS 97 96 95 94)
make_headers(${SCRATCH}/opt/llvm/include 97)
make_headers(${SCRATCH}/opt/other/include 96)
make_headers(${SCRATCH}/nix/clang/include 95)
file(WRITE ${SCRATCH}/nix/llvm/include/llvm/Config/llvm-config.h "")
file(WRITE ${SCRATCH}/nix/cmake/ClangConfig.cmake
     "set(CLANG_INCLUDE_DIRS ${SCRATCH}/nix/clang/include)\nset(LLVM_INCLUDE_DIRS ${SCRATCH}/nix/llvm/include)\n"
     "set(CLANG_INSTALL_PREFIX ${SCRATCH}/nix/clang)\n")
file(WRITE ${SCRATCH}/bin/llvm-config "#!/bin/sh\necho ${SCRATCH}/opt/other\n")
file(CHMOD ${SCRATCH}/bin/llvm-config PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)

set(CALLCHAIN_LLVM_PREFIXES ${SCRATCH}/opt/llvm)
callchain_find_llvm(found)
expect("a prefix" "${found}" 97)
expect("a prefix" "${CALLCHAIN_LLVM_97_PREFIX}" ${SCRATCH}/opt/llvm)
expect("a prefix" "${CALLCHAIN_LLVM_97_INCLUDES}" ${SCRATCH}/opt/llvm/include)

set(path "$ENV{PATH}")
set(ENV{PATH} "${SCRATCH}/bin:${path}")
callchain_find_llvm(found)
expect("llvm-config" "${found}" "97;96")
expect("llvm-config" "${CALLCHAIN_LLVM_96_PREFIX}" ${SCRATCH}/opt/other)

set(Clang_DIR ${SCRATCH}/nix/cmake)
callchain_find_llvm(found)
expect("a package" "${found}" "97;96;95")
expect("a package" "${CALLCHAIN_LLVM_95_INCLUDES}" "${SCRATCH}/nix/clang/include;${SCRATCH}/nix/llvm/include")

# As the last resort the package is looked for unasked.
set(ENV{PATH} "${path}")
unset(Clang_DIR)
unset(CALLCHAIN_LLVM_PREFIXES)
set(CMAKE_PREFIX_PATH ${SCRATCH}/nix/cmake)
callchain_find_llvm(found)
expect("the last resort" "${found}" 95)

