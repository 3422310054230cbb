# callchain_find_llvm(result): the majors of every LLVM whose clang headers are
# there, newest first, or those that CALLCHAIN_LLVM_VERSIONS names. For each it
# sets CALLCHAIN_LLVM_<major>_PREFIX (bin/clang is below it) and _INCLUDES.
#
# Looked for, the first that fits: below CMAKE_PREFIX_PATH and
# CALLCHAIN_LLVM_PREFIXES, as Debian lays them out (/usr/lib/llvm-<major>), what a
# llvm-config-<major>, llvm-config<major> or llvm-config on PATH tells, and what
# find_package(Clang) finds (Clang_DIR, LLVM_DIR), where clang's headers may be
# elsewhere than LLVM's.
include(LLVMVersions)
set(CALLCHAIN_LLVM_PREFIXES "" CACHE STRING "Folders with an LLVM each, searched before others")

# The major of the clang whose headers are below a folder; empty: none.
function(callchain_clang_major result includes)
    set(${result} "" PARENT_SCOPE)
    if(EXISTS ${includes}/clang/AST/ASTContext.h AND EXISTS ${includes}/clang/Basic/Version.inc)
        file(STRINGS ${includes}/clang/Basic/Version.inc line REGEX "^#define[ \t]+CLANG_VERSION_MAJOR[ \t]")
        string(REGEX MATCH "[0-9]+" major "${line}")
        set(${result} "${major}" PARENT_SCOPE)
    endif()
endfunction()

# The prefix and the folders with headers of one major; empty: not found.
function(callchain_find_llvm_major major prefix_result includes_result)
    set(prefixes ${CALLCHAIN_LLVM_PREFIXES} ${CMAKE_PREFIX_PATH} /usr/lib/llvm-${major})
    foreach(name llvm-config-${major} llvm-config${major} llvm-config)
        unset(config)
        find_program(config ${name} NO_CACHE)
        if(config)
            execute_process(COMMAND ${config} --prefix OUTPUT_VARIABLE prefix OUTPUT_STRIP_TRAILING_WHITESPACE
                            ERROR_QUIET RESULT_VARIABLE failed)
            if(NOT failed)
                list(APPEND prefixes ${prefix})
            endif()
        endif()
    endforeach()
    foreach(prefix ${prefixes})
        callchain_clang_major(found ${prefix}/include)
        if("${found}" STREQUAL "${major}")
            set(${prefix_result} ${prefix} PARENT_SCOPE)
            set(${includes_result} ${prefix}/include PARENT_SCOPE)
            return()
        endif()
    endforeach()
    set(${prefix_result} "" PARENT_SCOPE)
endfunction()

# The same by CMake's packages, of whichever major they are.
function(callchain_find_llvm_package major_result prefix_result includes_result)
    set(${major_result} "" PARENT_SCOPE)
    find_package(Clang CONFIG QUIET)
    foreach(includes ${CLANG_INCLUDE_DIRS})
        callchain_clang_major(found ${includes})
        if(found AND Clang_FOUND)
            set(${major_result} ${found} PARENT_SCOPE)
            set(${prefix_result} ${CLANG_INSTALL_PREFIX} PARENT_SCOPE)
            set(${includes_result} ${CLANG_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS} PARENT_SCOPE)
        endif()
    endforeach()
endfunction()

function(callchain_find_llvm result)
    set(found "")
    set(majors ${CALLCHAIN_LLVM_MAJORS})
    if(CALLCHAIN_LLVM_VERSIONS)
        set(majors ${CALLCHAIN_LLVM_VERSIONS})
    endif()
    # Reading the package may stop CMake where only half of it is installed: only when it is named, or the last resort.
    set(package_major "")
    if(Clang_DIR OR LLVM_DIR)
        callchain_find_llvm_package(package_major package_prefix package_includes)
    endif()
    foreach(major ${majors})
        callchain_find_llvm_major(${major} prefix includes)
        if("${package_major}" STREQUAL "${major}")
            set(prefix ${package_prefix})
            set(includes ${package_includes})
        endif()
        if(prefix)
            list(APPEND found ${major})
            set(CALLCHAIN_LLVM_${major}_PREFIX ${prefix} PARENT_SCOPE)
            set(CALLCHAIN_LLVM_${major}_INCLUDES ${includes} PARENT_SCOPE)
        elseif(CALLCHAIN_LLVM_VERSIONS)
            message(FATAL_ERROR "LLVM ${major}: no clang headers found; install libclang-${major}-dev and "
                                "llvm-${major}-dev, or name its folder by CALLCHAIN_LLVM_PREFIXES or Clang_DIR")
        endif()
    endforeach()
    if(NOT found)
        callchain_find_llvm_package(package_major package_prefix package_includes)
        if(NOT package_major IN_LIST CALLCHAIN_LLVM_MAJORS)
            message(FATAL_ERROR "No LLVM with clang's headers found; install libclang-22-dev and llvm-22-dev, or name "
                                "its folder by CALLCHAIN_LLVM_PREFIXES or Clang_DIR")
        endif()
        set(found ${package_major})
        set(CALLCHAIN_LLVM_${package_major}_PREFIX ${package_prefix} PARENT_SCOPE)
        set(CALLCHAIN_LLVM_${package_major}_INCLUDES ${package_includes} PARENT_SCOPE)
    endif()
    message(STATUS "callchain plugin for LLVM: ${found}")
    set(${result} ${found} PARENT_SCOPE)
endfunction()
