# callchain_find_llvm(result): the majors of every LLVM (15 and later) whose
# clang headers are installed, newest first, or those that
# CALLCHAIN_LLVM_VERSIONS names; sets CALLCHAIN_LLVM_<major>_PREFIX for each.
function(callchain_find_llvm result)
    set(found "")
    if(CALLCHAIN_LLVM_VERSIONS)
        set(majors ${CALLCHAIN_LLVM_VERSIONS})
    else()
        set(majors 23 22 21 20 19 18 17 16 15)
    endif()
    foreach(major ${majors})
        set(prefix /usr/lib/llvm-${major})
        if(EXISTS ${prefix}/include/clang/AST/ASTContext.h)
            list(APPEND found ${major})
            set(CALLCHAIN_LLVM_${major}_PREFIX ${prefix} PARENT_SCOPE)
        elseif(CALLCHAIN_LLVM_VERSIONS)
            message(FATAL_ERROR "LLVM ${major}: no clang headers in ${prefix}/include; "
                                "install libclang-${major}-dev and llvm-${major}-dev")
        endif()
    endforeach()
    if(NOT found)
        message(FATAL_ERROR "No LLVM with clang's headers found below /usr/lib/llvm-*; "
                            "install libclang-22-dev and llvm-22-dev")
    endif()
    message(STATUS "callchain plugin for LLVM: ${found}")
    set(${result} ${found} PARENT_SCOPE)
endfunction()
