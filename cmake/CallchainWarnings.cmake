# The warnings that every target of ours is built with, and its sanitizers.
function(callchain_target_options target)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic
        $<$<COMPILE_LANGUAGE:C>:-Wshadow -Wstrict-prototypes -Wmissing-prototypes>)
    if(CALLCHAIN_SANITIZE)
        target_compile_options(${target} PRIVATE -fsanitize=${CALLCHAIN_SANITIZE} -fno-omit-frame-pointer)
        target_link_options(${target} PRIVATE -fsanitize=${CALLCHAIN_SANITIZE})
    endif()
endfunction()
