# What every target of ours is built with: warnings, hardening, sanitizers.
include(CheckCCompilerFlag)
include(CheckCXXCompilerFlag)
option(CALLCHAIN_WERROR "Take warnings for errors" OFF)
option(CALLCHAIN_HARDENING "Build with what makes faults harder to exploit" ON)

set(CALLCHAIN_WARNINGS -Wall -Wextra -Wpedantic)
if(CALLCHAIN_WERROR)
    list(APPEND CALLCHAIN_WARNINGS -Werror)
endif()

# callchain_flag(LIST flag): adds the flag where both compilers take it.
macro(callchain_flag list flag)
    string(MAKE_C_IDENTIFIER "CALLCHAIN_HAS${flag}" name)
    check_c_compiler_flag("-Werror ${flag}" ${name})
    check_cxx_compiler_flag("-Werror ${flag}" ${name}_CXX)
    if(${name} AND ${name}_CXX)
        list(APPEND ${list} ${flag})
    endif()
endmacro()

set(CALLCHAIN_HARDENED "")
set(CALLCHAIN_HARDENED_LINK "")
if(CALLCHAIN_HARDENING AND NOT CALLCHAIN_SANITIZE)
    callchain_flag(CALLCHAIN_HARDENED -fstack-protector-strong)
    callchain_flag(CALLCHAIN_HARDENED -fstack-clash-protection)
    callchain_flag(CALLCHAIN_HARDENED -fcf-protection)
    # It takes optimization; the compiler or the user may have defined it already. 3 where the C library knows it.
    list(APPEND CALLCHAIN_HARDENED $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE>
                                   $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=3>)
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
        set(CALLCHAIN_HARDENED_LINK -Wl,-z,relro -Wl,-z,noexecstack)
    endif()
    include(CheckPIESupported)
    check_pie_supported() # programs are position-independent, as CMAKE_POSITION_INDEPENDENT_CODE asks
endif()

function(callchain_target_options target)
    target_compile_options(${target} PRIVATE ${CALLCHAIN_WARNINGS} ${CALLCHAIN_HARDENED}
        $<$<COMPILE_LANGUAGE:C>:-Wshadow -Wstrict-prototypes -Wmissing-prototypes>)
    target_link_options(${target} PRIVATE ${CALLCHAIN_HARDENED_LINK})
    # Not the plugin: of clang's functions that it names, a unit takes few, each looked up when it is called first.
    get_target_property(type ${target} TYPE)
    if(CALLCHAIN_HARDENED_LINK AND type STREQUAL "EXECUTABLE")
        target_link_options(${target} PRIVATE -Wl,-z,now)
    endif()
    if(CALLCHAIN_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${CALLCHAIN_SANITIZE} -fno-omit-frame-pointer)
        target_link_options(${target} PRIVATE -fsanitize=${CALLCHAIN_SANITIZE})
    endif()
endfunction()
